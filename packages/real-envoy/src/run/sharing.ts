import type { SourceCode } from '@chainwright/filters/export/envoy-bootstrap';
import type { Project } from '@chainwright/filters/project/project';

/** Host functions whose state belongs to the process and outlives a listener: shared data, queues, metrics. */
const PROCESS_STATE = ['_shared_data', '_shared_queue', 'proxy_define_metric'];
const WASM_FILTER = '.wasm.v3.Wasm';

/** Whether a project has a Wasm filter. */
export function usesWasm(project: Project): boolean {
  return JSON.stringify(project.http_connection_manager).includes(WASM_FILTER);
}

/**
 * Whether a scenario needs a process that ran nothing else: its code reads state that belongs to the process, its clusters keep
 * host state, it uses several workers (a barrier passes only one), or its code may end the process.
 */
export function needsFreshProcess(job: {
  readonly project: Project;
  readonly scenario: string;
  readonly code: ReadonlyMap<string, SourceCode>;
}): boolean {
  const scenario = job.project.scenarios.find((one) => one.name === job.scenario);
  if ((scenario?.workers ?? 1) > 1) return true;
  if (/"(outlier_detection|health_checks)"/.test(JSON.stringify(job.project.clusters ?? []))) return true;
  for (const code of job.code.values()) {
    if ('lua' in code ? /:stats\(\)/.test(code.lua) : readsProcessState(code.wasm)) return true;
  }
  return false;
}

/** The names stand in the import section as plain text. */
function readsProcessState(wasm: Uint8Array): boolean {
  const bytes = Buffer.from(wasm.buffer, wasm.byteOffset, wasm.byteLength);
  return PROCESS_STATE.some((name) => bytes.includes(name));
}
