import type { PauseReason } from '../state/thread-result.ts';
import type { Frame } from '../vm/frame.ts';
import type { Machine } from '../vm/machine.ts';

/** Watches a state: decides at every probe whether the run stops. */
export type Debugger = {
  /** A probe was met at `frame.pc`. @returns why to stop there, or null to go on */
  hit(machine: Machine, frame: Frame): PauseReason | null;
};
