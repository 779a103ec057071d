import type { FilterTrace } from '../trace/filter-trace.ts';
import { namedFrames, trapMessage } from './backtrace.ts';
import type { LoadedModule } from './module-cache.ts';
import type { PluginConfig } from './plugin.ts';
import { ownPlace } from './source-places.ts';
import type { Trap } from './trap.ts';

/** Where and how a trap happened. */
export type TrapScene = {
  readonly trace: FilterTrace;
  readonly module: LoadedModule;
  readonly vmName: string;
  readonly mapOffset: PluginConfig['mapOffset'];
  /** The function that the host called. */
  readonly function: string;
  /** All fuel of the callback was spent: the trap is ours. */
  readonly outOfFuel: boolean;
};

/**
 * Tells the trace of a trap. Answers what Envoy would log; null: it would not have trapped, our budget ended the callback.
 */
export function reportTrap(trap: Trap, scene: TrapScene): string | null {
  const { trace, module, outOfFuel } = scene;
  const frames = namedFrames(module, trap.frames, scene.mapOffset);
  const extras = { vm: scene.vmName, source: ownPlace(frames.map((f) => f.place)) };
  if (outOfFuel) {
    const limit = module.limits.fuel;
    trace.emit({ kind: 'budget-exceeded', what: 'instructions', limit, callback: scene.function }, extras);
  }
  const message = outOfFuel ? 'stopped: all fuel of the callback is spent' : trap.message;
  trace.emit({ kind: 'vm-trapped', function: scene.function, message, backtrace: frames }, extras);
  return outOfFuel ? null : trapMessage(scene.function, trap, frames, module.functionNames().size > 0);
}
