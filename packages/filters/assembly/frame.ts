// What happens around every callback of the host.
import { setEffective } from "./context";
import { forgetLevel } from "./log";
import { shrink } from "./memory";

/** With the minimal runtime, garbage is collected when the managed bytes have passed this. */
const LEAST_GARBAGE: usize = 65536;

let depth = 0;
let collectAbove: usize = LEAST_GARBAGE;

/** @internal A callback for this context begins. */
export function enterCallback(id: u32): void {
  depth++;
  setEffective(id);
  forgetLevel();
}

/**
 * @internal A callback ends. When it is the outermost one there is nothing managed on the stack, so the collector of the minimal
 * runtime, which cannot see the stack, may run. It runs when there is as much garbage as there are live bytes, so that the
 * memory of a filter stays flat however many streams pass, and the cost per stream stays the same.
 */
export function leaveCallback(): void {
  setEffective(0);
  if (--depth) return;
  shrink();
  if (ASC_RUNTIME == 1 /* minimal */) {
    // @ts-ignore: the compiler is told that this is ~lib/rt/tcms/total
    if (__gc_total > collectAbove) {
      __collect();
      // @ts-ignore
      collectAbove = max<usize>(LEAST_GARBAGE, __gc_total * 2);
    }
  }
}
