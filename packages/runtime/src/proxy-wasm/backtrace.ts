import type { SourcePlace } from '../trace/trace-event.ts';
import { demangle } from './demangle.ts';
import type { LoadedModule } from './module-cache.ts';
import type { Trap, TrapFrame } from './trap.ts';

/** A frame for the trace: name, place in the user's source, offset in the module as it was given. */
export type NamedFrame = { readonly name: string; readonly place: SourcePlace | null; readonly offset: number };

/** Envoy prints so many. */
const MAXIMUM_FRAMES = 20;

/** Frames with names and places, innermost first. */
export function namedFrames(
  module: LoadedModule,
  frames: readonly TrapFrame[],
  mapOffset: ((offset: number) => SourcePlace | null) | null,
): NamedFrame[] {
  const names = module.functionNames();
  return frames.slice(0, MAXIMUM_FRAMES).map((frame) => {
    const offset = module.originalOffset(frame.offset);
    const name = names.get(frame.functionIndex);
    return {
      name: name === undefined ? `unknown(function index:${frame.functionIndex})` : demangle(name),
      place: mapOffset?.(offset) ?? null,
      offset,
    };
  });
}

/** Envoy's log message for a trap. Without a name section there is no backtrace. */
export function trapMessage(name: string, trap: Trap, frames: readonly NamedFrame[], hasNames: boolean): string {
  const lines = [`Function: ${name} failed: Uncaught ${trap.message}`];
  if (hasNames) {
    lines.push('Proxy-Wasm plugin in-VM backtrace:');
    for (const [i, frame] of frames.entries()) {
      lines.push(`${String(i).padStart(3)}:  0x${frame.offset.toString(16)} - ${frame.name}`);
    }
  }
  return lines.join('\n');
}
