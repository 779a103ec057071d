import type { HeaderPairs } from '../trace/trace-event.ts';
import { arrivingSizes } from './read-sizes.ts';
import type { ResponseStep, ResponseWire } from './response-step.ts';

/** The body of an HTTP/1 answer as it comes. */
export type Http1Body = {
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly trailers: HeaderPairs;
  readonly complete: boolean;
  readonly broken: boolean;
  readonly reset: boolean;
  /** It came in one read with its head, which was looked at as a whole. */
  readonly whole?: boolean;
};

/** When an answer comes, and over which wire. */
export type Http1Timing = { readonly wire: ResponseWire; readonly first: number; readonly delayMs: number };

/** The steps of an HTTP/1 answer whose head is good. */
export function http1Steps(status: number, fields: HeaderPairs, body: Http1Body, timing: Http1Timing): ResponseStep[] {
  const { wire, first, delayMs } = timing;
  const visible = fields.filter(([name]) => name !== 'keep-alive' && name !== 'proxy-connection');
  const told = status < 200 || status === 204 ? visible.filter(([name]) => name !== 'content-length') : visible;
  const headers: HeaderPairs = [[':status', String(status)], ...told];
  const length = contentLength(fields);
  const bodiless = wire.method === 'HEAD' || status === 204 || status === 304 || length === 0;
  const steps: ResponseStep[] = [{ step: 'headers', delayMs: first, pace: 'next-read', headers, endStream: bodiless }];
  // The answer is complete without a body: what is cut then is only the connection.
  if (bodiless && body.reset && wire.method !== 'HEAD') {
    return [...steps, { step: 'reset', ...SETTLED, reset: 'connection termination' }];
  }
  const surplus: ResponseStep = { step: 'surplus', ...SETTLED };
  const bytes = body.pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (bodiless) return wire.method !== 'HEAD' && bytes > 0 && !body.whole ? [...steps, surplus] : steps;
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
    return [...steps, { step: 'trailers', ...SETTLED, delayMs, headers: body.trailers }];
  }
  // The last chunk and the end of the body are written at once, unless there are trailers or no chunks.
  const alone = isChunked && (body.trailers.length > 0 || pieces.length === 0);
  const end: ResponseStep[] = [
    ...steps,
    { step: 'data', ...(alone ? { ...SETTLED, delayMs } : SAME_READ), bytes: new Uint8Array(0), endStream: true },
  ];
  return length !== null && bytes > length && body.whole !== true ? [...end, surplus] : end;
}

/** One piece of a body as it arrives. */
export function dataSteps(
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

/** Comes when Envoy has done everything about what came before. */
export const SETTLED = { delayMs: 0, pace: 'settled' } as const;
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
