import { compile } from '../../compiler/compile.ts';
import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { allocate, SIZE } from '../../values/allocation.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaError } from '../../values/lua-error.ts';
import { LuaTable } from '../../values/table.ts';
import { checkLength } from '../string/bytes.ts';
import { dumpedPrototype } from '../string/dumped-functions.ts';
import { plainText } from '../string/plain-text.ts';
import { pcall } from './protected-calls.ts';

/** The global functions that turn source into functions (lib_base.c, lj_load.c). */

const BINARY_MARK = '\x1b';
/** Bytes of source that cost one unit of the budget. */
const BYTES_PER_UNIT = 2;

/** Compiles for a script: the function as the only result, or nil and the message. */
function loadText(call: HostCall, source: string, name: string, mode: string | undefined, env: unknown): number {
  call.charge(Math.ceil(source.length / BYTES_PER_UNIT));
  if (mode !== undefined && !mode.includes(source.startsWith(BINARY_MARK) ? 'b' : 't')) {
    return call.two(undefined, 'attempt to load chunk with wrong mode');
  }
  const dumped = dumpedPrototype(call.state, source);
  if (dumped !== undefined) return call.one(call.state.instantiate(dumped));
  try {
    const loaded = call.state.instantiate(compile(source, name));
    if (env instanceof LuaTable) loaded.environment = env;
    return call.one(loaded);
  } catch (thrown) {
    if (thrown instanceof LuaError) return call.two(undefined, thrown.value);
    throw thrown;
  }
}

/** How many pieces a reader's source is collected from before they are joined. */
const PIECES = 4096;

const loader = (functionName: string): HostFunction =>
  hostFunction(functionName, (call) => {
    const chunk = call.arg(1);
    const name = call.optString(2, undefined);
    const mode = call.optString(3, undefined);
    if (typeof chunk === 'string' || typeof chunk === 'number') {
      const source = plainText(call.state, chunk);
      return loadText(call, source, name ?? source, mode, call.arg(4));
    }
    const reader = call.checkFunction(1);
    return call.run(
      function* (own) {
        let source = '';
        let pieces: string[] = [];
        let length = 0;
        for (;;) {
          const isFine = yield [pcall, reader];
          const piece = own.result(2);
          // What the reader raises is the answer of load.
          if (isFine !== true) return own.two(undefined, piece);
          if (piece === undefined || piece === '') break;
          if (typeof piece !== 'string' && typeof piece !== 'number') {
            return own.two(undefined, 'reader function must return a string');
          }
          const text = plainText(own.state, piece);
          own.charge(1 + (text.length >> 6));
          length += text.length;
          checkLength(own, length);
          allocate(SIZE.string + text.length);
          pieces.push(text);
          if (pieces.length < PIECES) continue;
          source += pieces.join('');
          pieces = [];
        }
        return loadText(own, source + pieces.join(''), name ?? '=(load)', mode, own.arg(4));
      },
      { boundary: true },
    );
  });

/** `load` and `loadstring`, which LuaJIT does not tell apart. */
export const load = loader('load');
export const loadstring = loader('loadstring');

/** The text of a file the owner gives, or what goes wrong. Standard input is always empty. */
function readSource(call: HostCall, name: string | undefined): { source: string } | { problem: string } {
  if (name === undefined) {
    call.state.notSimulated('standard input');
    return { source: '' };
  }
  const source = call.state.options.readFile?.(name);
  if (source !== undefined) return { source };
  call.state.notSimulated(`file ${name}`);
  return { problem: `cannot open ${name}: No such file or directory` };
}

export const loadfile = hostFunction('loadfile', (call) => {
  const name = call.optString(1, undefined);
  const mode = call.optString(2, undefined);
  const read = readSource(call, name);
  if ('problem' in read) return call.two(undefined, read.problem);
  return loadText(call, read.source, name === undefined ? '=stdin' : `@${name}`, mode, call.arg(3));
});

export const dofile = hostFunction('dofile', (call) => {
  const name = call.optString(1, undefined);
  const read = readSource(call, name);
  if ('problem' in read) throw call.rawError(read.problem);
  const loaded = call.state.instantiate(compile(read.source, name === undefined ? '=stdin' : `@${name}`));
  return call.tailCall(loaded, []);
});

/** The Lua function at a stack level counted as `getfenv` does, or the one given; undefined for a host function. */
function functionArgument(call: HostCall, isOptional: boolean): LuaFunction | undefined {
  const value = call.arg(1);
  if (value instanceof LuaFunction) return value;
  if (value instanceof HostFunction) return undefined;
  const level = isOptional ? call.optInt32(1, 1) : call.checkInt32(1);
  if (level < 0) throw call.argumentError(1, 'invalid level');
  const found = call.functionAtLevel(level);
  if (found === null) throw call.argumentError(1, 'invalid level');
  return found instanceof LuaFunction ? found : undefined;
}

export const getfenv = hostFunction('getfenv', (call) => {
  if (call.arg(1) === 0) return call.one(call.state.globals);
  return call.one(functionArgument(call, true)?.environment ?? call.state.globals);
});

export const setfenv = hostFunction('setfenv', (call) => {
  const environment = call.checkTable(2);
  const value = call.arg(1);
  if (value === 0) {
    call.state.globals = environment;
    return call.none();
  }
  const target = functionArgument(call, false);
  if (target === undefined) throw call.error("'setfenv' cannot change environment of given object");
  target.environment = environment;
  return call.one(target);
});
