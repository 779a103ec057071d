import type { HostCall } from '../../host/host-call.ts';
import { Coroutine } from '../../values/coroutine.ts';
import type { Frame } from '../../vm/frame.ts';
import { depthAtLevel } from '../../vm/positions.ts';

/** The coroutine a debug function works on: an optional first argument, which shifts the others. */
export function targetCoroutine(call: HostCall): { readonly coroutine: Coroutine; readonly shift: number } {
  const first = call.arg(1);
  return first instanceof Coroutine ? { coroutine: first, shift: 1 } : { coroutine: call.coroutine, shift: 0 };
}

/**
 * The frame at a level: in the running coroutine 0 is the debug function itself (`self`), in another one 0 is its
 * innermost call.
 *
 * @returns null when there is no such level
 */
export function frameAtLevel(call: HostCall, coroutine: Coroutine, level: number): Frame | 'self' | null {
  const isOwn = coroutine === call.coroutine;
  if (isOwn && level === 0) return 'self';
  const depth = level < 0 ? 0 : depthAtLevel(coroutine, isOwn ? level : level + 1, false);
  return depth === 0 ? null : coroutine.frames[depth]!;
}
