import type { Project } from '@chainwright/filters/project/project';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { type ConversationText, conversationText } from '../compare/conversation-text.ts';
import { normaliseResult } from '../compare/normalise.ts';
import type { EnvoyRun } from '../run/envoy-run.ts';

/** What Envoy answered in one scenario: the normalised result, and what it said to its Wasm VMs. */
export type RecordedScenario = Omit<ScenarioResult, 'scenario' | 'engine' | 'expectations' | 'not_simulated'> & {
  readonly wasm?: ConversationText;
};

/** Recorded answers of the scenarios of a project, by Envoy version and scenario name. */
export type Recording = Record<string, Record<string, RecordedScenario>>;

/** What is recorded of a run. */
export function recordedScenario(run: EnvoyRun, project: Project): RecordedScenario {
  const { outcome, reason, responses, upstreams, callouts, logs, stats, access_log } = normaliseResult(
    run.result,
    project,
  );
  const wasm = run.conversation === null ? {} : { wasm: conversationText(run.conversation) };
  // A dead or looping process leaves behind what the moment allowed: only the outcome is sure.
  if (outcome === 'crashed' || outcome === 'hung') {
    return { outcome, reason, responses: [], upstreams: [], callouts: [], logs: [], stats: {}, access_log: [] };
  }
  return { outcome, reason, responses, upstreams, callouts, logs, stats, access_log, ...wasm };
}

/** Reads a recording. */
export function parseRecording(text: string): Recording {
  return JSON.parse(text) as Recording;
}

/** Writes a recording so that a change shows as few changed lines: one line per header list, log line, stat. */
export function printRecording(recording: Recording): string {
  return `${print(recording, 0)}\n`;
}

const LINE = 160;

/** JSON in which whatever fits on a line of 160 characters stands on one line. */
function print(value: unknown, depth: number): string {
  const flat = JSON.stringify(value);
  const isRoot = depth < 3;
  if (typeof value !== 'object' || value === null || (!isRoot && flat.length + depth <= LINE)) return flat;
  const pad = ' '.repeat(depth + 1);
  const close = `\n${' '.repeat(depth)}`;
  if (Array.isArray(value)) return `[\n${value.map((one) => pad + print(one, depth + 1)).join(',\n')}${close}]`;
  const fields = Object.entries(value).map(([key, one]) => `${pad}${JSON.stringify(key)}: ${print(one, depth + 1)}`);
  return `{\n${fields.join(',\n')}${close}}`;
}
