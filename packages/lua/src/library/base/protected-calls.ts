import { HostFunction, LuaFunction } from '../../values/function.ts';
import { ArgumentError } from '../../values/lua-error.ts';
import { hostFrame } from '../../vm/call-frame.ts';
import { precall } from '../../vm/calls.ts';
import { FRAME } from '../../vm/frame.ts';
import { growStack, HOST_SLACK, pushFrame } from '../../vm/stack.ts';

/** `pcall(f, …)`: the frame it pushes is what errors are caught by. */
export const pcall = new HostFunction('pcall', 2, {
  controlBody: (machine, coroutine, slot, count, returnTo, wanted, under) => {
    if (count === 0) throw new ArgumentError(1, 'value expected');
    const { stack } = coroutine;
    hostFrame(pushFrame(coroutine), FRAME.protectedCall, slot + 3, returnTo, wanted, under);
    // A call frame has a gap behind its function: the arguments move up.
    growStack(coroutine, slot + count + HOST_SLACK);
    for (let index = count - 1; index > 0; index--) stack[slot + 3 + index] = stack[slot + 2 + index];
    precall(machine, coroutine, slot + 2, count - 1, slot + 4, -1, 1);
    return true;
  },
});

/** `xpcall(f, handler, …)`. */
export const xpcall = new HostFunction('xpcall', 2, {
  controlBody: (machine, coroutine, slot, count, returnTo, wanted, under) => {
    const { stack } = coroutine;
    if (count === 0) throw new ArgumentError(1, 'value expected');
    const handler = stack[slot + 3];
    if (!(count >= 2 && (handler instanceof LuaFunction || handler instanceof HostFunction))) {
      throw new ArgumentError(2, 'function', true, count >= 2 ? (handler as undefined) : undefined);
    }
    const frame = pushFrame(coroutine);
    hostFrame(frame, FRAME.protectedCall, slot + 3, returnTo, wanted, under);
    frame.extra = handler;
    precall(machine, coroutine, slot + 2, count - 2, slot + 4, -1, 1);
    return true;
  },
});
