import type { MessageReader } from '../config/message-reader.ts';
import type { Random } from '../server/random.ts';

/** A share of requests: `numerator` of `denominator`. */
export type FractionalPercent = { readonly numerator: number; readonly denominator: number };

/** All requests. */
export const EVERY_REQUEST: FractionalPercent = { numerator: 100, denominator: 100 };
/** No request: what an absent percentage means in fault and local_ratelimit. */
export const NO_REQUEST: FractionalPercent = { numerator: 0, denominator: 100 };

const DENOMINATORS = ['HUNDRED', 'TEN_THOUSAND', 'MILLION'] as const;
const SIZE = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 } as const;

/** Reads `envoy.type.v3.FractionalPercent`. */
export function readFractionalPercent(reader: MessageReader): FractionalPercent {
  const denominator = SIZE[reader.enumeration('denominator', DENOMINATORS, 'HUNDRED')];
  return { numerator: reader.integer('numerator') ?? 0, denominator };
}

/** Reads `envoy.config.core.v3.RuntimeFractionalPercent`; there is no runtime layer here, so its default counts. */
export function readRuntimeFractionalPercent(reader: MessageReader): FractionalPercent {
  reader.ignore('runtime_key');
  return reader.requiredMessage('default_value', 'envoy.type.v3.FractionalPercent', readFractionalPercent);
}

/** Throws the dice where the outcome is open. Envoy: `ProtobufPercentHelper::evaluateFractionalPercent`. */
export function isChosen(percent: FractionalPercent, random: Random): boolean {
  if (percent.numerator <= 0) return false;
  if (percent.numerator >= percent.denominator) return true;
  return random.uint32() % percent.denominator < percent.numerator;
}
