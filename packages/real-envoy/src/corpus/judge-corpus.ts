import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Artifact } from '@chainwright/filters/compile/artifact';
import { type CaseVerdict, type JudgedCase, judgeCase } from '../compare/case-verdict.ts';
import { compareResults } from '../compare/compare-results.ts';
import { type KnownDifference, parseKnownDifferences } from '../compare/known-differences.ts';
import { ENVOY_VERSION } from '../find/envoy-version.ts';
import { corpusArtifacts } from './corpus-code.ts';
import { CORPUS, type CorpusCase } from './corpus-files.ts';
import { recordedAnswer } from './recorded-answer.ts';
import type { RecordedScenario } from './recording.ts';
import { simulateCase } from './simulate-case.ts';

/** A case with its verdict. `unrecorded`: there is no answer of Envoy to hold it against. */
export type CorpusVerdict = {
  readonly one: CorpusCase;
  readonly verdict: CaseVerdict | 'unrecorded';
  readonly rows: JudgedCase['rows'];
};

/** The known differences of the corpus. */
export function readKnownDifferences(folder: string = CORPUS): KnownDifference[] {
  return parseKnownDifferences(readFileSync(path.join(folder, 'known-differences.yaml'), 'utf8'));
}

/**
 * Holds the simulator against Envoy's answer in every case: the recorded one of the pinned version, or a live one by `answerOf`.
 * Sources are compiled once per project.
 */
export async function judgeCorpus(
  cases: readonly CorpusCase[],
  known: readonly KnownDifference[],
  answerOf: (one: CorpusCase) => RecordedScenario | null = (one) => recordedAnswer(one, ENVOY_VERSION),
): Promise<CorpusVerdict[]> {
  const verdicts: CorpusVerdict[] = [];
  let slug = '';
  let artifacts: readonly Artifact[] = [];
  for (const one of cases) {
    if (one.slug !== slug) artifacts = await corpusArtifacts(one);
    slug = one.slug;
    verdicts.push(judgeOne(one, artifacts, known, answerOf(one)));
  }
  return verdicts;
}

function judgeOne(
  one: CorpusCase,
  artifacts: readonly Artifact[],
  known: readonly KnownDifference[],
  answer: RecordedScenario | null,
): CorpusVerdict {
  if (answer === null) return { one, verdict: 'unrecorded', rows: [] };
  const { side, notSimulated } = simulateCase(one, artifacts);
  const rows = compareResults(one.project, side, { result: answer, wasm: answer.wasm ?? null });
  return { one, ...judgeCase(one.id, rows, known, notSimulated) };
}
