import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import type { WasmConversation } from './wasm-conversation.ts';

/** What one scenario did on a real Envoy. */
export type EnvoyRun = {
  readonly result: ScenarioResult;
  /** null when no Wasm filter spoke, or the configuration was refused. */
  readonly conversation: WasmConversation | null;
  /** Version of the Envoy that it ran on. */
  readonly version: string;
  /** Last lines of a process that crashed or hung, without addresses. */
  readonly lastWords: readonly string[];
  /** Real milliseconds that the run took. */
  readonly ms: number;
};
