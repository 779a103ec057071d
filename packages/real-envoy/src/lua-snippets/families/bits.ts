import { expressions, lines, type Snippet, snippetsOf } from '../snippet.ts';

const VALUES =
  '0, 1, -1, 255, 0x7fffffff, 0x80000000, 0xffffffff, 2^32, 2^32 + 5, 1.5, 2.5, -0.5, 1e10, 2^51, 2^53 + 2, -2^31, 1e300, 0/0, "0x10"';
const ALL = 'tobit bnot bswap tohex'
  .split(' ')
  .map((name) => `local r = {} for _, x in ipairs{${VALUES}} do r[#r + 1] = bit.${name}(x) end return r`);
const PAIRS = 'band bor bxor'
  .split(' ')
  .flatMap((name) =>
    ['0', '-1', '0xf0f0f0f0', '1.5', '2^33 + 3'].map(
      (first) => `local r = {} for _, x in ipairs{${VALUES}} do r[#r + 1] = bit.${name}(${first}, x) end return r`,
    ),
  );
const SHIFTS = 'lshift rshift arshift rol ror'
  .split(' ')
  .flatMap((name) =>
    ['1', '-1', '0x12345678', '0x80000001', '2^32 + 3'].map(
      (first) =>
        `local r = {} for _, n in ipairs{0, 1, 4, 15, 31, 32, 33, -1, 64, 1.5, "3"} do r[#r + 1] = bit.${name}(${first}, n) end return r`,
    ),
  );
const WIDE = ['1LL', '-1LL', '1ULL', '0x123456789abcdef0LL', '0x8000000000000000ULL'].flatMap((value) => [
  `return bit.bnot(${value}), bit.bswap(${value}), bit.tobit(${value}), bit.tohex(${value})`,
  ...'lshift rshift arshift rol ror'
    .split(' ')
    .map(
      (name) =>
        `local r = {} for _, n in ipairs{0, 1, 31, 32, 63, 64, -1} do r[#r + 1] = bit.${name}(${value}, n) end return r`,
    ),
]);
const CALLS = lines(`
return bit.band(1, 3, 7), bit.bor(1, 2, 4, 8), bit.bxor(1, 2, 3), bit.band(7), bit.bor(5), bit.bxor(-1)
return bit.band(5LL, 3), bit.bor(1, "2", 4LL), bit.bor(4ULL, 1), bit.bor(-1, 0LL), bit.bor(1, 2ULL, -1LL), bit.band("1", 5LL)
return bit.bxor(5ULL, -1), bit.bor(0ULL, 2^63), bit.bor(0LL, 1e300), bit.bor(0ULL, -0.5), bit.band(-1LL, 2^40)
return bit.lshift(1LL, 33LL), bit.lshift(1, 33LL), bit.lshift(1LL, "3"), bit.lshift("1", 3), bit.lshift(1LL, 1e300)
return bit.tohex(1), bit.tohex(-1), bit.tohex(255, 2), bit.tohex(255, 4), bit.tohex(255, -4), bit.tohex(0xdeadbeef, -8), bit.tohex(5, 0), bit.tohex(5, 20), bit.tohex(-5, 20)
return bit.tohex(1LL), bit.tohex(-1LL, 4), bit.tohex(5ULL, -20), bit.tohex(1, 2.7), bit.tohex(1, 4LL), bit.tohex(1, "3"), #bit.tohex(1, 300), #bit.tohex(1, -2^31)
return bit.tohex(1, nil)
return bit.tohex()
return bit.tohex(1, "x")
return bit.tohex({})
return bit.band()
return bit.band(nil)
return bit.band("a")
return bit.band({})
return bit.band(true)
return bit.band(1, nil)
return bit.band(1, "x")
return bit.bor(1, 2, {})
return bit.bxor(1LL, "x")
return bit.band(5LL, {})
return bit.bnot()
return bit.bnot("x")
return bit.bswap(nil)
return bit.tobit()
return bit.tobit({})
return bit.lshift()
return bit.lshift(1)
return bit.lshift(1, nil)
return bit.lshift(1, {})
return bit.lshift({}, 1)
return bit.rshift("x", 1)
return bit.rol(1LL, "x")
return bit.arshift(1, true)
local x = bit return x.band(6, 3), x.nope
return bit.bor(bit.lshift(0xAB, 24), bit.lshift(0xCD, 16)), bit.tohex(bit.bor(bit.lshift(0xAB, 24), 1))
local h = 5381 for c in ("hello"):gmatch(".") do h = bit.bxor(bit.tobit(h * 33), c:byte()) end return h
local crc = -1 for i = 1, 9 do crc = bit.bxor(crc, 48 + i) for _ = 1, 8 do crc = bit.bxor(bit.rshift(crc, 1), bit.band(0xedb88320, -bit.band(crc, 1))) end end return bit.tohex(bit.bnot(crc))
local a, b = 1, 0 for i = 1, 5 do a = (a + i) % 65521 b = (b + a) % 65521 end return bit.bor(bit.lshift(b, 16), a)
local h = 0x811c9dc5 for c in ("foobar"):gmatch(".") do h = bit.bxor(h, c:byte()) h = bit.tobit(bit.lshift(h, 24) + bit.lshift(h, 8) + h * 0x93) end return bit.tohex(h)
return bit ~= nil, package.loaded.bit == bit, bit32
`);

