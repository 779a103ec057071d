import { describe, expect, it } from 'vitest';
import { hostFunction } from './host/host-function.ts';
import { LuaState } from './state/lua-state.ts';
import { errorOf, runLua, valuesOf } from './testing/run-lua.ts';

describe('hostile source', () => {
  it.each([
    [
      '250 nested functions',
      `return ${'function() return '.repeat(250)}1${' end'.repeat(250)}`,
      'too many syntax levels',
    ],
    ['10,000 parentheses', `return ${'('.repeat(10_000)}1${')'.repeat(10_000)}`, 'too many syntax levels'],
    ['10,000 minus signs', `return ${'- '.repeat(10_000)}1`, 'too many syntax levels'],
    ['10,000 tables in each other', `return ${'{'.repeat(10_000)}${'}'.repeat(10_000)}`, 'too many syntax levels'],
    ['10,000 blocks in each other', `${'do '.repeat(10_000)}${'end '.repeat(10_000)}`, 'too many syntax levels'],
    ['a long chain of ..', `return ${'a..'.repeat(10_000)}a`, 'too many syntax levels'],
    [
      '300 locals',
      `local ${Array.from({ length: 300 }, (_, index) => `v${index}`).join(',')}`,
      'main function has more than 200 local variables',
    ],
    ['300 arguments', `f(${'1,'.repeat(300)}1)`, 'function or expression too complex'],
    [
      '100 upvalues',
      `${Array.from({ length: 100 }, (_, index) => `local v${index}`).join(' ')} return function() return ${Array.from({ length: 100 }, (_, index) => `v${index}`).join('+')} end`,
      'more than 60 upvalues',
    ],
    ['a binary chunk', '\x1bLJ\x02\x00\x00', 'cannot load incompatible bytecode'],
    ['a NUL byte', 'return \0', 't:1: unexpected symbol'],
    ['broken UTF-8 in a name', 'return \xff\xfe 1', "'<eof>' expected near '1'"],
    ['300 targets', `${'a,'.repeat(300)}a = 1`, 'more than 200 variable names'],
  ])('%s', (_name, source, text) => {
    expect(errorOf(source)).toContain(text);
  });

  it.each([
    ['a chain of 100,000 additions', `local a = 1 return ${'a + '.repeat(100_000)}a`, [100_001]],
    ['a chain of 100,000 ands', `local a = 1 return ${'a and '.repeat(100_000)}a`, [1]],
    [
      'a chain of 50,000 fields',
      `local a = setmetatable({}, {__index = function(t) return t end}) return a${'.b'.repeat(50_000)} == a`,
      [true],
    ],
    [
      'a chain of 50,000 calls',
      `local function f() return f2 end f2 = f return type(f${'()'.repeat(50_000)})`,
      ['function'],
    ],
    [
      'a chain of 20,000 elseif',
      `local a = 5 if a == 0 then ${'elseif a == 1 then '.repeat(20_000)}else return "end" end`,
      ['end'],
    ],
    ['a constructor of 100,000 numbers', `return #{${'1,'.repeat(100_000)}}`, [100_000]],
    ['a constructor of 100,000 values', `local a = 1 return #{${'a,'.repeat(100_000)}}`, [100_000]],
    [
      'a constructor of 60,000 names',
      `local t = {${Array.from({ length: 60_000 }, (_, index) => `n${index}=${index}`).join(',')}} return t.n59999`,
      [59_999],
    ],
    ['100,000 statements', `local a = 0 ${'a = a + 1 '.repeat(100_000)} return a`, [100_000]],
    ['a string of a megabyte', `return #"${'x'.repeat(1_000_000)}"`, [1_000_000]],
    [
      'bytes of every value in a string',
      `return #"${Array.from({ length: 256 }, (_, byte) => `\\${byte}`).join('')}"`,
      [256],
    ],
    [
      '200 labels and gotos',
      `${Array.from({ length: 200 }, (_, index) => `goto l${index} ::l${index}::`).join(' ')} return 1`,
      [1],
    ],
  ])('%s runs', (_name, source, expected) => {
    expect(valuesOf(source)).toEqual(expected);
  });

  it('ten megabytes of it compile', () => {
    const source = 'function f(a, b) local c = a + b if c > 1 then return c end end\n'.repeat(160_000);
    expect(new LuaState().load(source, '=big').prototype.children).toHaveLength(160_000);
  }, 60_000);
});

