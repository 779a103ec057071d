import type { Prototype } from '../compiler/prototype.ts';
import type { Frame } from './frame.ts';
import { type Machine, STATUS } from './machine.ts';

function frameStatementLine(prototype: Prototype, pc: number): number {
  return prototype.statements.find((statement) => statement.pc === pc)?.line ?? 0;
}

/**
 * A PROBE has been met: tells the state's debugger, which may stop the run.
 *
 * @returns the code to go on in, with the real instruction at `frame.pc`; null when the run stops here
 */
export function hitProbe(machine: Machine, frame: Frame): Int32Array | null {
  const prototype = frame.prototype!;
  const { debugger: watcher } = machine.state;
  if (watcher !== null) {
    const reason = watcher.hit(machine, frame);
    if (reason !== null) {
      machine.status = STATUS.paused;
      machine.pauseReason = reason;
      machine.pauseLine = frameStatementLine(prototype, frame.pc);
      return null;
    }
  }
  return prototype.uncover(frame.pc);
}
