import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterTrailersStatus,
} from '@chainwright/runtime/filter/filter-status';
import type { EventEnd, HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteBuffer } from '@chainwright/runtime/http/byte-buffer';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { isGrpcRequest } from '@chainwright/runtime/http-connection-manager/local-reply';
import { GrpcCharge, grpcMethodOf, isGrpcResponse } from '../grpc-call.ts';
import { GrpcFrameReader } from '../grpc-frame-reader.ts';
import type { GrpcStatsConfig } from './config.ts';

/** Name of the filter state object. */
const OBJECT = 'envoy.filters.http.grpc_stats';

/** The last frame of a response over Connect holds its trailers. */
const CONNECT_END = 2;

/** Counts gRPC calls and their messages. Envoy: source/extensions/filters/http/grpc_stats/grpc_stats_filter.cc. */
export class GrpcStatsFilter implements HttpFilter {
  readonly #config: GrpcStatsConfig;
  #callbacks: DecoderFilterCallbacks | null = null;
  /** null: the request is no gRPC call to a cluster. */
  #charge: GrpcCharge | null = null;
  #grpcRequest = false;
  #grpcResponse = false;
  readonly #requestFrames = new GrpcFrameReader();
  readonly #responseFrames = new GrpcFrameReader({ ends: CONNECT_END });

  constructor(config: GrpcStatsConfig) {
    this.#config = config;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    this.#grpcRequest = headers.has(':path') && isGrpcRequest(headers);
    const cluster = this.#callbacks?.route()?.cluster ?? null;
    const method = grpcMethodOf(headers.get(':path'));
    if (!this.#grpcRequest || cluster === null || method === null || this.#callbacks === null) return 'Continue';
    const { methods, replacesDots } = this.#config;
    const named = methods === 'all' || methods.has(`${method.service}/${method.method}`);
    const service = replacesDots && methods === 'all' ? method.service.replaceAll('.', '_') : method.service;
    this.#charge = new GrpcCharge(this.#callbacks.worker.stats, cluster, 'grpc', named ? { ...method, service } : null);
    return 'Continue';
  }

  decodeData(data: ByteBuffer): FilterDataStatus {
    if (this.#grpcRequest) this.#inspect('request', this.#requestFrames, data);
    return 'Continue';
  }

  encodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    this.#grpcResponse = isGrpcResponse(headers, endStream);
    this.#charge?.status(headers.get('grpc-status'));
    return 'Continue';
  }

  encodeData(data: ByteBuffer): FilterDataStatus {
    if (this.#grpcResponse) this.#inspect('response', this.#responseFrames, data);
    return 'Continue';
  }

  encodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    this.#charge?.status(trailers.get('grpc-status'));
    return 'Continue';
  }

  #inspect(way: 'request' | 'response', frames: GrpcFrameReader, data: ByteBuffer): void {
    const before = frames.begun;
    frames.read(data.bytes());
    const more = frames.begun - before;
    if (more === 0) return;
    this.#writeFilterState();
    this.#charge?.messages(way, more);
  }

  #writeFilterState(): void {
    const callbacks = this.#callbacks;
    if (!this.#config.emitsFilterState || callbacks === null) return;
    const json = {
      ...counted('request_message_count', this.#requestFrames.begun),
      ...counted('response_message_count', this.#responseFrames.begun),
    };
    const value = `${this.#requestFrames.begun},${this.#responseFrames.begun}`;
    callbacks.streamInfo.filterState.set(OBJECT, { type: 'message', value, readOnly: false, json });
    callbacks.trace.emit({ kind: 'filter-state-set', key: OBJECT, value: JSON.stringify(json) });
  }
}

/** A 64-bit number is text in JSON, and zero is left out. */
function counted(name: string, count: number): { readonly [name: string]: string } {
  return count === 0 ? {} : { [name]: String(count) };
}
