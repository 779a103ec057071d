import { beforeAll, describe, expect, it } from 'vitest';
import { corpusCases, readCorpus } from './corpus/corpus-files.ts';
import { complaint, liveAnswers, scenariosOf } from './corpus/diff-corpus.ts';
import { judgeCorpus, readKnownDifferences } from './corpus/judge-corpus.ts';
import { againstRecording } from './corpus/record-corpus.ts';
import type { RecordedScenario } from './corpus/recording.ts';
import { readStatus } from './corpus/status-file.ts';
import { ENVOY_VERSION } from './find/envoy-version.ts';
import { findEnvoy } from './find/find-envoy.ts';

const envoy = findEnvoy();
const projects = readCorpus();
const cases = corpusCases(projects);

/** One run of every case on the live Envoy serves both questions. Recorded answers are compared with their own version only. */
describe.runIf(envoy.version === ENVOY_VERSION)('the corpus on a live Envoy', () => {
  let answers = new Map<string, RecordedScenario>();
  beforeAll(async () => {
    answers = await liveAnswers(envoy, cases);
  }, 660_000);

  it('gives what was recorded', () => {
    expect(answers.size).toBe(cases.length);
    expect(cases.flatMap((one) => againstRecording(one, answers.get(one.id), ENVOY_VERSION))).toEqual([]);
  });

  it('agrees with the simulator as status.yaml says', async () => {
    const verdicts = await judgeCorpus(cases, readKnownDifferences(), (one) => answers.get(one.id) ?? null);
    const status = readStatus(scenariosOf(projects));
    expect(verdicts.flatMap((verdict) => complaint(verdict, status, false))).toEqual([]);
  });
});