/** The library `bit`. */
export function bits(): Snippet[] {
  return [
    ...snippetsOf('one operand', ALL),
    ...snippetsOf('two operands', PAIRS),
    ...snippetsOf('shift', SHIFTS),
    ...snippetsOf('64 bits', WIDE),
    ...snippetsOf('call', CALLS),
  ];
}

const OPERANDS = [
  '1LL',
  '-7LL',
  '3ULL',
  '0x7fffffffffffffffLL',
  '-0x8000000000000000LL',
  '0xffffffffffffffffULL',
  '2',
  '-2',
  '0',
  '1.9',
  '-1.5',
  '1e30',
  '0/0',
];

/** Every operator on pairs of which at least one is a 64-bit integer; one snippet per left operand and operator. */
function arithmetic(): string[] {
  return ['+', '-', '*', '/', '%', '^', '==', '<', '<='].flatMap((operator) =>
    OPERANDS.map((left) => {
      const rights = OPERANDS.filter((right) => /LL$/.test(left) || /LL$/.test(right));
      return `return ${rights.map((right) => `(${left}) ${operator} (${right})`).join(', ')}`;
    }),
  );
}

const MIXED = ['nil', 'true', '"1"', '"x"', '{}', 'print', 'coroutine.create(print)'].flatMap((other) => [
  `return 5LL + ${other}`,
  `return ${other} - 5LL`,
  `return 5ULL < ${other}`,
  `return ${other} <= 5LL`,
  `return 5LL == ${other}, ${other} ~= 5LL`,
  `return 5LL .. ${other}`,
  `return ${other} .. 5ULL`,
]);

