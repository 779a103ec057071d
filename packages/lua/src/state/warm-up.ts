import { LuaState } from './lua-state.ts';

/** Uses every instruction and the usual library functions, with numbers of both kinds, strings and tables. */
export const WARM_UP_PROGRAM = `local rounds = ...
local Class = {} Class.__index = Class
function Class.new(v) return setmetatable({v = v, n = 0}, Class) end
function Class:step(d) self.v = self.v + d self.n = self.n + 1 return self end
local meta = {__index = function(t, k) return k end, __add = function(a, b) return 1 end, __lt = function() return true end,
  __le = function() return false end, __eq = function() return true end, __concat = function() return 'c' end,
  __len = function() return 2 end, __unm = function() return 3 end, __call = function(_, x) return x end, __newindex = rawset}
local function variadic(...) local a, b = ... return select('#', ...), a, b, ... end
local function closure(n) return function(d) n = n + d return n end end
local total, words = 0, {}
for round = 1, rounds do
  local t, s, f = {round, round * 0.5, 'x', name = 'v'}, 'round ' .. round, 1.5
  for i = 1, 20 do
    t[i] = i * 2 f = f * 1.01 + i / 3 - 1 total = total + t[i] % 7 + (i ^ 2) - i
    if i < 5 then f = -f elseif i <= 10 then f = 2 * f elseif not (i ~= 15) then f = 1 / f else f = 1 - f end
  end
  local i = 0
  while i < 5 do i = i + 1 if i == 3 then goto continue end t['k' .. i] = i ::continue:: end
  repeat i = i - 1 until i <= 0
  for k, v in pairs(t) do words[k] = v end
  for _, v in ipairs(t) do total = total + #tostring(v) end
  for w in s:gmatch('%a+') do words[w] = (words[w] or 0) + 1 end
  local o = Class.new(round)
  o:step(1):step(0.5)
  local n, a, b = variadic(o.v, o.n, s, nil)
  local c = closure(n) c(1) c(0.5)
  local m = setmetatable({}, meta)
  local other = setmetatable({}, meta)
  m.field = m.missing
  if m < other or m <= other or m == other then total = total + (m + 1) + #m + -m + m(1) end
  s = m .. s
  local ok, e = pcall(error, {s})
  ok, e = pcall(function(x) return x.y.z end, t)
  local co = coroutine.wrap(function(x) while true do x = coroutine.yield(x + 1) end end)
  total = total + co(1) + co(2)
  warm_up_count = (warm_up_count or 0) + 1
  local cell = 0
  local function bump() cell = cell + 1 end
  bump() cell = cell + f * i
  local q = not a
  if f > 3 then q = i / n elseif n >= 2 then q = i % n end
  total = total + (1 + i) + (q and 0 or 1)
  table.sort(t, function(x, y) return tostring(x) < tostring(y) end)
  s = table.concat({s, round, 'end'}, ','):gsub('%d', '#'):upper():sub(1, 20)
  total = total + (s:byte(1) or 0) + math.floor(f) * 0 + (tonumber('12') or 0)
  words[round % 50] = a == b and 1 or s > 'a' and 2 or 'a' <= s
end
return total`;

/**
 * Runs a fixed program over all instructions, so that the JavaScript engine has compiled the interpreter before a script
 * that somebody waits for runs. Meant for a worker that is idle.
 *
 * @param rounds how long; about 1,000 a tenth of a second
 */
export function warmUp(rounds = 1000): void {
  const state = new LuaState();
  const result = state.newThread().start(state.load(WARM_UP_PROGRAM, '=warm-up'), [rounds]);
  if (result.status !== 'done') throw new Error(`the warm-up program ended ${result.status}`);
}
