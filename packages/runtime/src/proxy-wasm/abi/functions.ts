import type { AbiChapter, AbiFunction, AbiParameter, AbiVersion, ParameterForm } from './abi-function.ts';
import { ABI_VERSIONS } from './abi-function.ts';

type Rules = { readonly versions?: readonly AbiVersion[]; readonly inStart?: true; readonly inAllocator?: true };

/** `'level:log-level message:text'` → parameters. */
function parameters(text: string): AbiParameter[] {
  return text === ''
    ? []
    : text.split(' ').map((part) => {
        const [name = '', form = 'u32'] = part.split(':');
        return { name, form: form as ParameterForm };
      });
}

function functions(chapter: AbiChapter, rows: readonly (readonly [string, string, string, Rules?])[]): AbiFunction[] {
  return rows.map(([name, params, doc, rules = {}]) => ({
    module: 'env',
    name,
    chapter,
    parameters: parameters(params),
    returns: name === 'pthread_equal' ? 'number' : name === 'emscripten_notify_memory_growth' ? 'nothing' : 'status',
    versions: rules.versions ?? ABI_VERSIONS,
    inStart: rules.inStart ?? false,
    inAllocator: rules.inAllocator ?? false,
    doc,
  }));
}

const OLD: Rules = { versions: ['0.1.0'] };
const NEW: Rules = { versions: ['0.2.0', '0.2.1'] };

/**
 * The one list of functions that Envoy 1.40 offers to a proxy-wasm module under `env`: names, parameters, versions,
 * where they may be called, and what they do. The host, the load checks, the inspector, completion and the documents read it.
 * The types are those that Envoy itself prints when an import does not fit.
 */
