import type { Snippet } from '../snippet.ts';
import { pick, type Random, seeded, times } from './random-source.ts';

/** How many calls one snippet makes. */
const PER_SNIPPET = 40;
const SNIPPETS = 60;

const LIBRARIES: Readonly<Record<string, string>> = {
  _G: 'assert error getfenv getmetatable ipairs loadstring next pairs pcall rawequal rawget rawlen rawset select setmetatable tonumber tostring type unpack xpcall newproxy',
  string: 'byte char find format gmatch gsub len lower match rep reverse sub upper',
  table: 'concat foreach foreachi getn insert maxn move pack remove sort unpack',
  math: 'abs ceil cosh deg exp floor fmod frexp ldexp log max min modf pow rad random sqrt',
  os: 'date difftime getenv time setlocale',
  debug: 'getlocal getupvalue getuservalue setupvalue upvalueid upvaluejoin',
  coroutine: 'create isyieldable resume running status wrap',
  bit: 'arshift band bnot bor bswap bxor lshift rol ror rshift tobit tohex',
  io: 'type',
};

const FUNCTIONS = Object.entries(LIBRARIES).flatMap(([library, names]) =>
  names.split(' ').map((name) => (library === '_G' ? name : `${library}.${name}`)),
);

const VALUES = [
  ...['nil', 'true', 'false', '0', '1', '-1', '2', '3', '1.5', '-0', '1/0', '-1/0', '0/0', '2^53', '2^31', '-2^31'],
  ...[
    '2^32',
    '1e300',
    '""',
    '"abc"',
    '"10"',
    '"0x10"',
    '" 7 "',
    '"%d"',
    '"%s"',
    '"(a)"',
    '"a-"',
    '"%"',
    '"["',
    '"\\0a"',
  ],
  ...['"!%Y"', '"n"', '"k"', '"l"', '{}', '{1, 2, 3}', '{3, 1, 2}', '{n = 3}', '{"a", "b"}', 'RAISE', 'GIVE', 'CO'],
  ...['{year = 2000, month = 1, day = 1}', '1LL', '2ULL', '-3LL', '1i', '"5LL"', 'PROXY', 'OBJECT', 'CALLABLE', 'TEXT'],
  ...['"return 1"', '"return ..."', '16', '36', '37', '255', '256', '-100', '100', '"x.y"', '"?"'],
];

const PRELUDE = `local RAISE, GIVE = function() error("raised") end, function(...) return ... end
local CO, PROXY = coroutine.create(function(...) return coroutine.yield(...) end), newproxy()
local OBJECT = setmetatable({}, {__index = function(_, key) return key end, __len = function() return 2 end})
local CALLABLE = setmetatable({}, {__call = function(_, value) return value end})
local TEXT = setmetatable({}, {__tostring = function() return "text" end, __lt = function() return true end})
local select, type, tostring, concat, format, raw = select, type, tostring, table.concat, string.format, rawget
local pcall, print, gsub = pcall, print, string.gsub
local function one(v)
  local kind = type(v)
  if kind == 'string' then return (format('%q', gsub(gsub(v, '0x%x+', 'ADDRESS'), '\\n.*', ''))) end
  if kind == 'number' then return format('%.14g', v) end
  if kind == 'table' then
    local t = {}
    for i = 1, 5 do t[i] = type(raw(v, i)) == 'table' and 'table' or tostring(raw(v, i)) end
    return '{' .. format('%q', gsub(concat(t, ','), '0x%x+', 'ADDRESS')) .. '}'
  end
  return (gsub(tostring(v), '0x%x+', 'ADDRESS'))
end
local function all(...)
  local t = {}
  for i = 1, select('#', ...) do t[i] = one((select(i, ...))) end
  return concat(t, ' ')
end
local function T(f) print(all(pcall(f))) end
`;

/** Arguments after which the answer depends on the moment or on the caller's frames. */
function isUnsteady(name: string, args: readonly string[]): boolean {
  if (name === 'os.time' || name === 'os.date') return args.length === 0 || args[0] === 'nil' || args.length < 2;
  if (name === 'getfenv' || name === 'error' || name === 'debug.getlocal') return args.some((text) => /\d/.test(text));
  // Without an argument these two read what lies on the stack.
  if (name === 'math.ceil' || name === 'math.floor') return args.length === 0;
  return name === 'math.random' && args.length === 0;
}

/** A call of a library function, in one of the ways that error texts tell apart. */
function randomCall(random: Random): string {
  const name = pick(random, FUNCTIONS);
  const args = times(pick(random, [0, 1, 1, 2, 2, 2, 3, 3, 4]), () => pick(random, VALUES));
  if (isUnsteady(name, args)) return randomCall(random);
  const list = args.join(', ');
  switch (random(12)) {
    case 0:
      return `local f = ${name} local r = f(${list}) return r`;
    case 1:
      return `return ${name}(${list})`;
    case 2:
      return `return pcall(${[name, ...args].join(', ')})`;
    case 3:
      return `local o = {m = ${name}} local r = o:m(${list}) return r`;
    case 4:
      return `local o = setmetatable({}, {__index = {m = ${name}}}) local r = o:m(${list}) return r`;
    case 5:
      return `local o = setmetatable({}, {__add = ${name}, __concat = ${name}, __lt = ${name}}) local r = ${pick(random, ['o + 1', 'o .. "x"', 'o < o', '1 + o', '"x" .. o'])} return r`;
    case 6:
      return `local r = coroutine.wrap(${name})(${list}) return r`;
    default:
      return `local a, b, c = ${name}(${list}) return a, b, c`;
  }
}

/** Library functions with arguments of every kind and number. */
export function randomArguments(): Snippet[] {
  const random = seeded(41);
  return times(SNIPPETS, () => times(PER_SNIPPET, () => `T(function() ${randomCall(random)} end)`)).map(
    (calls, index) => ({
      name: `calls ${index + 1}`,
      source: `${PRELUDE}${calls.join('\n')}`,
    }),
  );
}
