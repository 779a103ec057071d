import * as assemblyscript from 'assemblyscript';

/** Exports that every filter has: the allocator, the ABI's mark, and the life of contexts. */
const ALWAYS = [
  'malloc',
  'proxy_abi_version_0_2_1',
  'proxy_on_context_create',
  'proxy_on_vm_start',
  'proxy_on_delete',
] as const;

/** SDK methods that a filter may override, and the ABI callback that calls each. */
const CALLBACK_OF_METHOD: Readonly<Record<string, string>> = {
  onConfigure: 'proxy_on_configure',
  onTick: 'proxy_on_tick',
  onQueueReady: 'proxy_on_queue_ready',
  onRequestHeaders: 'proxy_on_request_headers',
  onRequestBody: 'proxy_on_request_body',
  onRequestTrailers: 'proxy_on_request_trailers',
  onResponseHeaders: 'proxy_on_response_headers',
  onResponseBody: 'proxy_on_response_body',
  onResponseTrailers: 'proxy_on_response_trailers',
  onHttpCallResponse: 'proxy_on_http_call_response',
  onGrpcHeaders: 'proxy_on_grpc_receive_initial_metadata',
  onGrpcMessage: 'proxy_on_grpc_receive',
  onGrpcTrailers: 'proxy_on_grpc_receive_trailing_metadata',
  onGrpcClose: 'proxy_on_grpc_close',
  onLog: 'proxy_on_log',
  onDone: 'proxy_on_done',
};

/**
 * The functions that a filter's module exports: those that every filter needs, and the callbacks of the methods that one of its
 * classes has. Envoy does not call what is not exported, so a filter that looks at headers costs nothing for bodies. A name too
 * many does no harm: the SDK's own method then answers Continue.
 */
export function exportedCallbacks(sources: Iterable<assemblyscript.Source>): string[] {
  const methods = new Set<string>();
  for (const source of sources) collectMethods(source.statements, methods);
  const used = Object.keys(CALLBACK_OF_METHOD).filter((method) => methods.has(method));
  return [...ALWAYS, ...used.map((method) => CALLBACK_OF_METHOD[method]!)];
}

function collectMethods(statements: readonly assemblyscript.Node[], methods: Set<string>): void {
  for (const statement of statements) {
    if (statement instanceof assemblyscript.ClassDeclaration) {
      for (const member of statement.members) {
        if (member instanceof assemblyscript.MethodDeclaration) methods.add(member.name.text);
      }
    } else if (statement instanceof assemblyscript.NamespaceDeclaration) {
      collectMethods(statement.members, methods);
    } else if (statement instanceof assemblyscript.ExportDefaultStatement) {
      collectMethods([statement.declaration], methods);
    }
  }
}
