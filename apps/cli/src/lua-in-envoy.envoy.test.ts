import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const BIN = join(import.meta.dirname, '..', 'bin', 'chainwright.mjs');

const lua = (source: string, ...more: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'lua', '-', ...more], {
    input: source,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

describe('a plain script', () => {
  it.each([
    'print(jit.version, 5LL/2, ("x"):rep(3), 1/3, -0, {} ~= nil)',
    'local function f() error("boom") end f()',
    'local function f() local x = nil; return x.y end print(1) f()',
    'error({})',
    'error()',
    'error(setmetatable({}, {__tostring = function() return "text" end}))',
    'local co = coroutine.wrap(function() error("in a coroutine") end) co()',
    'print(arg[-1], arg[0], #arg, ...) os.exit(7)',
    'os.exit(false)',
    'local ok, text = xpcall(function() error("caught") end, debug.traceback) print(ok, (text:gsub("xpcall.*", "")))',
    'x = = 1',
    'io.write("no newline")',
    'print(select("#", pcall(error)))',
  ])('ends the same in the VM and in the LuaJIT of a real Envoy: %s', (source) => {
    expect(lua(source)).toEqual(lua(source, '--engine', 'envoy'));
  });
});
