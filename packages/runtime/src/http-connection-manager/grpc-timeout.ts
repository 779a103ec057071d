import type { HeaderMap } from '../http/header-map.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import { isGrpcRequest } from './local-reply.ts';

const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
const MOST = 99_999_999;

/** Whether a request is gRPC by its content type and has a path. Envoy: `Grpc::Common::isGrpcRequestHeaders`. */
export function isGrpc(headers: HeaderMapImpl): boolean {
  return headers.has(':path') && isGrpcRequest(headers);
}

/** Milliseconds of `grpc-timeout`, rounded up; null: none, or not one. Envoy: `Grpc::Common::getGrpcTimeout`. */
export function grpcTimeoutMs(headers: HeaderMap): number | null {
  const match = /^(\d{1,8})([HMSmun])$/.exec(headers.get('grpc-timeout') ?? '');
  if (match === null) return null;
  return Math.ceil(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0));
}

/** Writes `grpc-timeout` in the smallest unit that has room. Envoy: `Grpc::Common::toGrpcTimeout`. */
export function setGrpcTimeout(headers: HeaderMapImpl, ms: number): void {
  let value = Math.floor(ms);
  let unit = 'm';
  for (const [next, factor] of [
    ['S', 1000],
    ['M', 60],
    ['H', 60],
  ] as const) {
    if (value <= MOST) break;
    value = Math.floor(value / factor);
    unit = next;
  }
  headers.setInPlace('grpc-timeout', `${Math.min(value, MOST)}${unit}`);
}
