import type { AbiCallback, AbiChapter, AbiParameter, AbiVersion, ParameterForm } from './abi-function.ts';
import { ABI_VERSIONS } from './abi-function.ts';

type Row = readonly [name: string, params: string, returns: AbiCallback['returns'], doc: string];

function callbacks(
  chapter: AbiChapter,
  rows: readonly Row[],
  versions: readonly AbiVersion[] = ABI_VERSIONS,
): AbiCallback[] {
  return rows.map(([name, params, returns, doc]) => ({
    name,
    chapter,
    parameters: params.split(' ').map((part): AbiParameter => {
      const [parameter = '', form = 'u32'] = part.split(':');
      return { name: parameter, form: form as ParameterForm };
    }),
    returns,
    versions,
    doc,
  }));
}

/**
 * The callbacks that Envoy 1.40 looks up in a module, in the order in which it checks their types. All are optional; an
 * absent one continues.
 */
export const CALLBACKS: readonly AbiCallback[] = [
  ...callbacks('Configuration', [
    ['proxy_validate_configuration', 'root configuration_size', 'bool', 'Looked up, never called by Envoy.'],
    ['proxy_on_vm_start', 'root configuration_size', 'bool', 'The VM starts; answer 0 to refuse the configuration.'],
    [
      'proxy_on_configure',
      'root configuration_size',
      'bool',
      'The plugin starts; answer 0 to refuse its configuration.',
    ],
  ]),
  ...callbacks('Timers', [['proxy_on_tick', 'root', 'nothing', 'The timer of a root context fires.']]),
  ...callbacks('Context lifecycle', [
    ['proxy_on_context_create', 'context parent', 'nothing', 'A context begins; parent 0: a root context.'],
  ]),
  ...callbacks('TCP streams', [
    ['proxy_on_new_connection', 'context', 'action', 'A connection begins.'],
    ['proxy_on_downstream_data', 'context size end_of_stream:bool', 'action', 'Bytes from the client.'],
    ['proxy_on_upstream_data', 'context size end_of_stream:bool', 'action', 'Bytes from the upstream.'],
    ['proxy_on_downstream_connection_close', 'context peer:peer', 'nothing', 'The client’s connection ended.'],
    ['proxy_on_upstream_connection_close', 'context peer:peer', 'nothing', 'The upstream’s connection ended.'],
  ]),
  ...callbacks('HTTP streams', [
    ['proxy_on_request_body', 'context size end_of_stream:bool', 'action', 'A piece of the request’s body.'],
    ['proxy_on_request_trailers', 'context count', 'action', 'The request’s trailers.'],
    ['proxy_on_request_metadata', 'context count', 'action', 'HTTP/2 metadata of the request.'],
    ['proxy_on_response_body', 'context size end_of_stream:bool', 'action', 'A piece of the response’s body.'],
    ['proxy_on_response_trailers', 'context count', 'action', 'The response’s trailers.'],
    ['proxy_on_response_metadata', 'context count', 'action', 'HTTP/2 metadata of the response.'],
  ]),
  ...callbacks('HTTP calls', [
    [
      'proxy_on_http_call_response',
      'root token header_count body_size trailer_count',
      'nothing',
      'The answer to proxy_http_call; no headers: it failed.',
    ],
  ]),
  ...callbacks('gRPC calls', [
    ['proxy_on_grpc_receive', 'root token size', 'nothing', 'A gRPC message arrived.'],
    ['proxy_on_grpc_close', 'root token status', 'nothing', 'A gRPC stream ended, or a call failed.'],
    ['proxy_on_grpc_receive_initial_metadata', 'root token count', 'nothing', 'The headers of a gRPC stream.'],
    ['proxy_on_grpc_receive_trailing_metadata', 'root token count', 'nothing', 'The trailers of a gRPC stream.'],
  ]),
  ...callbacks('Shared Queues', [
    ['proxy_on_queue_ready', 'root token', 'nothing', 'An item was put into a queue of this root context.'],
  ]),
  ...callbacks('Context lifecycle', [
    ['proxy_on_done', 'context', 'bool', 'The context ends; a root may answer 0 to go on until proxy_done.'],
    ['proxy_on_log', 'context', 'nothing', 'The access-log phase of a stream.'],
    ['proxy_on_delete', 'context', 'nothing', 'The context is gone after this.'],
  ]),
  ...callbacks(
    'HTTP streams',
    [
      ['proxy_on_request_headers', 'context count', 'action', 'The request’s headers.'],
      ['proxy_on_response_headers', 'context count', 'action', 'The response’s headers.'],
    ],
    ['0.1.0'],
  ),
  ...callbacks(
    'HTTP streams',
    [
      ['proxy_on_request_headers', 'context count end_of_stream:bool', 'action', 'The request’s headers.'],
      ['proxy_on_response_headers', 'context count end_of_stream:bool', 'action', 'The response’s headers.'],
    ],
    ['0.2.0', '0.2.1'],
  ),
  ...callbacks(
    'Foreign function interface',
    [['proxy_on_foreign_function', 'root function size', 'nothing', 'Looked up, never called by Envoy.']],
    ['0.2.0', '0.2.1'],
  ),
  ...callbacks('Envoy extensions', [
    ['envoy_on_resolve_dns', 'root token size', 'nothing', 'The answer to envoy_resolve_dns.'],
    ['envoy_on_stats_update', 'root size', 'nothing', 'A stats sink’s flush; its size is garbage in Envoy.'],
  ]),
];

/** Entry points and allocators, in the words of the chapters Integration and Memory management. */
export const ENTRY_POINTS: readonly (readonly [name: string, doc: string])[] = [
  ['_initialize', 'Called first in every VM; then `main` or `__main_void`.'],
  ['main', 'Called after `_initialize`; its result is ignored.'],
  ['__main_void', 'Called after `_initialize` when there is no `main`.'],
  ['_start', 'Called when there is no `_initialize`.'],
  ['malloc', 'The host asks it for memory for every value that it returns.'],
  ['proxy_on_memory_allocate', 'The allocator when there is no `malloc`.'],
];
