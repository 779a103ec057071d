import type { FoundEnvoy } from '../find/find-envoy.ts';
import { type CorpusCase, corpusCases, readCorpus, readIfThere } from './corpus-files.ts';
import { firstDifference } from './first-difference.ts';
import { recordedAnswer } from './recorded-answer.ts';
import {
  parseRecording,
  printRecording,
  type RecordedScenario,
  type Recording,
  recordedScenario,
} from './recording.ts';
import { runCorpus } from './run-corpus.ts';

/** What a command prints, and whether it failed. */
export type CommandOutcome = { readonly lines: readonly string[]; readonly summary: string; readonly failed: boolean };

/** Runs the cases on the real Envoy and writes what it answered beside their projects. Recordings of other versions stay. */
export async function recordCorpus(
  envoy: FoundEnvoy,
  filter: string | undefined,
  write: (file: string, text: string) => void,
): Promise<CommandOutcome> {
  const { fresh, rate } = await runAll(envoy, filter);
  let changed = 0;
  const lines: string[] = [];
  for (const [file, scenarios] of byFile(fresh)) {
    const before = readIfThere(file);
    const recording: Recording = before === null ? {} : parseRecording(before);
    const [{ one } = { one: null }] = scenarios;
    const known = recording[envoy.version] ?? {};
    const merged = (one?.project.scenarios ?? []).flatMap(({ name }) => {
      const found = scenarios.find((s) => s.one.scenario === name)?.answer ?? known[name];
      return found === undefined ? [] : [[name, found] as const];
    });
    recording[envoy.version] = Object.fromEntries(merged);
    const text = printRecording(recording);
    if (text === before) continue;
    changed++;
    write(file, text);
    lines.push(`${one?.slug}: recorded`);
  }
  return {
    lines,
    summary: `${fresh.length} cases on Envoy ${envoy.version}, ${changed} files changed, ${rate}`,
    failed: false,
  };
}

/** Whether the live Envoy still answers what was recorded on its version. */
export async function checkRecordings(envoy: FoundEnvoy, filter: string | undefined): Promise<CommandOutcome> {
  const { fresh, rate } = await runAll(envoy, filter);
  const answers = new Map(fresh.map(({ one, answer }) => [one.id, answer]));
  await askAgain(
    envoy,
    fresh.map(({ one }) => one),
    answers,
  );
  const lines = fresh.flatMap(({ one }) => againstRecording(one, answers.get(one.id), envoy.version));
  const summary = `${fresh.length} cases on Envoy ${envoy.version}, ${lines.length} differ from the recording, ${rate}`;
  return { lines, summary, failed: lines.length > 0 };
}

const ASK_AGAIN = 2;

/**
 * Asks Envoy again in the cases that differ from their recording, one at a time, twice at most: time is real there, and on a busy machine a
 * time-out of half a second may come before what it waits for. Replaces the answers.
 */
export async function askAgain(
  envoy: FoundEnvoy,
  cases: readonly CorpusCase[],
  answers: Map<string, RecordedScenario>,
): Promise<void> {
  for (let round = 0; round < ASK_AGAIN; round++) {
    const odd = cases.filter(
      (one) =>
        recordedAnswer(one, envoy.version) !== null &&
        againstRecording(one, answers.get(one.id), envoy.version).length > 0,
    );
    if (odd.length === 0) return;
    await runCorpus(envoy, odd, (one, run) => answers.set(one.id, recordedScenario(run, one.project)), 1);
  }
}

/** What is to be said about a live answer: nothing when it is the recorded one. */
export function againstRecording(one: CorpusCase, answer: RecordedScenario | undefined, version: string): string[] {
  const recorded = recordedAnswer(one, version);
  if (answer === undefined) return [`${one.id}: not run`];
  if (recorded === null) return [`${one.id}: not recorded on Envoy ${version}`];
  const difference = firstDifference(recorded, answer);
  return difference === null ? [] : [`${one.id}: ${difference.path}: recorded ${difference.a}, now ${difference.b}`];
}

type Fresh = { readonly one: CorpusCase; readonly answer: RecordedScenario };

async function runAll(envoy: FoundEnvoy, filter: string | undefined): Promise<{ fresh: Fresh[]; rate: string }> {
  const cases = corpusCases(readCorpus(), filter);
  const fresh: Fresh[] = [];
  const { cases: done, seconds } = await runCorpus(envoy, cases, (one, run) => {
    fresh.push({ one, answer: recordedScenario(run, one.project) });
  });
  return { fresh, rate: `${seconds.toFixed(1)} s, ${(done / seconds).toFixed(0)} cases/s` };
}

function byFile(fresh: readonly Fresh[]): Map<string, Fresh[]> {
  const files = new Map<string, Fresh[]>();
  for (const one of fresh) {
    const list = files.get(one.one.recordingPath) ?? [];
    list.push(one);
    files.set(one.one.recordingPath, list);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
