import { hostFunction } from '../../host/host-function.ts';
import { LuaTable } from '../../values/table.ts';
import type { LuaValue } from '../../values/value.ts';

/** `jit` (lib_jit.c): answers about the compiler. There is none here, so that switching it has no effect. */

const silent = (name: string): LuaValue =>
  hostFunction(name, (call) => {
    call.state.notSimulated(`jit.${name}`);
    return call.none();
  });

/** The CPU features and optimisations that Envoy's build reports. */
const FEATURES = [
  'SSE3',
  'SSE4.1',
  'BMI2',
  'fold',
  'cse',
  'dce',
  'fwd',
  'dse',
  'narrow',
  'loop',
  'abc',
  'sink',
  'fuse',
];

const status = hostFunction('status', (call) => call.many([true, ...FEATURES]));

/** The members of `jit`. */
export function jitMembers(): Record<string, LuaValue> {
  const opt = new LuaTable();
  opt.setName('start', silent('opt.start'));
  return {
    arch: 'x64',
    attach: silent('attach'),
    flush: silent('flush'),
    off: silent('off'),
    on: silent('on'),
    opt,
    os: 'Linux',
    security: hostFunction('security', (call) => call.one(undefined)),
    status,
    version: 'LuaJIT 2.1.ROLLING',
    version_num: 20199,
  };
}
