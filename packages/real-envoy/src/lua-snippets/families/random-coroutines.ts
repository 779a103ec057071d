import { pick, type Random, seeded, times } from './random-source.ts';

/** Values, many of which suspend: by themselves or in a metamethod of M. */
const VALUES =
  `1 | "v" | nil | {} | true | coroutine.yield(1) | (coroutine.yield()) | select("#", coroutine.yield("a", nil)) | id(coroutine.yield(2), 3)
  pcall(coroutine.yield, 4) | M + coroutine.yield(5) | M.k | -M | #M | M .. "x" | M() | M == M2 | M < M2 | M <= M2 | tostring(M)
  coroutine.isyieldable() | type(coroutine.running()) | select(2, coroutine.running()) | coroutine.status(other)`
    .split(/[|\n]/)
    .map((text) => text.trim());

/** Statements; B stands for a block, V for a value, E for something that fails. */
const STATEMENTS = `T(V) | local a = V T(a) | coroutine.yield(V) | E | T(coroutine.resume(other, V)) | M.f = V
  T(pcall(function() B end)) | T(xpcall(function() B end, function(m) return type(m) == "string" and "H:" .. m end))
  T(xpcall(function() B end, function(m) error("again") end)) | for a, b in coroutine.wrap(function() B end) do T(a, b) end
  for a, b in coroutine.wrap(function() B end) do T(a, b) break end | if V then B else B end | T((function(...) B return ... end)(1, 2))
  do local w = coroutine.wrap(function(...) T(...) B return "done" end) T(pcall(w, 1, nil)) T(pcall(w, "r")) T(pcall(w)) end
  do local c = coroutine.create(function(...) B return V end) T(coroutine.resume(c, 7)) T(coroutine.status(c)) T(coroutine.resume(c, 8)) end
  for i = 1, 2 do B end | T(pcall(table.sort, {3, 1, 2}, function(a, b) B return a < b end)) | T(pcall(load, function() B return nil end))
  T(pcall(string.gsub, "ab", "%a", function(c) B return c end)) | T(table.foreach({5, 6}, function(k, v) B end)) | T(pcall(coroutine.wrap(function() B end)))
  T(loadstring("return coroutine.yield(...)")(V)) | T(setmetatable({}, {__index = function(t, k) B return k end}).zz)
  do local t = setmetatable({}, {__newindex = function(t, k, v) B rawset(t, k, v) end}) t.q = V T(t.q) end`
  .split(/[|\n]/)
  .map((text) => text.trim());

const FAILURES = [
  'error("e")',
  'error({1})',
  'error("e", 2)',
  'error()',
  'error("e", 0)',
  'local x = nil; x.y = 1',
  'string.rep()',
  'nope()',
];

const SIMPLE = 6;

function statement(random: Random, depth: number): string {
  const template = depth > 0 ? pick(random, STATEMENTS) : STATEMENTS[random(SIMPLE)]!;
  return template
    .replace(/\bE$/, () => `if N > 20 then ${pick(random, FAILURES)} end`)
    .replace(/\bV\b/g, () => pick(random, VALUES))
    .replace(/\bB\b/g, () => block(random, depth - 1));
}

function block(random: Random, depth: number): string {
  return times(1 + random(2), () => statement(random, depth)).join(' ');
}

/** What stands before each program: T notes what it is given, M suspends in every metamethod. */
export const COROUTINE_PRELUDE = `local R, N = {}, 0 local function T(...) N = N + 1 if N > 60 then error("STOP", 0) end R[#R + 1] = {n = select("#", ...), ...} end
local function id(...) return ... end local y = coroutine.yield
local other = coroutine.create(function(...) while true do T("other", ...) coroutine.yield(...) end end)
local mt = {__add = function() return y("add") end, __index = function(t, k) return y(k) end, __unm = function() return y("unm") end,
  __len = function() return y("len") end, __concat = function() return y("cat") end, __call = function() return y("call") end,
  __eq = function() return y("eq") end, __lt = function() return y("lt") end, __newindex = function(t, k, v) y("ni", v) end,
  __tostring = function() return y("ts") end}
local M, M2 = setmetatable({}, mt), setmetatable({}, mt)
local main = coroutine.create(function(...)
`;

/** What stands behind each program: resumes it until it ends. */
export const COROUTINE_DRIVER = `
return "end" end)
for i = 1, 14 do local r = {coroutine.resume(main, i, i * 10)} T("main", coroutine.status(main), unpack(r, 1, 4)) if not r[1] then break end end
return R`;

/** Programs that suspend in every place there is: metamethods, iterators, pcall, comparators, coroutines in coroutines. */
export function randomCoroutines(count: number): string[] {
  const random = seeded(15);
  return times(count, () => times(2 + random(4), () => statement(random, 3)).join('\n'));
}
