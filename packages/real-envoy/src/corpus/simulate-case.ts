import type { Artifact } from '@chainwright/filters/compile/artifact';
import { runScenario } from '@chainwright/filters/run-scenario';
import type { NotSimulated } from '@chainwright/runtime/trace/scenario-result';
import { stoppedResult } from '@chainwright/runtime/trace/stopped-result';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import type { ComparedSide } from '../compare/compare-results.ts';
import { conversationText } from '../compare/conversation-text.ts';
import { simulatedConversation } from '../compare/simulated-conversation.ts';
import type { CorpusCase } from './corpus-files.ts';

/** What the simulator made of a case, ready to be compared. */
export type SimulatedCase = { readonly side: ComparedSide; readonly notSimulated: readonly NotSimulated[] };

/** Runs a case on the simulator. A failure of the simulator itself is a result too: outcome `stopped` with its message. */
export function simulateCase(one: CorpusCase, artifacts: readonly Artifact[]): SimulatedCase {
  try {
    const { result, trace } = runScenario(one.project, one.scenario, artifacts);
    const conversation = simulatedConversation(new TraceReader(trace));
    return {
      side: { result, wasm: conversation === null ? null : conversationText(conversation) },
      notSimulated: result.not_simulated,
    };
  } catch (error) {
    const reason = `the simulator failed: ${error instanceof Error ? error.message : String(error)}`;
    return { side: { result: stoppedResult(one.scenario, reason), wasm: null }, notSimulated: [] };
  }
}
