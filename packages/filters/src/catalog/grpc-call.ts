import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { isGrpcRequest } from '@chainwright/runtime/http-connection-manager/local-reply';
import type { StatsStore } from '@chainwright/runtime/server/stats-store';

/** Service and method of a gRPC call. */
export type GrpcMethod = { readonly service: ByteString; readonly method: ByteString };

/** Splits `/service/method`; null: the path is no call. Envoy: source/common/grpc/common.cc `resolveServiceAndMethod`. */
export function grpcMethodOf(path: ByteString | undefined): GrpcMethod | null {
  const [service, method, ...more] = (path ?? '')
    .replace(/\?.*$/s, '')
    .split('/')
    .filter((part) => part !== '');
  return service === undefined || method === undefined || more.length > 0 ? null : { service, method };
}

/** Whether response headers belong to a gRPC answer. Envoy: `Grpc::Common::isGrpcResponseHeaders`. */
export function isGrpcResponse(headers: HeaderMap, endStream: boolean): boolean {
  if (endStream) return headers.has('grpc-status');
  return headers.get(':status') === '200' && isGrpcRequest(headers);
}

/** Counts gRPC calls under a cluster. Envoy: source/common/grpc/context_impl.cc. */
export class GrpcCharge {
  readonly #stats: StatsStore;
  readonly #prefix: string;

  /** `protocol`: `grpc` or `grpc-web`. Without a method the counters are those of all calls. */
  constructor(stats: StatsStore, cluster: string, protocol: 'grpc' | 'grpc-web', method: GrpcMethod | null) {
    this.#stats = stats;
    this.#prefix = `cluster.${cluster}.${protocol}.${method === null ? '' : `${method.service}.${method.method}.`}`;
  }

  /** The end of a call; nothing when there is no `grpc-status`. */
  status(status: ByteString | undefined): void {
    if (status === undefined) return;
    this.#add(status, 1);
    this.#add(status === '0' ? 'success' : 'failure', 1);
    this.#add('total', 1);
  }

  messages(way: 'request' | 'response', count: number): void {
    this.#add(`${way}_message_count`, count);
  }

  #add(name: string, count: number): void {
    this.#stats.add(this.#prefix + name, 'counter', count);
  }
}
