import type { WasmConversation, WasmStep } from '../run/wasm-conversation.ts';

/** A conversation as text, one step a line. */
export type ConversationText = {
  readonly main: readonly string[];
  readonly worker: readonly string[];
  readonly requests: readonly string[];
};

/** `> proxy_on_request_headers(2, 8, 1)`, `< proxy_on_request_headers = 0`, `proxy_log(2, 0, 5) = 0`. */
export function stepText(step: WasmStep): string {
  if (step.kind === 'vm-return') return `< ${step.function}${step.result === null ? '' : ` = ${step.result}`}`;
  const call = `${step.function}(${step.args.join(', ')})`;
  if (step.kind === 'vm-call') return `> ${call}`;
  return step.result === null ? call : `${call} = ${step.result}`;
}

/** All three parts of a conversation as text. */
export function conversationText(conversation: WasmConversation): ConversationText {
  const { main, worker, requests } = conversation;
  return { main: main.map(stepText), worker: worker.map(stepText), requests: requests.map(stepText) };
}
