import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { type ByteString, byteStringToBytes, bytesToByteString } from '@chainwright/runtime/http/byte-string';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import type { FakeStream } from '@chainwright/runtime/testing/fake-stream';
import type { EnvoyMessage } from '../filter-extension.ts';
import { lua } from '../lua/extension.ts';
import { type BenchOptions, FilterBench } from './filter-bench.ts';

type Pairs = readonly (readonly [string, string])[];

/** A request or response as a test writes it. */
export type LuaMessage = { readonly headers?: Pairs; readonly body?: readonly string[]; readonly trailers?: Pairs };

/** What the filter let pass: headers, the pieces of the body, trailers, and the statuses that it gave. */
export type LuaOutcome = {
  readonly statuses: readonly string[];
  readonly headers: readonly string[];
  readonly body: readonly ByteString[];
  readonly trailers: readonly string[] | null;
};

const REQUEST: Pairs = [
  [':authority', 'example.com'],
  [':path', '/a?b=1'],
  [':method', 'GET'],
  ['x-foo', 'Bar'],
  ['x-foo', 'baz'],
];
const RESPONSE: Pairs = [
  [':status', '200'],
  ['x-up', '1'],
];

/** One Lua filter and streams that are driven as a minimal filter manager would: buffering, no other filters. */
export class LuaBench extends FilterBench {
  constructor(code: string, config: EnvoyMessage = {}, options: BenchOptions = {}) {
    super(lua, { ...(code === '' ? {} : { default_source_code: { inline_string: code } }), ...config }, options);
  }

  /** Log lines without their `script log: `. */
  lines(): string[] {
    return this.server
      .logs()
      .filter((line) => !line.includes('function not found'))
      .map((line) => line.replace('script log: ', ''));
  }

  /** Runs a request through a fresh stream. */
  request(message: LuaMessage = {}): LuaOutcome & { readonly stream: FakeStream; readonly filter: HttpFilter } {
    const { stream, filter } = this.stream();
    return { ...sendRequest(stream, filter, message), stream, filter };
  }

  /** Runs a response through a fresh stream that has seen no request. */
  response(message: LuaMessage = {}): LuaOutcome & { readonly stream: FakeStream; readonly filter: HttpFilter } {
    const { stream, filter } = this.stream();
    return { ...sendResponse(stream, filter, message), stream, filter };
  }
}

type Side = {
  readonly headers: HeaderMapImpl;
  onHeaders(end: boolean): string;
  onData(data: ByteBufferImpl, end: boolean): string;
  onTrailers(trailers: HeaderMapImpl): string;
  buffered(): ByteBufferImpl | null;
  clearBuffer(): void;
  buffer(data: ByteBufferImpl): void;
};

/** Sends a request's events; HTTP/1 ends a body with an empty piece when there are no trailers. */
export function sendRequest(stream: FakeStream, filter: HttpFilter, message: LuaMessage = {}): LuaOutcome {
  const headers = stream.withRequest(message.headers ?? REQUEST);
  return drive(message, {
    headers,
    onHeaders: (endStream) => filter.decodeHeaders?.(headers, { endStream }) ?? 'Continue',
    onData: (data, endStream) => filter.decodeData?.(data, { endStream }) ?? 'Continue',
    onTrailers: (trailers) => {
      stream.requestTrailerMap = trailers;
      return filter.decodeTrailers?.(trailers) ?? 'Continue';
    },
    buffered: () => stream.decoded,
    clearBuffer: () => {
      stream.decoded = null;
    },
    buffer: (data) => stream.addDecodedData(data),
  });
}

/** Sends a response's events. */
export function sendResponse(stream: FakeStream, filter: HttpFilter, message: LuaMessage = {}): LuaOutcome {
  const headers = stream.withResponse(message.headers ?? RESPONSE);
  return drive(message, {
    headers,
    onHeaders: (endStream) => filter.encodeHeaders?.(headers, { endStream }) ?? 'Continue',
    onData: (data, endStream) => filter.encodeData?.(data, { endStream }) ?? 'Continue',
    onTrailers: (trailers) => {
      stream.responseTrailerMap = trailers;
      return filter.encodeTrailers?.(trailers) ?? 'Continue';
    },
    buffered: () => stream.encoded,
    clearBuffer: () => {
      stream.encoded = null;
    },
    buffer: (data) => stream.addEncodedData(data),
  });
}

function drive(message: LuaMessage, side: Side): LuaOutcome {
  const statuses: string[] = [];
  const body: ByteString[] = [];
  const pieces = message.body ?? [];
  const trailers = message.trailers === undefined ? null : HeaderMapImpl.of('request-trailers', message.trailers);
  statuses.push(side.onHeaders(pieces.length === 0 && trailers === null));
  for (const [i, piece] of pieces.entries()) {
    const data = new ByteBufferImpl(byteStringToBytes(piece));
    const status = side.onData(data, i === pieces.length - 1 && trailers === null);
    statuses.push(status);
    if (status === 'Continue') flush(side, data, body);
    else side.buffer(data);
  }
  if (trailers !== null) {
    const status = side.onTrailers(trailers);
    statuses.push(status);
    if (status === 'Continue') flush(side, new ByteBufferImpl(), body);
  } else if (statuses.at(-1) === 'Continue') {
    flush(side, new ByteBufferImpl(), body);
  }
  return { statuses, headers: pairs(side.headers), body, trailers: trailers === null ? null : pairs(trailers) };
}

function flush(side: Side, data: ByteBufferImpl, body: ByteString[]): void {
  const held = side.buffered();
  if (held !== null) {
    held.append(data.bytes());
    body.push(bytesToByteString(held.bytes()));
    side.clearBuffer();
  } else if (data.length > 0) {
    body.push(bytesToByteString(data.bytes()));
  }
}

function pairs(map: HeaderMapImpl): string[] {
  return map.entries().map(([name, value]) => `${name}=${value}`);
}
