import { corpusCases, readCorpus } from '../../packages/real-envoy/src/corpus/corpus-files.ts';
import { judgeCorpus, readKnownDifferences } from '../../packages/real-envoy/src/corpus/judge-corpus.ts';
import { runCorpus } from '../../packages/real-envoy/src/corpus/run-corpus.ts';
import { findEnvoy, NoEnvoy } from '../../packages/real-envoy/src/find/find-envoy.ts';
import { type Figure, figure, timed } from './measure.ts';

/** Areas whose cases wait for nothing and share processes. */
const QUICK = '^(connection-manager|local-replies|lua-api/headers|wasm-functions/header)';

/** Cases per second: on the real Envoy with as many processes as processors, and on the simulator with the comparison. */
export async function envoyRate(): Promise<Figure[]> {
  const cases = corpusCases(readCorpus(), QUICK);
  const known = readKnownDifferences();
  const rates = (times: readonly number[]): number[] => times.map((ms) => (cases.length * 1000) / ms);
  const simulated = await timed(() => judgeCorpus(cases, known), { rounds: 5, warmUp: 1 });
  const figures = [figure(`simulator against recordings, ${cases.length} cases`, 'cases/s', rates(simulated))];
  try {
    const envoy = findEnvoy();
    const live = await timed(() => runCorpus(envoy, cases, () => undefined), { rounds: 5, warmUp: 1 });
    return [figure(`real Envoy ${envoy.version}, ${cases.length} cases`, 'cases/s', rates(live)), ...figures];
  } catch (error) {
    if (!(error instanceof NoEnvoy)) throw error;
    process.stderr.write(`${error.message}\n`);
    return figures;
  }
}
