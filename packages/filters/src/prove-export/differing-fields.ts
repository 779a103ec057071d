import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';

const COMPARED = ['outcome', 'responses', 'upstreams', 'callouts', 'logs', 'access_log'] as const;

/**
 * The fields in which two results of one scenario differ. Statistics count too, but for the number of VMs: an exported
 * chain has no disabled filters, which load their code as well.
 */
export function differingFields(a: ScenarioResult, b: ScenarioResult): string[] {
  const fields: string[] = COMPARED.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
  if (stats(a) !== stats(b)) fields.push('stats');
  return fields;
}

function stats(result: ScenarioResult): string {
  const entries = Object.entries(result.stats).filter(([name]) => !/vm_count$|\.wasm\.|^wasm\./.test(name));
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