export const ENV_FUNCTIONS: readonly AbiFunction[] = [
  ...functions('Logging', [
    [
      'proxy_log',
      'level:log-level message:text',
      'Writes a line to Envoy’s log. BadArgument: the level is above 5 (critical).',
      { inStart: true, inAllocator: true },
    ],
    [
      'proxy_get_log_level',
      'level:out-log-level',
      'The level of Envoy’s wasm logger: messages below it are dropped.',
      { versions: ['0.2.1'] },
    ],
  ]),
  ...functions('Clocks', [
    ['proxy_get_current_time_nanoseconds', 'time:out-u64', 'The wall clock: nanoseconds since 1970.'],
  ]),
  ...functions('Timers', [
    [
      'proxy_set_tick_period_milliseconds',
      'period:milliseconds',
      'Calls proxy_on_tick of the root context again and again after this time; 0 stops it. Each VM has its own timer.',
    ],
  ]),
  ...functions('Context lifecycle', [
    [
      'proxy_set_effective_context',
      'context_id',
      'Host calls act on this context until the running callback ends. BadArgument: no such context.',
    ],
    ['proxy_done', '', 'Ends the root context whose proxy_on_done answered 0. NotFound: nothing is waiting for it.'],
  ]),
  ...functions('Configuration', [
    [
      'proxy_get_configuration',
      'configuration:out-bytes',
      'The plugin configuration inside proxy_on_configure, the VM configuration everywhere else.',
      OLD,
    ],
  ]),
  ...functions('Buffers', [
    [
      'proxy_get_buffer_status',
      'buffer:buffer length:out-u32 flags:out-u32',
      'The length of a buffer. Body buffers outside their callback have length 0; NotFound: call body or plugin configuration outside theirs.',
    ],
    [
      'proxy_get_buffer_bytes',
      'buffer:buffer start:u32 max_size:u32 value:out-bytes',
      'A piece of a buffer, clipped to what is there. NotFound: call body or plugin configuration outside their callback.',
    ],
    [
      'proxy_set_buffer_bytes',
      'buffer:buffer start:u32 size:u32 value:bytes',
      'start 0 replaces the first `size` bytes, start at or behind the end appends; BadArgument between, and for buffers that are read-only or absent.',
    ],
  ]),
  ...functions('HTTP fields', [
    [
      'proxy_get_header_map_size',
      'map:header-map size:out-u32',
      'The size of a map in bytes (names and values). BadArgument: the map can’t be changed now.',
    ],
    [
      'proxy_get_header_map_pairs',
      'map:header-map pairs:out-pairs',
      'All fields of a map in order; empty when the map is not there now.',
    ],
    [
      'proxy_set_header_map_pairs',
      'map:header-map pairs:pairs',
      'Replaces all fields of a map. Malformed pairs clear it. BadArgument: the map can’t be changed now.',
    ],
    [
      'proxy_get_header_map_value',
      'map:header-map key:text value:out-text',
      'The first value of a field. NotFound: no such field; BadArgument: the map is not there now.',
    ],
    [
      'proxy_add_header_map_value',
      'map:header-map key:text value:text',
      'Adds a field; single-valued ones (`:path`, `content-type` …) are joined with a comma. BadArgument: the map can’t be changed now.',
    ],
    [
      'proxy_replace_header_map_value',
      'map:header-map key:text value:text',
      'Removes every field of this name and adds one. BadArgument: the map can’t be changed now.',
    ],
    [
      'proxy_remove_header_map_value',
      'map:header-map key:text',
      'Removes every field of this name. BadArgument: the map can’t be changed now.',
    ],
  ]),
  ...functions('Common stream operations', [
    ['proxy_continue_stream', 'stream:stream', 'Resumes a paused stream when the running callback has ended.', NEW],
    ['proxy_close_stream', 'stream:stream', 'Resets the stream when the running callback has ended.', NEW],
    ['proxy_continue_request', '', 'Resumes a paused request when the running callback has ended.', OLD],
    ['proxy_continue_response', '', 'Resumes a paused response when the running callback has ended.', OLD],
    ['proxy_clear_route_cache', '', 'The route is chosen again when it is next needed.', OLD],
    ['proxy_get_status', 'code:out-u32 message:out-text', 'Why the last callout failed; only inside its callback.'],
  ]),
  ...functions('HTTP streams', [
    [
      'proxy_send_local_response',
      'status_code:u32 details:text body:text headers:pairs grpc_status:i32',
      'Answers the request here, when the running callback has ended; the callback’s own result no longer counts.',
    ],
  ]),
  ...functions('HTTP calls', [
    [
      'proxy_http_call',
      'cluster:text headers:pairs body:bytes trailers:pairs timeout:milliseconds token:out-u32',
      'Sends a request to a cluster; proxy_on_http_call_response of the root context gets the answer. BadArgument: unknown cluster, no :method, :path or :authority; InternalFailure: not sent. Envoy drops the trailers.',
    ],
  ]),
  ...functions('gRPC calls', [
    [
      'proxy_grpc_call',
      'service:bytes service_name:text method:text metadata:pairs message:bytes timeout:milliseconds token:out-u32',
      'Sends one gRPC message and waits for one; ParseFailure: the service is neither a cluster nor a GrpcService message.',
    ],
    [
      'proxy_grpc_stream',
      'service:bytes service_name:text method:text metadata:pairs token:out-u32',
      'Opens a gRPC stream; ParseFailure as for proxy_grpc_call.',
    ],
    [
      'proxy_grpc_send',
      'token:u32 message:bytes end_stream:bool',
      'Sends a message on a gRPC stream. BadArgument: not a stream; NotFound: unknown.',
    ],
    ['proxy_grpc_cancel', 'token', 'Resets a gRPC call or stream; no callback follows.'],
    ['proxy_grpc_close', 'token', 'Ends our side of a gRPC stream; callbacks go on.'],
  ]),
  ...functions('Shared Key-Value Store', [
    [
      'proxy_get_shared_data',
      'key:text value:out-bytes cas:out-u32',
      'A value that all VMs with this vm_id share, and its version. NotFound: no such key.',
    ],
    [
      'proxy_set_shared_data',
      'key:text value:bytes cas:u32',
      'Sets a shared value; cas 0 always, else only over that version (CasMismatch). A new key takes any cas.',
    ],
  ]),
  ...functions('Shared Queues', [
    ['proxy_register_shared_queue', 'name:text token:out-u32', 'Makes this root context the reader of a queue.'],
    [
      'proxy_resolve_shared_queue',
      'vm_id:text name:text token:out-u32',
      'Finds a queue of any VM; an empty vm_id means the own one. NotFound: nobody registered it.',
    ],
    [
      'proxy_enqueue_shared_queue',
      'token:u32 value:bytes',
      'Puts an item into a queue; its reader gets proxy_on_queue_ready. NotFound: unknown token.',
    ],
    [
      'proxy_dequeue_shared_queue',
      'token:u32 value:out-bytes',
      'Takes the first item. Empty: nothing is there; NotFound: unknown token.',
    ],
  ]),
  ...functions('Metrics', [
    [
      'proxy_define_metric',
      'type:metric-type name:text metric_id:out-u32',
      'Defines the stat `wasmcustom.<name>`. BadArgument: unknown type.',
    ],
    [
      'proxy_increment_metric',
      'metric_id:u32 offset:i64',
      'Adds to a counter (more than 0) or a gauge. BadArgument: histogram, or a counter going back; NotFound: unknown.',
    ],
    [
      'proxy_record_metric',
      'metric_id:u32 value:i64',
      'Sets a gauge, records into a histogram, adds to a counter. NotFound: unknown.',
    ],
    [
      'proxy_get_metric',
      'metric_id:u32 value:out-u64',
      'The value of a counter or gauge. BadArgument: histogram; NotFound: unknown.',
    ],
  ]),
  ...functions('Properties', [
    [
      'proxy_get_property',
      'path:path value:out-bytes',
      'An attribute of request, response, connection, route …; segments are joined by NUL. NotFound: not there now; SerializationFailure: has no bytes.',
    ],
    [
      'proxy_set_property',
      'key:path value:bytes',
      'Sets the filter state `wasm.<key>` of the stream. NotFound: no stream; BadArgument: read-only.',
    ],
  ]),
  ...functions('Foreign function interface', [
    [
      'proxy_call_foreign_function',
      'name:text argument:bytes result:out-bytes',
      'Calls a function that Envoy registered by name. NotFound: there is none.',
    ],
  ]),
  ...functions('Envoy extensions', [
    ['envoy_resolve_dns', 'name:text token:out-u32', 'Resolves a name; envoy_on_resolve_dns gets the answer.'],
    ['pthread_equal', 'left right', 'Whether two thread ids are equal (old Emscripten modules ask).'],
    [
      'emscripten_notify_memory_growth',
      'memory_index',
      'Emscripten tells that memory has grown; nothing happens.',
      { inStart: true },
    ],
  ]),
];