const CDATA = expressions(`
tostring(5LL), tostring(-5LL), tostring(5ULL), tostring(-1ULL), tostring(0x8000000000000000LL), 0LL, 0ULL
type(5LL), type(5ULL), 5LL == 5, 5LL == 5ULL, -1LL == 18446744073709551615ULL, 5LL == 5.5, 0LL == -0
tonumber(5LL), tonumber(-5LL), tonumber(5ULL), tonumber(-1ULL), tonumber(9007199254740993LL), tonumber(5LL, 10)
-5LL, -(5LL), -(0LL), -(5ULL), - -5LL, -(-0x8000000000000000LL)
not 5LL, not 0LL, 5LL and 1, 5LL or 1, nil or 5LL
rawequal(5LL, 5LL), rawequal(5LL, 5), select("#", 5LL)
({[5LL] = 1})[5LL]
({10, 20})[1LL]
pcall(next, {}, 5LL)
#5LL
#5ULL
(5LL).x
(5ULL).field
(5LL)["x y"]
(5LL)[1]
(5LL)[{}]
(5LL)[true]
(5LL)()
(5ULL)(1)
(5LL):method()
getmetatable(5LL)
setmetatable(5LL, {})
rawget(5LL, 1)
rawset(5LL, 1, 1)
rawlen(5LL)
pairs(5LL)
ipairs(5LL)
next(5LL)
math.floor(5LL)
math.abs(-5LL)
math.max(5LL, 1)
math.random(5LL)
string.rep("x", 3LL)
("x"):sub(1LL)
string.char(65LL)
string.len(5LL)
string.format("%d %5d| %x %s %q", 5LL, 5LL, 255LL, 5LL, 5LL)
table.concat({5LL})
table.concat({}, 5LL)
table.insert({}, 5LL, 1)
select(2LL, 1, 2)
unpack({1, 2}, 1LL)
error(5LL)
pcall(error, 5LL)
assert(5LL), assert(0LL)
coroutine.wrap(function() coroutine.yield(5LL) end)()
coroutine.wrap(5LL)
loadstring(5LL)
setfenv(5LL, {})
getfenv(5LL)
os.time{year = 2000, month = 1LL, day = 1}
os.date("!%c", 5LL)
io.write(5LL)
tostring(1i), 2.5i, -1i, 0x1p3i
type(1i), 1i == 1i, 1i == 1
1i + 1
#1i
(1i).re, (1i).im
bit.band(0xffLL, 0x0f), bit.bor(1ULL, 2), bit.tohex(255LL), bit.lshift(1LL, 40)
1/0LL, 1/0ULL, 1%0LL, 5ULL%0, (-0x7fffffffffffffffLL - 1) / -1LL, (-0x7fffffffffffffffLL - 1) % -1LL
2LL^10, 2LL^63, 2LL^64, 2LL^-1, 1LL^-1, (-1LL)^-1, (-1LL)^-2, 0LL^-1, 0LL^0, 3ULL^2, 3LL^2.9, 2^3LL, (-2LL)^3, 0ULL^-1
0x7fffffffffffffffLL + 1, 0xffffffffffffffffULL + 1, 0xffffffffffffffffULL * 2, 9007199254740993LL == 9007199254740992
`).concat(
  lines(`
for i = 1LL, 3LL do end
for i = 1, 3LL do end
for i = 1, 3, 1LL do end
local x = 5LL x.y = 1
local x = 5LL x[1] = 1
local x = 5LL return x()
local x = 5LL return x.a.b
local t = {} local k = 5LL t[k] = 1 return t[k], t[5LL]
local t = {} t[5LL] = 1 local n = 0 for k, v in pairs(t) do n = n + 1 print(type(k), v) end return n
local m = setmetatable({}, {__add = function(a, b) return "add" end}) return m + 1LL
local m = setmetatable({}, {__add = function(a, b) return "add" end}) return 1LL + m
local m = setmetatable({}, {__eq = function() return true end}) return m == 1LL, 1LL == m
local m = setmetatable({}, {__lt = function() return true end}) return m < 1LL
local m = setmetatable({}, {__lt = function() return true end}) return 1LL < m
local m = setmetatable({}, {__concat = function() return "cc" end}) return m .. 1LL
local m = setmetatable({}, {__concat = function() return "cc" end}) return 1LL .. m
local sum = 0LL for i = 1, 100 do sum = sum + i * i end return sum, tonumber(sum)
local f = 1ULL for i = 1, 30 do f = f * i end return f
local h = 0xcbf29ce484222325ULL for c in ("hello"):gmatch(".") do h = bit.bxor(h, c:byte()) * 0x100000001b3ULL end return h, bit.tohex(h)
local a, b = 0LL, 1LL for i = 1, 90 do a, b = b, a + b end return a
local x = 5LL x = x + 1 x = x * x return x, x > 30, x % 7, -x
local t = {3LL, 1LL, 2LL} table.sort(t) return t
local t = {3LL, 1LL, 2LL} table.sort(t, function(a, b) return a > b end) return t
return (function(...) return select("#", ...), ... end)(1LL, nil, 2ULL)
`),
);

/** 64-bit integers: their literals, operators and what the library makes of them. */
export function int64(): Snippet[] {
  return [...snippetsOf('operator', arithmetic()), ...snippetsOf('mixed', MIXED), ...snippetsOf('cdata', CDATA)];
}
