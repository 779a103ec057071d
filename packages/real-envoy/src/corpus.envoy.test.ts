import { describe, expect, it } from 'vitest';
import { diffCorpus } from './corpus/diff-corpus.ts';
import { checkRecordings } from './corpus/record-corpus.ts';
import { ENVOY_VERSION } from './find/envoy-version.ts';
import { findEnvoy } from './find/find-envoy.ts';

const envoy = findEnvoy();

/** Recorded answers are compared with their own version only. */
describe.runIf(envoy.version === ENVOY_VERSION)('the corpus on a live Envoy', () => {
  it('gives what was recorded', async () => {
    const { lines } = await checkRecordings(envoy, undefined);
    expect(lines).toEqual([]);
  });

  it('agrees with the simulator as status.yaml says', async () => {
    const { lines } = await diffCorpus({ envoy, filter: undefined, all: false, writeStatus: null });
    expect(lines).toEqual([]);
  });
});
