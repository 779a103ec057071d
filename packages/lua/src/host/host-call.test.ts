import { describe, expect, it } from 'vitest';
import { LuaState } from '../state/lua-state.ts';
import { CallerError } from '../values/lua-error.ts';
import type { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';
import { numberArgument } from './arguments.ts';
import type { HostCall } from './host-call.ts';
import { hostFunction, valueFunction } from './host-function.ts';
import { defineClass } from './userdata-class.ts';

/** Runs a chunk in a state that has the host function `f`. */
function runWith(body: (call: HostCall) => number, source: string): LuaValue[] | string {
  const state = new LuaState();
  state.globals.setName('f', hostFunction('f', body));
  const result = state.newThread().start(state.load(source, '=t'));
  if (result.status === 'done') return result.values;
  return result.status === 'error' ? result.error.message : result.status;
}

describe('results of a host function', () => {
  it.each<[string, (call: HostCall) => number, LuaValue[]]>([
    ['none', (call) => call.none(), []],
    ['nil', (call) => call.one(undefined), [undefined]],
    ['two', (call) => call.two(1, 'x'), [1, 'x']],
    ['three', (call) => call.three(1, 2, 3), [1, 2, 3]],
    [
      'many',
      (call) => call.many(Array.from({ length: 300 }, (_, index) => index)),
      Array.from({ length: 300 }, (_, index) => index),
    ],
    ['its arguments', (call) => call.many(call.args()), ['a', undefined, 'c']],
    ['those from the second', (call) => call.many(call.args(2)), [undefined, 'c']],
  ])('%s', (_name, body, expected) => {
    expect(runWith(body, 'return f("a", nil, "c")')).toEqual(expected);
  });

  it.each([
    ['cut to what is wanted', 'local a, b = f() return a, b', [1, 2]],
    ['filled up with nil', 'local a, b, c, d = f() return d, c', [undefined, 3]],
    ['one in an expression', 'return f() + 1, (f())', [2, 1]],
    ['all at the end of a list', 'return {f(), f()}', undefined],
    ['dropped by a statement', 'f() return select("#", f(), f())', [4]],
  ])('are %s', (_name, source, expected) => {
    const values = runWith((call) => call.three(1, 2, 3), source);
    if (expected === undefined) expect(((values as LuaValue[])[0] as LuaTable).length()).toBe(4);
    else expect(values).toEqual(expected);
  });

  it('may be those of another function', () => {
    expect(
      runWith((call) => call.tailCall(call.arg(1), [20, 3]), 'return f(function(a, b) return a + b, "more" end)'),
    ).toEqual([23, 'more']);
  });
});

describe('arguments', () => {
  it.each<[string, (call: HostCall) => unknown, string, string]>([
    ['string', (call) => call.checkString(1), 'f(nil)', "bad argument #1 to 'f' (string expected, got nil)"],
    ['string missing', (call) => call.checkString(2), 'f(1)', "bad argument #2 to 'f' (string expected, got no value)"],
    ['number', (call) => call.checkNumber(1), 'f("x")', "bad argument #1 to 'f' (number expected, got string)"],
    ['integer', (call) => call.checkInteger(1), 'f({})', "bad argument #1 to 'f' (number expected, got table)"],
    ['boolean', (call) => call.checkBoolean(1), 'f(1)', "bad argument #1 to 'f' (boolean expected, got number)"],
    ['table', (call) => call.checkTable(1), 'f(print)', "bad argument #1 to 'f' (table expected, got function)"],
    ['function', (call) => call.checkFunction(1), 'f({})', "bad argument #1 to 'f' (function expected, got table)"],
    ['anything', (call) => call.checkAny(1), 'f()', "bad argument #1 to 'f' (value expected)"],
    [
      'own text',
      (call) => {
        throw call.argumentError(3, 'no good');
      },
      'f()',
      "bad argument #3 to 'f' (no good)",
    ],
    [
      'name of a local',
      (call) => call.checkString(1),
      'local other = f other()',
      "bad argument #1 to 'other' (string expected, got no value)",
    ],
    [
      'name of a field',
      (call) => call.checkString(1),
      'local t = {m = f} t.m()',
      "bad argument #1 to 'm' (string expected, got no value)",
    ],
    [
      'a method counts without self',
      (call) => call.checkString(2),
      'local t = {m = f} t:m()',
      "bad argument #1 to 'm' (string expected, got no value)",
    ],
    [
      'a method with a bad self',
      (call) => call.checkString(1),
      'local t = {m = f} t:m()',
      "calling 'm' on bad self (string expected, got table)",
    ],
  ])('%s', (_name, check, source, text) => {
    const message = runWith((call) => {
      check(call);
      return call.none();
    }, source);
    expect(message).toBe(`t:1: ${text}`);
  });

  it('have no name and no place in a tail call or through pcall', () => {
    const body = (call: HostCall): number => call.one(call.checkString(1));
    expect(runWith(body, 'return f()')).toBe("bad argument #1 to '?' (string expected, got no value)");
    expect(runWith(body, 'return pcall(f)')).toEqual([false, "bad argument #1 to '?' (string expected, got no value)"]);
  });

  it.each<[string, (call: HostCall) => LuaValue, string, LuaValue]>([
    ['numbers serve as strings', (call) => call.checkString(1), 'return f(1.5)', '1.5'],
    ['strings serve as numbers', (call) => call.checkNumber(1), 'return f(" 0x10 ")', 16],
    ['integers are cut', (call) => call.checkInteger(1), 'return f(-3.9)', -3],
    ['32 bits', (call) => call.checkInt32(1), 'return f(2^40)', -(2 ** 31)],
    ['defaults stand for nil', (call) => call.optString(1, 'default'), 'return f(nil)', 'default'],
    ['defaults stand for nothing', (call) => call.optNumber(1, 7), 'return f()', 7],
    ['given values beat defaults', (call) => call.optInteger(1, 7), 'return f(1)', 1],
    ['nil counts as given', (call) => call.count, 'return f(nil, nil)', 2],
  ])('%s', (_name, read, source, expected) => {
    expect(runWith((call) => call.one(read(call)), source)).toEqual([expected]);
  });
});

describe('errors of a host function', () => {
  it('have the position of the calling line', () => {
    expect(
      runWith((call) => {
        throw call.error('went wrong');
      }, 'local a\n\nf()'),
    ).toBe('t:3: went wrong');
    expect(
      runWith(() => {
        throw new CallerError('went wrong');
      }, '\nf()'),
    ).toBe('t:2: went wrong');
    expect(
      runWith((call) => {
        throw call.error('went wrong');
      }, 'return f()'),
    ).toBe('went wrong');
    expect(
      runWith((call) => {
        throw call.rawError('bare');
      }, 'f()'),
    ).toBe('bare');
  });

  it('may be any value', () => {
    expect(
      runWith((call) => {
        throw call.rawError(true);
      }, 'return pcall(f)'),
    ).toEqual([false, true]);
  });
});

describe('generators', () => {
  const mapping = (call: HostCall): number => {
    const list = call.checkTable(1);
    return call.run(function* (own) {
      const out: LuaValue[] = [];
      for (let index = 1; index <= list.length(); index++) {
        out.push(yield [own.arg(2), list.getNumber(index)]);
      }
      return own.many(out);
    });
  };

  it('call Lua functions, metamethods and host functions', () => {
    expect(runWith(mapping, 'return f({1, 2}, function(x) return x * 10 end)')).toEqual([10, 20]);
    expect(runWith(mapping, 'return f({1, 2}, setmetatable({}, {__call = function(_, x) return -x end}))')).toEqual([
      -1, -2,
    ]);
    expect(runWith(mapping, 'return f({1, "2"}, tostring)')).toEqual(['1', '2']);
    expect(runWith(mapping, 'return f({4, 9}, math.sqrt)')).toEqual([2, 3]);
  });

  it('may end with a call in their place', () => {
    const body = (call: HostCall): number =>
      call.run(function* (own) {
        const first = yield [own.arg(1)];
        return own.tailCall(own.arg(2), [first, 'more']);
      });
    expect(runWith(body, 'return f(function() return 1 end, function(...) return ... end)')).toEqual([1, 'more']);
    expect(runWith(body, 'return pcall(f, function() return 1 end, tostring)')).toEqual([true, '1']);
  });

  it('may end by suspending', () => {
    const state = new LuaState();
    const body = (call: HostCall): number =>
      call.run(function* (own) {
        return own.suspend(yield [own.arg(1)]);
      });
    state.globals.setName('f', hostFunction('f', body));
    const thread = state.newThread();
    const source = 'return "got", f(function() return "request" end)';
    expect(thread.start(state.load(source, '=t'))).toEqual({ status: 'suspended', request: 'request' });
    expect(thread.resume([1, 2])).toEqual({ status: 'done', values: ['got', 1, 2] });
  });

  it('see all results of a call', () => {
    const body = (call: HostCall): number =>
      call.run(function* (own) {
        yield [own.arg(1)];
        return own.two(own.resultCount, own.result(3));
      });
    expect(runWith(body, 'return f(function() return 1, nil, 3 end)')).toEqual([3, 3]);
  });

  it('raise errors at the line that called them', () => {
    const body = (call: HostCall): number =>
      call.run(function* (own) {
        yield [own.arg(1)];
        throw own.error('late');
      });
    expect(runWith(body, '\nf(function() end)')).toBe('t:2: late');
  });

  it('let errors of what they call through', () => {
    expect(runWith(mapping, 'f({1}, function() error("inside") end)')).toBe('t:1: inside');
    expect(runWith(mapping, 'f({1}, nil)')).toBe('attempt to call a nil value');
  });

  it('call a hundred thousand times without growing any stack', () => {
    expect(
      runWith(mapping, 'local t = {} for i = 1, 100000 do t[i] = i end return select("#", pcall(f, t, pcall))'),
    ).toEqual([2]);
    expect(
      runWith(
        (call) =>
          call.run(function* (own) {
            for (let index = 0; index < 100_000; index++) yield [own.arg(1), own.arg(2)];
            return own.one('done');
          }),
        'return f(pcall, print)',
      ),
    ).toEqual(['done']);
  });
});

describe('value functions', () => {
  it('have one result and positions in their errors', () => {
    const state = new LuaState();
    state.globals.setName(
      'half',
      valueFunction('half', (x) => numberArgument(x, 1) / 2),
    );
    const thread = state.newThread();
    expect(thread.start(state.load('local a, b = half(3) return a, b, select("#", half(1), half(2))', '=t'))).toEqual({
      status: 'done',
      values: [1.5, undefined, 2],
    });
    expect(thread.start(state.load('\nhalf()', '=t'))).toMatchObject({
      error: { value: "t:2: bad argument #1 to 'half' (number expected, got no value)" },
    });
  });
});

describe('a run inside of a host function', () => {
  it('leaves the outer one as it was', () => {
    const state = new LuaState();
    const inner = state.load('local s = 0 for i = 1, 10 do s = s + i end return s, pcall(error, "x")', '=inner');
    state.globals.setName(
      'nested',
      hostFunction('nested', (call) => {
        const result = state.newThread().start(inner);
        if (result.status !== 'done') throw call.error('failed');
        return call.many([...call.args(), ...result.values]);
      }),
    );
    const result = state.newThread().start(state.load('local a = "kept" return nested(1, 2), a, nested()', '=t'));
    expect(result).toEqual({ status: 'done', values: [1, 'kept', 55, false, 'x'] });
  });
});

describe('userdata', () => {
  const Point = defineClass<{ x: number }>({
    typeName: 'N5Envoy5PointE',
    methods: {
      get: (point, call) => call.one(point.x),
      set: (point, call) => {
        point.x = call.checkNumber(2);
        return call.none();
      },
    },
    metamethods: { __pairs: (point, call) => call.three('iterate', point.x, undefined), constant: 7 },
  });

  function runPoint(source: string): LuaValue[] | string {
    const state = new LuaState();
    const point = state.newUserdata(Point, { x: 1 });
    state.globals.setName('p', point);
    state.globals.setName('other', state.newUserdata(Point, { x: 2 }));
    const result = state.newThread().start(state.load(source, '=t'));
    if (result.status === 'done') return result.values;
    return result.status === 'error' ? result.error.message : result.status;
  }

  it('has methods that see the payload', () => {
    expect(runPoint('p:set(41) return p:get() + 1, p.get(p), type(p)')).toEqual([42, 41, 'userdata']);
  });

  it('has a metatable that is its own index, open to scripts', () => {
    expect(
      runPoint('local m = getmetatable(p) return m.__index == m, m == getmetatable(other), p.constant, p.nothing'),
    ).toEqual([true, true, 7, undefined]);
    expect(runPoint('getmetatable(p).extra = function(self) return self:get() * 2 end return p:extra()')).toEqual([2]);
    expect(runPoint('return pairs(p)')).toEqual(['iterate', 1, undefined]);
  });

  it.each([
    ['p.get()', "t:1: bad argument #1 to 'get' (N5Envoy5PointE expected, got no value)"],
    ['p.get("a")', "t:1: bad argument #1 to 'get' (N5Envoy5PointE expected, got string)"],
    ['p.get(newproxy())', "t:1: bad argument #1 to 'get' (N5Envoy5PointE expected, got userdata)"],
    ['p:set("x")', "t:1: bad argument #1 to 'set' (number expected, got string)"],
    ['p.x = 1', "t:1: attempt to index global 'p' (a userdata value)"],
    ['p:nope()', "t:1: attempt to call method 'nope' (a nil value)"],
    ['return p + 1', "t:1: attempt to perform arithmetic on global 'p' (a userdata value)"],
    ['return #p', "t:1: attempt to get length of global 'p' (a userdata value)"],
    ['return p < other', 't:1: attempt to compare two userdata values'],
  ])('%s', (source, message) => {
    expect(runPoint(source)).toBe(message);
  });

  it('is another class in another state only by its metatable', () => {
    const first = new LuaState();
    const second = new LuaState();
    expect(first.metatableOf(Point)).not.toBe(second.metatableOf(Point));
    expect(first.metatableOf(Point)).toBe(first.metatableOf(Point));
  });

  it('has identity', () => {
    expect(runPoint('local t = {[p] = 1} return t[p], t[other], p == p, p == other')).toEqual([
      1,
      undefined,
      true,
      false,
    ]);
  });
});
