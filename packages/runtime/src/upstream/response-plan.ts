import { type ByteString, borderToByteString, byteStringToBytes } from '../http/byte-string.ts';
import { readHttp1Message } from '../http/http1-message.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import { arrivingSizes } from './read-sizes.ts';
import { bodyPieces, headerFields, type ScriptedAnswer } from './scripted-answer.ts';

/** Why an upstream's stream or connection ended too early. */
export type UpstreamReset =
  | 'connection failure'
  | 'connection termination'
  | 'remote reset'
  | 'remote refused stream reset'
  | 'protocol error'
  | 'overflow';

/**
 * When a piece arrives after the one before: in the same read of the socket, in the next read, or only after Envoy has
 * done everything about what came before (peers write their pieces one by one).
 */
export type Pace = 'same-read' | 'next-read' | 'settled';

/** One thing that an upstream sends, and how long it waits before it. */
export type ResponseStep = { readonly delayMs: number; readonly pace: Pace } & (
  | { readonly step: 'informational'; readonly headers: HeaderPairs }
  | { readonly step: 'headers'; readonly headers: HeaderPairs; readonly endStream: boolean }
  | { readonly step: 'data'; readonly bytes: Uint8Array<ArrayBuffer>; readonly endStream: boolean }
  | { readonly step: 'trailers'; readonly headers: HeaderPairs }
  | { readonly step: 'reset'; readonly reset: UpstreamReset }
);

/** What the plan of an answer depends on besides its script. */
export type ResponseWire = {
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** Method of the request as sent. */
  readonly method: string;
  readonly passesTrailers: boolean;
  readonly bufferLimit: number;
};

/** The steps in which an answer arrives at Envoy, codec events included. */
export function planResponse(answer: ScriptedAnswer, wire: ResponseWire): readonly ResponseStep[] {
  const first = answer.delay_ms ?? 0;
  if (answer.reset === 'before-headers') {
    return [
      {
        step: 'reset',
        delayMs: first,
        pace: 'next-read',
        reset: wire.protocol === 'HTTP/2' ? 'remote reset' : 'connection termination',
      },
    ];
  }
  if (answer.raw !== undefined && wire.protocol === 'HTTP/1.1') {
    return planRaw(borderToByteString(answer.raw), first, wire);
  }
  return wire.protocol === 'HTTP/2' ? planHttp2(answer, first, wire) : planHttp1(answer, first, wire);
}

function planHttp2(answer: ScriptedAnswer, first: number, wire: ResponseWire): ResponseStep[] {
  const pieces = wire.method === 'HEAD' ? [] : (bodyPieces(answer.body) ?? []);
  const trailers = wire.method === 'HEAD' ? [] : headerFields(answer.trailers);
  const headers: HeaderPairs = [[':status', String(answer.status ?? 200)], ...headerFields(answer.headers)];
  const endStream = pieces.length === 0 && trailers.length === 0;
  const steps: ResponseStep[] = [{ step: 'headers', delayMs: first, pace: 'next-read', headers, endStream }];
  if (answer.reset === 'after-headers') return [...steps, { step: 'reset', ...SETTLED, reset: 'remote reset' }];
  for (const [i, piece] of pieces.entries()) {
    const isEnd = i === pieces.length - 1 && trailers.length === 0;
    steps.push(...dataSteps(piece, { ...wire, chunked: false, delayMs: answer.chunk_delay_ms ?? 0, endStream: isEnd }));
  }
  if (trailers.length > 0) steps.push({ step: 'trailers', ...SETTLED, headers: trailers });
  return steps;
}

function planHttp1(answer: ScriptedAnswer, first: number, wire: ResponseWire): ResponseStep[] {
  const status = answer.status ?? 200;
  const pieces = bodyPieces(answer.body) ?? [];
  const trailers = headerFields(answer.trailers);
  const fields = headerFields(answer.headers);
  const hasBody = pieces.length > 0 || trailers.length > 0;
  const framed = fields.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
  if (!framed && status >= 200 && status !== 204 && status !== 304) {
    fields.push(hasBody ? ['transfer-encoding', 'chunked'] : ['content-length', '0']);
  }
  const body = { pieces, trailers, complete: true, broken: false, reset: answer.reset === 'after-headers' };
  return http1Steps(status, fields, body, { wire, first, delayMs: answer.chunk_delay_ms ?? 0 });
}