describe('hostile programs', () => {
  it.each([
    ['endless recursion', 'local function f() return 1 + f() end f()', 't:1: stack overflow'],
    [
      'endless recursion through pcall',
      'local function f() local ok, e = pcall(f) if not ok then error(e, 0) end return 1 end f()',
      'stack overflow',
    ],
    [
      'endless recursion through __index',
      'local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] .. "" end return t.x',
      'stack overflow',
    ],
    [
      'endless recursion through __call',
      'local t = setmetatable({}, {}) getmetatable(t).__call = function(self) return 1 + self() end return t()',
      'stack overflow',
    ],
    [
      'endless recursion through tostring',
      'local t = setmetatable({}, {}) getmetatable(t).__tostring = function(t) return tostring(t) .. "" end return tostring(t)',
      'stack overflow',
    ],
    [
      'endless recursion through sort',
      'local function f() table.sort({1, 2}, function() f() end) end f()',
      'stack overflow',
    ],
    [
      'a cycle of __index',
      'local a, b = {}, {} setmetatable(a, {__index = b}) setmetatable(b, {__index = a}) return a.x',
      'loop in gettable',
    ],
    [
      'a cycle of __newindex',
      'local a, b = {}, {} setmetatable(a, {__newindex = b}) setmetatable(b, {__newindex = a}) a.x = 1',
      'loop in settable',
    ],
    ['a giant string', 'return ("x"):rep(2^31 - 2)', 'not enough memory'],
    ['a giant join', 'local s = ("x"):rep(2^28) return s .. s .. s', 'not enough memory'],
    ['many results', 'local t = {} for i = 1, 9000 do t[i] = i end return unpack(t)', 'too many results to unpack'],
    ['many results at a distance', 'return unpack({}, 1, 2^31 - 1)', 'too many results to unpack'],
  ])('%s', (_name, source, text) => {
    expect(errorOf(source)).toContain(text);
  });

  it.each([
    ['nil', 'nil', undefined],
    ['false', 'false', false],
    ['a number', '5', 't:1: 5'],
    ['a string', '"s"', 't:1: s'],
  ])('an error object that is %s arrives', (_name, literal, expected) => {
    expect(valuesOf(`return pcall(function() error(${literal}) end)`)).toEqual([false, expected]);
  });

  it('error objects keep their identity', () => {
    const source = `local objects = {{}, print, function() end, coroutine.create(print), newproxy(), 5LL}
      for _, o in ipairs(objects) do local ok, e = pcall(error, o) if ok or e ~= o then return false end end return true`;
    expect(valuesOf(source)).toEqual([true]);
  });

  it('errors in error handlers end', () => {
    expect(valuesOf('return xpcall(error, function() error("again") end)')).toEqual([false, 'error in error handling']);
    expect(valuesOf('return xpcall(function() local x = nil; x() end, function() local y = nil; y() end)')).toEqual([
      false,
      'error in error handling',
    ]);
    expect(valuesOf('local n = 0 local function h() n = n + 1 error(h) end return xpcall(error, h), n')).toEqual([
      false,
      1,
    ]);
  });

  it('a stack overflow leaves room for its handler, and the thread usable', () => {
    const source = `local depth = 0
      local function f() depth = depth + 1 return 1 + f() end
      local ok, message = xpcall(f, function(m) return m .. "!" .. type(debug.traceback()) end)
      return ok, message, depth > 10000, pcall(function() return "fine" end)`;
    expect(valuesOf(source)).toEqual([false, 't:2: stack overflow!string', true, true, 'fine']);
  });

  it('a finalizer that fails or resurrects does no harm', () => {
    const source = `local saved
      do local p = newproxy(true) getmetatable(p).__gc = function(p) saved = p error("in gc") end end
      collectgarbage() collectgarbage() return type(saved)`;
    expect(valuesOf(source)).toEqual(['userdata']);
  });

  it('a table that is its own metatable, key and value', () => {
    const source = `local t = {} t[t] = t t.__index = t setmetatable(t, t) return t[t] == t, t.nothing`;
    // Looking for what is not there goes round in circles.
    expect(errorOf(source)).toContain('loop in gettable');
  });

  it('a script cannot reach JavaScript through names', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(
        valuesOf(`local t = {} t["${name}"] = 1 return ({})["${name}"], ${name}, t.${name}, string["${name}"]`),
      ).toEqual([undefined, undefined, 1, undefined]);
    }
  });

  it('an exception of the host is not a Lua error', () => {
    const state = new LuaState();
    const broken = state.load('return pcall(broken)', '=t');
    state.globals.setName('broken', brokenFunction());
    const thread = state.newThread();
    expect(() => thread.start(broken)).toThrow('mistake of the host');
    expect(thread.start(state.load('return 1', '=t'))).toEqual({ status: 'done', values: [1] });
  });

  it('is deterministic down to addresses', () => {
    const source =
      'local t = {} for i = 1, 5 do t[i] = tostring({}) .. tostring(print) end return table.concat(t, " "), math.random()';
    expect(runLua(source)).toEqual(runLua(source));
  });
});

function brokenFunction(): ReturnType<typeof hostFunction> {
  return hostFunction('broken', () => {
    throw new TypeError('mistake of the host');
  });
}
