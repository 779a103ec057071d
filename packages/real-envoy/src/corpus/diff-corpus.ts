import type { ComparisonRow } from '../compare/comparison-row.ts';
import { coversCase, type KnownDifference } from '../compare/known-differences.ts';
import type { FoundEnvoy } from '../find/find-envoy.ts';
import { type CorpusCase, type CorpusProject, corpusCases, readCorpus } from './corpus-files.ts';
import { type CorpusVerdict, judgeCorpus, readKnownDifferences } from './judge-corpus.ts';
import { askAgain, type CommandOutcome } from './record-corpus.ts';
import { type RecordedScenario, recordedScenario } from './recording.ts';
import { runCorpus } from './run-corpus.ts';
import {
  type CaseEntry,
  type CaseStatus,
  type CorpusStatus,
  printStatus,
  readStatus,
  STATUS_FILE,
} from './status-file.ts';

/** What to hold the simulator against, and what to print. */
export type DiffOptions = {
  /** null: the recorded answers. */
  readonly envoy: FoundEnvoy | null;
  readonly filter: string | undefined;
  /** Every differing point instead of the first. */
  readonly all: boolean;
  /** Writes `status.yaml` when given. */
  readonly writeStatus: ((file: string, text: string) => void) | null;
};

/** Compares simulator and Envoy in every case. Fails when a case is wrong, or stands otherwise than `status.yaml` says. */
export async function diffCorpus(options: DiffOptions): Promise<CommandOutcome> {
  const started = performance.now();
  const projects = readCorpus();
  const cases = corpusCases(projects, options.filter);
  const known = readKnownDifferences();
  const live = options.envoy === null ? null : await liveAnswers(options.envoy, cases);
  const verdicts = await judgeCorpus(cases, known, live === null ? undefined : (one) => live.get(one.id) ?? null);
  if (options.writeStatus !== null && options.filter === undefined) {
    const entries = verdicts.map(({ one, verdict }): CaseEntry => {
      const settled = verdict === 'wrong' || verdict === 'unrecorded' ? null : verdict;
      return [one.slug, one.scenario, settled];
    });
    options.writeStatus(STATUS_FILE, printStatus(entries));
  }
  const status = readStatus(scenariosOf(projects));
  const lines = [
    ...verdicts.flatMap((verdict) => complaint(verdict, status, options.all)),
    ...(options.filter === undefined ? idleDifferences(verdicts, known) : []),
  ];
  return { lines, summary: summary(verdicts, started), failed: lines.length > 0 };
}

/** The scenarios of each project by slug. */
export function scenariosOf(projects: readonly CorpusProject[]): (slug: string) => readonly string[] {
  const bySlug = new Map(projects.map((one) => [one.slug, one.project.scenarios.map(({ name }) => name)]));
  return (slug) => bySlug.get(slug) ?? [];
}

/** What is to be said about a case: nothing when it stands as `status.yaml` says and is not wrong. */
export function complaint({ one, verdict, rows }: CorpusVerdict, status: CorpusStatus, all: boolean): string[] {
  if (verdict === 'unrecorded') return [`${one.id}: no recorded answer`];
  const expected: CaseStatus | undefined = status.get(one.id);
  if (verdict === expected) return [];
  const points = rows.filter((row) => row.verdict === 'different' && (verdict !== 'wrong' || row.note === null));
  const shown = all ? points : points.slice(0, 1);
  const was = `${one.id}: ${verdict}, status.yaml says ${expected ?? 'nothing'}`;
  return [shown.length === 0 ? was : `${was}${shown.map(pointText).join('')}`];
}

/** Known differences that list a case in which nothing differs any more. */
export function idleDifferences(verdicts: readonly CorpusVerdict[], known: readonly KnownDifference[]): string[] {
  return known.flatMap((difference) =>
    verdicts
      .filter(({ one }) => coversCase(difference, one.id))
      .filter(({ rows }) => !rows.some((row) => row.note === difference.id))
      .map(({ one }) => `${one.id}: listed under ${difference.id}, but agrees with Envoy there`),
  );
}

/** What the live Envoy answers in each case, by case id. */
export async function liveAnswers(
  envoy: FoundEnvoy,
  cases: readonly CorpusCase[],
): Promise<Map<string, RecordedScenario>> {
  const answers = new Map<string, RecordedScenario>();
  await runCorpus(envoy, cases, (one, run) => answers.set(one.id, recordedScenario(run, one.project)));
  await askAgain(envoy, cases, answers);
  return answers;
}

function pointText(row: ComparisonRow): string {
  return `\n  ${row.field}\n    simulator ${row.simulator ?? '(nothing)'}\n    envoy     ${row.envoy ?? '(nothing)'}`;
}

function summary(verdicts: readonly CorpusVerdict[], started: number): string {
  const count = (verdict: CorpusVerdict['verdict']): number => verdicts.filter((one) => one.verdict === verdict).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return (
    `${verdicts.length} cases: ${count('equal')} equal, ${count('known-difference')} known differences, ` +
    `${count('not-simulated-yet')} not simulated yet, ${count('wrong')} wrong, ${count('unrecorded')} without recording; ${seconds} s`
  );
}
