import type { StatsStore } from '../server/stats-store.ts';

/** Where a response code is counted. */
export type ResponseCharge = {
  readonly clusterPrefix: string;
  readonly code: number;
  readonly internal: boolean;
  readonly canary: boolean;
  /** Further prefixes: virtual cluster, route, alternative name. */
  readonly also: readonly string[];
};

/** Counts a response code under a cluster. Envoy: source/common/http/codes.cc `chargeResponseStat`. */
export function chargeResponse(stats: StatsStore, charge: ResponseCharge): void {
  const { clusterPrefix, code } = charge;
  chargeCode(stats, clusterPrefix, code);
  chargeCode(stats, clusterPrefix, code, charge.internal ? 'internal.' : 'external.');
  if (charge.canary) chargeCode(stats, clusterPrefix, code, 'canary.');
  for (const prefix of charge.also) chargeCode(stats, prefix, code);
}

/** Names by prefix, middle and code: building them anew each time is what counting would cost most. */
const names = new Map<string, Map<string, Map<number, readonly string[]>>>();

/** `upstream_rq_completed`, the class and the code under one prefix. */
export function chargeCode(stats: StatsStore, prefix: string, code: number, middle = ''): void {
  for (const name of namesOf(prefix, middle, code)) stats.add(name, 'counter', 1);
}

function namesOf(prefix: string, middle: string, code: number): readonly string[] {
  let byMiddle = names.get(prefix);
  if (byMiddle === undefined) {
    // A page that runs many projects must not keep the names of all their clusters.
    if (names.size >= 1000) names.clear();
    byMiddle = new Map();
    names.set(prefix, byMiddle);
  }
  let byCode = byMiddle.get(middle);
  if (byCode === undefined) {
    byCode = new Map();
    byMiddle.set(middle, byCode);
  }
  let found = byCode.get(code);
  if (found === undefined) {
    const group = Math.floor(code / 100);
    const known = group >= 1 && group <= 5;
    const counted = ['completed', ...(known ? [`${group}xx`, String(code)] : ['unknown'])];
    found = counted.map((one) => `${prefix}${middle}upstream_rq_${one}`);
    byCode.set(code, found);
  }
  return found;
}
