import type { TraceEvent } from '@chainwright/runtime/trace/trace-event';
import type { WasmConversation, WasmStep } from '../run/wasm-conversation.ts';

/** The conversation with the Wasm VMs as the simulator's trace tells it, in the parts in which Envoy's log tells it; null without one. */
export function simulatedConversation(events: Iterable<TraceEvent>): WasmConversation | null {
  const parts: { main: WasmStep[]; worker: WasmStep[]; requests: WasmStep[] } = { main: [], worker: [], requests: [] };
  let running = false;
  for (const event of events) {
    if (event.kind === 'stream-started') running = true;
    const step = stepOf(event);
    if (step === null) continue;
    if (running) parts.requests.push(step);
    else (event.worker < 0 ? parts.main : parts.worker).push(step);
  }
  return parts.main.length + parts.worker.length + parts.requests.length === 0 ? null : parts;
}

function stepOf(event: TraceEvent): WasmStep | null {
  if (event.kind === 'vm-call') return { kind: 'vm-call', function: event.function, args: event.args };
  if (event.kind === 'vm-return') return { kind: 'vm-return', function: event.function, result: event.result };
  if (event.kind !== 'host-call' || event.raw === null) return null;
  return { kind: 'host-call', function: bareName(event.function), args: event.raw.args, result: event.raw.result };
}

function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
