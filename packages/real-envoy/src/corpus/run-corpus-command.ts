import { NoEnvoy } from '../find/find-envoy.ts';
import type { CommandOutcome } from './record-corpus.ts';

/** Runs a command on the corpus: prints its lines and its summary; exit 1 when it failed, 2 when there is no Envoy. */
export async function runCorpusCommand(command: () => Promise<CommandOutcome>): Promise<void> {
  try {
    const outcome = await command();
    for (const line of outcome.lines) console.log(line);
    console.log(outcome.summary);
    process.exitCode = outcome.failed ? 1 : 0;
  } catch (error) {
    if (!(error instanceof NoEnvoy)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
