import { hostFunction } from '../../host/host-function.ts';
import { LuaFunction } from '../../values/function.ts';
import { dumpPrototype } from './dumped-functions.ts';

/** `string.dump`: the text is a stand-in that only `load` of the same state understands. */
export const dump = hostFunction('dump', (call) => {
  const callee = call.checkFunction(1);
  if (!(callee instanceof LuaFunction)) throw call.error('unable to dump given function');
  call.state.notSimulated('string.dump');
  return call.one(dumpPrototype(call.state, callee.prototype));
});
