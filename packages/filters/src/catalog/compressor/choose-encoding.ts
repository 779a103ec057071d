import type { ByteString } from '@chainwright/runtime/http/byte-string';

/** One compressor of the chain that may compress this response, the first of the chain first. */
export type Candidate = { readonly encoding: string; readonly choosesFirst: boolean };

/** Which coding the client gets, and how its `accept-encoding` is counted. */
export type EncodingDecision = {
  readonly encoding: string;
  readonly found: 'compressor' | 'identity' | 'wildcard' | 'not-valid';
};

const NOT_VALID: EncodingDecision = { encoding: 'identity', found: 'not-valid' };

/** Chooses by the highest q among what is accepted and offered. Envoy: `CompressorFilter::chooseEncoding`. */
export function chooseEncoding(acceptEncoding: ByteString, candidates: readonly Candidate[]): EncodingDecision {
  const accepted = acceptEncoding.split(',').flatMap(readAccepted);
  const refused = new Set(accepted.filter(({ q }) => q === 0).map(({ coding }) => coding));
  const offered = candidates.filter(
    ({ encoding }, at) => !refused.has(encoding) && candidates.findIndex((one) => one.encoding === encoding) === at,
  );
  if (accepted.length === 0 || offered.length === 0) return NOT_VALID;
  let choice = { coding: 'identity', q: 0 };
  for (const one of accepted) {
    const candidate = offered.find(({ encoding }) => encoding === one.coding);
    if (candidate === undefined && one.coding !== 'identity' && one.coding !== '*') continue;
    if (one.q > choice.q || (one.q === choice.q && candidate?.choosesFirst === true)) choice = one;
  }
  if (choice.q === 0) return NOT_VALID;
  if (choice.coding === 'identity') return { encoding: 'identity', found: 'identity' };
  if (choice.coding === '*') return { encoding: offered[0]?.encoding ?? 'identity', found: 'wildcard' };
  return { encoding: choice.coding, found: 'compressor' };
}

/** `gzip;q=0.5`; nothing when the weight is no number. */
function readAccepted(token: string): { readonly coding: string; readonly q: number }[] {
  if (token === '') return [];
  const at = token.indexOf(';');
  const coding = (at < 0 ? token : token.slice(0, at)).trim();
  const [name = '', ...value] = at < 0 ? [] : token.slice(at + 1).split('=');
  if (value.length === 0 || name.trim().toLowerCase() !== 'q') return [{ coding, q: 1 }];
  const text = value.join('=').trim();
  const q = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(q) ? [] : [{ coding, q }];
}
