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
  const origin = charge.internal ? 'internal.' : 'external.';
  const prefixes = [charge.clusterPrefix, charge.clusterPrefix + origin, ...charge.also];
  if (charge.canary) prefixes.push(`${charge.clusterPrefix}canary.`);
  for (const prefix of prefixes) chargeCode(stats, prefix, charge.code);
}

/** `upstream_rq_completed`, the class and the code under one prefix. */
export function chargeCode(stats: StatsStore, prefix: string, code: number): void {
  stats.add(`${prefix}upstream_rq_completed`, 'counter', 1);
  const group = Math.floor(code / 100);
  if (group >= 1 && group <= 5) stats.add(`${prefix}upstream_rq_${group}xx`, 'counter', 1);
  stats.add(`${prefix}upstream_rq_${code}`, 'counter', 1);
}
