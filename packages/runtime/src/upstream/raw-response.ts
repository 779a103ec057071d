import { type ByteString, byteStringToBytes } from '../http/byte-string.ts';
import { isHeaderName } from '../http/check-headers.ts';
import { type Http1Message, readHttp1Message } from '../http/http1-message.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import { isBadlyFramed } from './http1-framing.ts';
import { http1Steps } from './http1-steps.ts';
import type { ResponseStep, ResponseWire, UpstreamReset } from './response-step.ts';

/** Envoy's default for clusters. */
const MOST_HEADERS = 100;

/** The steps of an answer that is given as bytes. Envoy: `ClientConnectionImpl` of source/common/http/http1/codec_impl.cc. */
export function planRawResponse(raw: ByteString, first: number, wire: ResponseWire): ResponseStep[] {
  const ends = (reset: UpstreamReset): ResponseStep[] => [{ step: 'reset', delayMs: first, pace: 'next-read', reset }];
  // The upstream closes at once behind bytes that have no framing.
  const closes = !/^(content-length|transfer-encoding):/im.test(raw);
  if (raw === '') return ends('connection termination');
  if (!/^H(T(T(P.*)?)?)?$/s.test(raw)) return ends('protocol error');
  const message = readHttp1Message(raw, { untilClose: true });
  if (message === null) return closes ? ends('cut head') : [];
  const start = /^HTTP\/(\d\.\d) +(\d+)(?: .*)?$/.exec(message.head.startLine);
  const fields = message.head.fields.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  if (start === null || isBroken(message, fields, Number(start[2]))) return ends('protocol error');
  const status = Number(start[2]);
  if (status >= 100 && status < 200 && status !== 101) {
    const headers: HeaderPairs = [[':status', String(status)], ...fields];
    const rest = planRawResponse(message.rest, 0, wire);
    return [{ step: 'informational', delayMs: first, pace: 'next-read', headers }, ...rest];
  }
  const steps = http1Steps(status, fields, bodyOf(message, fields), { wire, first, delayMs: 0 });
  const [head, ...body] = steps;
  if (head?.step !== 'headers') return steps;
  const keeps =
    start[1] === '1.1' || fields.some(([name, value]) => name === 'connection' && /keep-alive/i.test(value));
  return [{ ...head, singleUse: !keeps }, ...body, ...behind(message, fields, { closes, bodiless: head.endStream })];
}

/** Heads that Envoy takes for a broken protocol. */
function isBroken({ head }: Http1Message, fields: HeaderPairs, status: number): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(head.text) || head.badLine) return true;
  if (fields.length > MOST_HEADERS || fields.some(([name]) => !isHeaderName(name) || name.startsWith(':'))) return true;
  return isBadlyFramed(status, fields);
}

function bodyOf(message: Http1Message, fields: HeaderPairs) {
  const framed = fields.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
  // All of it comes in one read.
  const whole = message.pieces.join('');
  return {
    pieces: whole === '' ? [] : [byteStringToBytes(whole)],
    trailers: message.trailers.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
    // Without framing the body lasts until the upstream closes, which it does at once.
    complete: framed ? message.complete : true,
    broken: message.broken,
    reset: false,
    whole: true,
  };
}

/** What happens on the connection after the message. */
function behind(
  message: Http1Message,
  fields: HeaderPairs,
  { closes, bodiless }: { readonly closes: boolean; readonly bodiless: boolean },
): ResponseStep[] {
  const length = fields.find(([name]) => name === 'content-length')?.[1];
  const more = bodiless
    ? message.rest !== ''
    : length === undefined
      ? message.surplus
      : message.rest.length > Number(length);
  if (more) return [{ step: 'surplus', delayMs: 0, pace: 'same-read' }];
  if (!closes || !bodiless) return [];
  return [{ step: 'reset', delayMs: 0, pace: 'settled', reset: 'connection termination' }];
}
