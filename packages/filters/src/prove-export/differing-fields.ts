import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';

const COMPARED = ['outcome', 'responses', 'upstreams', 'callouts', 'logs', 'access_log'] as const;

/** The fields in which two results of one scenario differ. */
export function differingFields(a: ScenarioResult, b: ScenarioResult): string[] {
  const fields: string[] = COMPARED.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
  if (stats(a) !== stats(b)) fields.push('stats');
  return fields;
}

function stats(result: ScenarioResult): string {
  return JSON.stringify(Object.entries(result.stats).sort(([a], [b]) => (a < b ? -1 : 1)));
}
