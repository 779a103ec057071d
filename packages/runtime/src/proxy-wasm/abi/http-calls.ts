import { byteStringToDisplay } from '../../http/byte-string.ts';
import { HeaderMapImpl } from '../../http/header-map-impl.ts';
import type { FilterTrace } from '../../trace/filter-trace.ts';
import type { HttpCallAnswer } from '../../upstream/async-client.ts';
import type { CalloutData, RootContext } from '../root-context.ts';
import { NO_CALLOUT } from '../root-context.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { asciiLowerCase } from './http-fields.ts';
import type { Pairs } from './serialization.ts';
import { parsePairs } from './serialization.ts';
import type { Status } from './types.ts';
import { STATUS } from './types.ts';

type Call = {
  readonly cluster: string;
  readonly headers: Pairs;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
};

/**
 * ABI chapter HTTP calls. The answer belongs to the root context, also when the stream that asked is gone. Envoy parses
 * the trailers of the request and never sends them.
 */
export function httpCallFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_http_call: (
      clusterAt: number,
      clusterSize: number,
      headersAt: number,
      headersSize: number,
      bodyAt: number,
      bodySize: number,
      trailersAt: number,
      trailersSize: number,
      timeoutMs: number,
      tokenAt: number,
    ) => {
      const cluster = vm.memory.text(clusterAt, clusterSize);
      const headers = vm.memory.read(headersAt, headersSize);
      const body = vm.memory.read(bodyAt, bodySize);
      if (cluster === null || headers === null || body === null || !vm.memory.inRange(trailersAt, trailersSize)) {
        return STATUS.InvalidMemoryAccess;
      }
      // Before anything is sent Envoy makes sure that the token can be written.
      if (!vm.memory.writeU32(tokenAt, 0)) return STATUS.InvalidMemoryAccess;
      const call = {
        cluster: byteStringToDisplay(cluster),
        headers: parsePairs(headers),
        body,
        timeoutMs: timeoutMs | 0,
      };
      const sent = send(vm, call);
      if (typeof sent === 'number') return sent;
      vm.memory.writeU32(tokenAt, sent.token);
      return STATUS.Ok;
    },
  };
}

/** The fields as Envoy's header map of a request keeps them. */
export function callHeaders(pairs: Pairs): HeaderMapImpl {
  return HeaderMapImpl.of(
    'request-headers',
    pairs.map(([name, value]) => [asciiLowerCase(name), value] as const),
  );
}

function send(vm: WasmVm, call: Call): Status | { readonly token: number } {
  const { asyncClient } = vm.worker;
  if (call.timeoutMs < 0 || !asyncClient.hasCluster(call.cluster)) return STATUS.BadArgument;
  const headers = callHeaders(call.headers);
  if (!headers.has(':path') || !headers.has(':method') || !headers.has(':authority')) return STATUS.BadArgument;
  if (call.body.length > 0) headers.replace('content-length', String(call.body.length));
  const { root, trace } = vm.context;
  const token = vm.callIds.nextHttp();
  const handle = asyncClient.send(
    {
      cluster: call.cluster,
      headers,
      body: call.body,
      trailers: null,
      timeoutMs: call.timeoutMs === 0 ? null : call.timeoutMs,
      sendXff: false,
      trace,
    },
    (answer) => vm.calloutAnswered(token, () => deliver(root, trace, token, answer)),
  );
  if (handle === null) return STATUS.InternalFailure;
  vm.callouts.add(token, handle);
  return { token };
}

function deliver(root: RootContext, trace: FilterTrace, token: number, answer: HttpCallAnswer): void {
  if (!root.vm.has('proxy_on_http_call_response')) return;
  const data: CalloutData =
    answer.kind === 'reset'
      ? { ...NO_CALLOUT, status: { code: STATUS.BrokenConnection, message: 'reset' } }
      : { ...NO_CALLOUT, headers: answer.headers, trailers: answer.trailers, body: answer.body };
  const sizes = [data.headers?.size ?? 0, data.body?.length ?? 0, data.trailers?.size ?? 0];
  root.wake('onHttpCallResponse', { trace, cause: answer.event }, data, 'proxy_on_http_call_response', [
    root.id,
    token,
    ...sizes,
  ]);
}
