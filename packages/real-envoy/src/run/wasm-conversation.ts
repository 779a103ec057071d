import type { EnvoyLogLine } from '../process/log-line.ts';

/** One step of the conversation between Envoy and a Wasm VM, in the words of the trace events of the same names. */
export type WasmStep =
  | { readonly kind: 'vm-call'; readonly function: string; readonly args: readonly number[] }
  | { readonly kind: 'vm-return'; readonly function: string; readonly result: number | null }
  | {
      readonly kind: 'host-call';
      readonly function: string;
      readonly args: readonly number[];
      readonly result: number | null;
    };

/**
 * What was said while the configuration was loaded, by Envoy's main thread and by the worker (they start their VMs at the
 * same time, so these are two conversations), and while the requests ran.
 */
export type WasmConversation = {
  readonly main: readonly WasmStep[];
  readonly worker: readonly WasmStep[];
  readonly requests: readonly WasmStep[];
};

const LINE = /^\[(host->vm|host<-vm|vm->host|vm<-host)\] (.*)$/s;
const CALL = /^([^(\s]+)\(([^)]*)\)$/;
const RETURN = /^(\S+) return: (\S+)$/;

/** Whether a log line is part of the conversation rather than a log of the filter. */
export function isConversation(line: EnvoyLogLine): boolean {
  return line.component === 'wasm' && LINE.test(line.message);
}

/**
 * Reads the conversation from `wasm:trace` lines. A host call stands where it returned, after the calls into the VM's allocator
 * that it made; one that never returned (the VM died) stands at the end with a null result.
 */
export function readConversation(lines: readonly EnvoyLogLine[]): WasmStep[] {
  const steps: WasmStep[] = [];
  const open: { function: string; args: number[] }[] = [];
  for (const { message } of lines) {
    const [, arrow, rest = ''] = LINE.exec(message) ?? [];
    if (arrow === 'host->vm' || arrow === 'vm->host') {
      const call = readCall(rest);
      if (arrow === 'host->vm') steps.push({ kind: 'vm-call', ...call });
      else open.push(call);
      continue;
    }
    const [, name = rest, word = 'void'] = RETURN.exec(rest) ?? [];
    const result = word === 'void' ? null : Number(word);
    if (arrow === 'host<-vm') steps.push({ kind: 'vm-return', function: name, result });
    else if (arrow === 'vm<-host') {
      const call = open.pop() ?? { function: bareName(name), args: [] };
      steps.push({ kind: 'host-call', ...call, result });
    }
  }
  for (const call of open.reverse()) steps.push({ kind: 'host-call', ...call, result: null });
  return steps;
}

function readCall(text: string): { function: string; args: number[] } {
  const [, name = text, list = ''] = CALL.exec(text) ?? [];
  return { function: bareName(name), args: list.trim() === '' ? [] : list.split(',').map((one) => Number(one.trim())) };
}

/** `env.proxy_log` → `proxy_log`: the trace names host functions without their module. */
function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
