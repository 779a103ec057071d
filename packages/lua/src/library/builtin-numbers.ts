import type { LuaState } from '../state/lua-state.ts';
import { StateSlot } from '../state/state-slot.ts';
import { HostFunction } from '../values/function.ts';
import { LuaTable } from '../values/table.ts';

/**
 * The numbers that `tostring` shows for library functions written in C or assembler (`function: builtin#30`): the order
 * in which Envoy's LuaJIT 2.1 defines them. Functions that are not listed show an address, being Lua code there.
 */
const NUMBERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  _G: {
    ...numbered(2, 'assert type next pairs . ipairs getmetatable setmetatable getfenv setfenv rawget rawset rawequal'),
    ...numbered(15, 'rawlen unpack select tonumber tostring error pcall xpcall loadfile load loadstring dofile gcinfo'),
    ...numbered(28, 'collectgarbage newproxy print'),
  },
  coroutine: numbered(31, 'status running isyieldable create yield resume . wrap'),
  math: {
    ...numbered(39, 'abs floor ceil sqrt log10 exp sin cos tan asin acos atan sinh cosh tanh frexp modf log atan2'),
    ...numbered(58, 'pow fmod ldexp min max random randomseed'),
  },
  bit: numbered(65, 'tobit bnot bswap lshift rshift arshift rol ror band bor bxor tohex'),
  string: numbered(77, 'byte char sub rep reverse lower upper dump find match . gmatch gsub format'),
  table: numbered(91, 'maxn insert concat sort pack'),
  io: numbered(107, 'open popen tmpfile close read write flush input output lines type'),
  os: numbered(118, 'execute remove rename tmpname getenv exit clock date time difftime setlocale'),
  debug: {
    ...numbered(129, 'getregistry getmetatable setmetatable getfenv setfenv getinfo getlocal setlocal getupvalue'),
    ...numbered(138, 'setupvalue upvalueid upvaluejoin getuservalue setuservalue sethook gethook debug traceback'),
  },
};

/** Functions that library functions make: iterators, what `coroutine.wrap` returns. */
const MADE: Readonly<Record<string, number>> = { ipairs_aux: 6, 'gmatch iterator': 87, wrap: 37 };

/** Names in the order of their numbers; a dot leaves one out. */
function numbered(first: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name, index) => [name, first + index] as const));
}

const numbers = new StateSlot<ReadonlyMap<HostFunction, number>>(({ template }) => {
  const found = new Map<HostFunction, number>();
  for (const [key, members] of Object.entries(NUMBERS)) {
    const library = key === '_G' ? template.globals : template.globals.getName(key);
    if (!(library instanceof LuaTable)) continue;
    for (const [name, number] of Object.entries(members)) {
      const member = library.getName(name);
      if (member instanceof HostFunction) found.set(member, number);
    }
  }
  return found;
});

/** The number of a library function; `undefined` for functions that show an address. */
export function builtinNumber(state: LuaState, value: HostFunction): number | undefined {
  return state.slot(numbers).get(value) ?? MADE[value.name];
}
