import { isHttp2Field } from '../http/http2-fields.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { ResponseStep, UpstreamReset } from './response-step.ts';

/** Envoy's default for clusters. */
const MOST_HEADERS = 100;
/** Where Envoy’s HTTP/2 library gives up. */
const MOST_BYTES = 65_536;

/**
 * Holds an HTTP/2 answer to the rules: where it breaks one, Envoy ends the stream or the connection instead of taking the step.
 * Envoy: source/common/http/http2/codec_impl.cc and its protocol library.
 */
export function holdToHttp2Rules(steps: readonly ResponseStep[], method: string): ResponseStep[] {
  const held: ResponseStep[] = [];
  let promised: number | null = null;
  let received = 0;
  for (const step of steps) {
    let broken: UpstreamReset | null = null;
    if (step.step === 'headers') {
      broken = headProblem(step.headers, { endStream: step.endStream, method });
      const bodiless = step.headers.some(([name, value]) => name === ':status' && /^[23]04$/.test(value));
      promised = bodiless ? 0 : lengthOf(step.headers);
    } else if (step.step === 'data') {
      received += step.bytes.length;
      const wrong = promised !== null && (step.endStream ? received !== promised : received > promised);
      if (wrong) broken = 'broken length';
    } else if (step.step === 'trailers') {
      const bad = step.headers.some(([name, value]) => name.startsWith(':') || !isHttp2Field(name, value));
      const late = step.headers.some(([name, value]) => name === 'content-length' && Number(value) !== received);
      if (bad || late || (promised !== null && received !== promised)) broken = 'broken message';
    }
    if (broken !== null) return [...held, { step: 'reset', delayMs: step.delayMs, pace: step.pace, reset: broken }];
    held.push(step.step === 'headers' ? { ...step, headers: withOneCookie(step.headers) } : step);
  }
  return held;
}

function headProblem(
  fields: HeaderPairs,
  { endStream, method }: { readonly endStream: boolean; readonly method: string },
): UpstreamReset | null {
  const bytes = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > MOST_BYTES) return 'oversized head';
  if (fields.length > MOST_HEADERS) return 'too many headers';
  const status = Number(fields.find(([name]) => name === ':status')?.[1]);
  if (fields.some(([name, value]) => (name.startsWith(':') && name !== ':status') || !isHttp2Field(name, value))) {
    return 'broken message';
  }
  const lengths = fields.filter(([name]) => name === 'content-length').map(([, value]) => value);
  if (lengths.length > 1 || lengths.some((length) => !/^\d+$/.test(length))) return 'broken message';
  if (status === 101 || (status < 200 && endStream)) return 'broken message';
  const promises = Number(lengths[0] ?? 0) > 0;
  if (status === 204 && promises) return 'broken message';
  return endStream && promises && method !== 'HEAD' && status !== 304 ? 'broken message' : null;
}

function lengthOf(fields: HeaderPairs): number | null {
  const length = fields.find(([name]) => name === 'content-length')?.[1];
  return length === undefined ? null : Number(length);
}

/** Crumbs of a cookie are put together, in answers too. */
function withOneCookie(fields: HeaderPairs): HeaderPairs {
  const crumbs = fields.filter(([name]) => name === 'cookie').map(([, value]) => value);
  if (crumbs.length < 2) return fields;
  return [...fields.filter(([name]) => name !== 'cookie'), ['cookie', crumbs.join('; ')]];
}