function planRaw(raw: ByteString, first: number, wire: ResponseWire): ResponseStep[] {
  const broken: ResponseStep[] = [{ step: 'reset', delayMs: first, pace: 'next-read', reset: 'protocol error' }];
  const message = readHttp1Message(raw, { untilClose: true });
  if (message === null) return /^(H(T(T(P.*)?)?)?)?$/s.test(raw) ? [] : broken;
  const status = /^HTTP\/1\.[01] (\d{3})( |$)/.exec(message.head.startLine)?.[1];
  if (status === undefined) return broken;
  const fields = message.head.fields.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  if (Number(status) < 200 && status !== '101') {
    const rest = raw.slice(raw.indexOf('\r\n\r\n') + 4);
    const headers: HeaderPairs = [[':status', status], ...fields];
    return [{ step: 'informational', delayMs: first, pace: 'next-read', headers }, ...planRaw(rest, 0, wire)];
  }
  const framed = fields.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
  const body = {
    pieces: message.pieces.map(byteStringToBytes),
    trailers: message.trailers.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
    // Without framing the body lasts until the upstream closes, which it does at once.
    complete: framed ? message.complete : true,
    broken: message.broken,
    reset: false,
  };
  return http1Steps(Number(status), fields, body, { wire, first, delayMs: 0 });
}

type Http1Body = {
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly trailers: HeaderPairs;
  readonly complete: boolean;
  readonly broken: boolean;
  readonly reset: boolean;
};

type Http1Timing = { readonly wire: ResponseWire; readonly first: number; readonly delayMs: number };

function http1Steps(status: number, fields: HeaderPairs, body: Http1Body, timing: Http1Timing): ResponseStep[] {
  const { wire, first, delayMs } = timing;
  const visible = fields.filter(([name]) => name !== 'keep-alive' && name !== 'proxy-connection');
  const headers: HeaderPairs = [[':status', String(status)], ...visible];
  const length = contentLength(fields);
  const bodiless = wire.method === 'HEAD' || status === 204 || status === 304 || length === 0;
  const steps: ResponseStep[] = [{ step: 'headers', delayMs: first, pace: 'next-read', headers, endStream: bodiless }];
  // The answer is complete without a body: what is cut then is only the connection.
  if (bodiless && body.reset && wire.method !== 'HEAD') {
    return [...steps, { step: 'reset', ...SETTLED, reset: 'connection termination' }];
  }
  if (bodiless) return steps;
  // Envoy's parser finds the message unfinished when the connection ends.
  if (body.reset) return [...steps, { step: 'reset', ...SETTLED, reset: 'protocol error' }];
  const isChunked = fields.some(([name, value]) => name === 'transfer-encoding' && /chunked/i.test(value));
  const pieces = length === null ? body.pieces : cutTo(body.pieces, length);
  for (const piece of pieces)
    steps.push(...dataSteps(piece, { ...wire, chunked: isChunked, delayMs, endStream: false }));
  if (body.broken) return [...steps, { step: 'reset', ...SAME_READ, reset: 'protocol error' }];
  const sent = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (!body.complete || (length !== null && sent < length)) return steps;
  if (body.trailers.length > 0 && wire.passesTrailers && isChunked) {
    return [...steps, { step: 'trailers', ...SETTLED, headers: body.trailers }];
  }
  // The last chunk and the end of the body are written at once, unless there are trailers or no chunks.
  const alone = isChunked && (body.trailers.length > 0 || pieces.length === 0);
  return [...steps, { step: 'data', ...(alone ? SETTLED : SAME_READ), bytes: new Uint8Array(0), endStream: true }];
}

function dataSteps(
  piece: Uint8Array<ArrayBuffer>,
  how: ResponseWire & { readonly chunked: boolean; readonly delayMs: number; readonly endStream: boolean },
): ResponseStep[] {
  if (piece.length === 0 && !how.endStream) return [];
  const sizes = arrivingSizes(piece.length, { ...how, limit: how.bufferLimit });
  let at = 0;
  return sizes.map((size, i) => {
    const bytes = piece.subarray(at, at + size);
    at += size;
    return {
      step: 'data',
      delayMs: i === 0 ? how.delayMs : 0,
      pace: i === 0 ? 'settled' : how.protocol === 'HTTP/2' ? 'same-read' : 'next-read',
      bytes,
      endStream: how.endStream && i === sizes.length - 1,
    };
  });
}

const SETTLED = { delayMs: 0, pace: 'settled' } as const;
const SAME_READ = { delayMs: 0, pace: 'same-read' } as const;

function contentLength(fields: HeaderPairs): number | null {
  if (fields.some(([name]) => name === 'transfer-encoding')) return null;
  const value = fields.find(([name]) => name === 'content-length')?.[1];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}

function cutTo(pieces: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer>[] {
  const cut: Uint8Array<ArrayBuffer>[] = [];
  for (let left = length, i = 0; left > 0 && i < pieces.length; i++) {
    const piece = (pieces[i] as Uint8Array<ArrayBuffer>).subarray(0, left);
    cut.push(piece);
    left -= piece.length;
  }
  return cut;
}
