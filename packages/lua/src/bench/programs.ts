/** A Lua program to time. It returns one number or string, which must be the same on every engine. */
export type BenchProgram = {
  readonly name: string;
  readonly source: string;
  /** Calls the global `handle`, which the engine must provide. */
  readonly usesHost?: boolean;
};

/** What the speed of the VM is judged by: numeric loops, tables, strings, calls, coroutines, and real algorithms. */
export const BENCH_PROGRAMS: readonly BenchProgram[] = [
  {
    name: 'fib',
    source: `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
return fib(24)`,
  },
  {
    name: 'loops',
    source: `local x, y = 0, 0
for i = 1, 400000 do x = x + i * 0.5 y = (y + i) % 1000 end
local n = 0
while n < 200000 do n = n + 1 if n % 3 == 0 then x = x - n end end
return x + y`,
  },
  {
    name: 'table fill',
    source: `local sum = 0
for round = 1, 10 do
  local t = {}
  for i = 1, 10000 do t[i] = i end
  for i = 1, #t do sum = sum + t[i] end
  local names = {}
  for i = 1, 200 do names['k' .. i] = i end
  for _, v in pairs(names) do sum = sum + v end
end
return sum`,
  },
  {
    name: 'table sort',
    source: `local t, seed = {}, 42.0
for i = 1, 4000 do seed = seed * 16807 % 2147483647 t[i] = seed end
table.sort(t, function(a, b) return a < b end)
return t[1] + t[4000]`,
  },
  {
    name: 'string building',
    source: `local total = 0
for round = 1, 40 do
  local parts = {}
  for i = 1, 200 do parts[#parts + 1] = 'k' .. i .. '=' .. (i * 2) .. ';' end
  total = total + #table.concat(parts)
  local s = ''
  for i = 1, 100 do s = s .. i .. ',' end
  total = total + #s
end
return total`,
  },
  {
    name: 'pattern scan',
    source: `local text = ('GET /a/b?x=1&y=22 host: example.com; cookie: a=1; b=2\\n'):rep(20)
local count = 0
for round = 1, 10 do
  for key, value in text:gmatch('(%w+)=(%w+)') do count = count + #key + #value end
  count = count + select(2, text:gsub('[aeiou]', '*'))
  local at = 1
  while true do
    local s, e = text:find('cookie:%s*', at)
    if not s then break end
    at = e + 1
    count = count + 1
  end
end
return count`,
  },
  {
    name: 'closures',
    source: `local function counter(start)
  local n = start
  return function(d) n = n + d return n end
end
local sum = 0
for i = 1, 30000 do local f = counter(i) f(1) f(2) sum = sum + f(3) end
return sum`,
  },
  {
    name: 'method calls',
    source: `local Point = {}
Point.__index = Point
function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end
function Point:add(d) self.x = self.x + d self.y = self.y - d return self end
function Point:norm() return self.x * self.x + self.y * self.y end
local p, sum = Point.new(1, 2), 0
for i = 1, 100000 do
  p:add(1)
  sum = sum + p:norm()
  if i % 10 == 0 then p = Point.new(i % 7, 3) end
end
return sum`,
  },
  {
    name: 'coroutine switches',
    source: `local co = coroutine.wrap(function() local i = 0 while true do i = i + 1 coroutine.yield(i) end end)
local sum = 0
for i = 1, 30000 do sum = sum + co() end
return sum`,
  },
  {
    name: 'json decode',
    source: `local source = '{"id":12345,"name":"chain wright","tags":["a","bb","ccc"],' ..
  '"nested":{"ok":true,"n":null,"v":[1,2,3,4.5]},"s":"hello world"}'
local sub, byte, find = string.sub, string.byte, string.find
local value
local function skip(s, i) return find(s, '[^ \\n\\r\\t]', i) or #s + 1 end
local function text(s, i)
  local j = find(s, '"', i + 1, true)
  return sub(s, i + 1, j - 1), j + 1
end
local function number(s, i)
  local _, e = find(s, '^-?%d+%.?%d*', i)
  return tonumber(sub(s, i, e)), e + 1
end
function value(s, i)
  i = skip(s, i)
  local c = byte(s, i)
  if c == 34 then return text(s, i) end
  if c == 123 then
    local t = {}
    i = skip(s, i + 1)
    if byte(s, i) == 125 then return t, i + 1 end
    while true do
      local k, v
      k, i = text(s, skip(s, i))
      i = skip(s, i)
      v, i = value(s, i + 1)
      t[k] = v
      i = skip(s, i)
      if byte(s, i) == 125 then return t, i + 1 end
      i = i + 1
    end
  end
  if c == 91 then
    local t, n = {}, 0
    i = skip(s, i + 1)
    if byte(s, i) == 93 then return t, i + 1 end
    while true do
      local v
      v, i = value(s, i)
      n = n + 1
      t[n] = v
      i = skip(s, i)
      if byte(s, i) == 93 then return t, i + 1 end
      i = i + 1
    end
  end
  if c == 116 then return true, i + 4 end
  if c == 102 then return false, i + 5 end
  if c == 110 then return nil, i + 4 end
  return number(s, i)
end
local n = 0
for round = 1, 300 do local t = value(source, 1) n = n + #t.tags + t.nested.v[4] end
return n`,
  },
  {
    name: 'json encode',
    source: `local data = {id = 12345, name = 'chain "wright"', list = {1, 2, 3, {ok = true, off = false}}, deep = {a = {b = {c = 'x\\ny'}}}}
local escapes = {['"'] = '\\\\"', ['\\\\'] = '\\\\\\\\', ['\\n'] = '\\\\n'}
local encode
local function quoted(s) return '"' .. s:gsub('["\\\\\\n]', escapes) .. '"' end
function encode(v)
  local t = type(v)
  if t == 'string' then return quoted(v) end
  if t ~= 'table' then return tostring(v) end
  local out = {}
  if #v > 0 then
    for i = 1, #v do out[i] = encode(v[i]) end
    return '[' .. table.concat(out, ',') .. ']'
  end
  local keys = {}
  for k in pairs(v) do keys[#keys + 1] = k end
  table.sort(keys)
  for i, k in ipairs(keys) do out[i] = quoted(k) .. ':' .. encode(v[k]) end
  return '{' .. table.concat(out, ',') .. '}'
end
local n = 0
for round = 1, 200 do n = n + #encode(data) end
return n`,
  },
  {
    name: 'sha-256',
    // Arithmetic on floats only: the engines differ in bit operations and in the size of integers.
    source: `local floor = math.floor
local AND, XOR = {}, {}
for a = 0, 15 do
  for b = 0, 15 do
    local x, y, both, one, bit = a, b, 0, 0, 1
    for _ = 1, 4 do
      local p, q = x % 2, y % 2
      if p + q == 2 then both = both + bit end
      if p + q == 1 then one = one + bit end
      x, y, bit = (x - p) / 2, (y - q) / 2, bit * 2
    end
    AND[a * 16 + b], XOR[a * 16 + b] = both, one
  end
end
local function join(op, a, b)
  local r, m = 0.0, 1.0
  for _ = 1, 8 do
    local x, y = a % 16, b % 16
    r = r + op[x * 16 + y] * m
    a, b, m = (a - x) / 16, (b - y) / 16, m * 16
  end
  return r
end
local function xor(a, b) return join(XOR, a, b) end
local function band(a, b) return join(AND, a, b) end
local function shr(a, n) return floor(a / 2 ^ n) + 0.0 end
local function ror(a, n) return shr(a, n) + (a % 2 ^ n) * 2 ^ (32 - n) end
local primes, n = {}, 2
while #primes < 64 do
  local prime = true
  for i = 1, #primes do if n % primes[i] == 0 then prime = false break end end
  if prime then primes[#primes + 1] = n end
  n = n + 1
end
local K, H = {}, {}
for i = 1, 64 do K[i] = floor(primes[i] ^ (1 / 3) % 1 * 4294967296) + 0.0 end
for i = 1, 8 do H[i] = floor(primes[i] ^ 0.5 % 1 * 4294967296) + 0.0 end
local function digest(message)
  local length = #message
  message = message .. '\\128' .. ('\\0'):rep((55 - length) % 64) .. '\\0\\0\\0\\0'
  local bits = length * 8
  message = message .. string.char(floor(bits / 16777216) % 256, floor(bits / 65536) % 256, floor(bits / 256) % 256, bits % 256)
  local h = {}
  for i = 1, 8 do h[i] = H[i] end
  for at = 1, #message, 64 do
    local w = {}
    for i = 1, 16 do
      local a, b, c, d = message:byte(at + i * 4 - 4, at + i * 4 - 1)
      w[i] = ((a * 256.0 + b) * 256 + c) * 256 + d
    end
    for i = 17, 64 do
      local x, y = w[i - 15], w[i - 2]
      local s0 = xor(xor(ror(x, 7), ror(x, 18)), shr(x, 3))
      local s1 = xor(xor(ror(y, 17), ror(y, 19)), shr(y, 10))
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) % 4294967296
    end
    local a, b, c, d, e, f, g, k = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
    for i = 1, 64 do
      local s1 = xor(xor(ror(e, 6), ror(e, 11)), ror(e, 25))
      local ch = xor(band(e, f), band(4294967295 - e, g))
      local t1 = k + s1 + ch + K[i] + w[i]
      local s0 = xor(xor(ror(a, 2), ror(a, 13)), ror(a, 22))
      local maj = xor(xor(band(a, b), band(a, c)), band(b, c))
      k, g, f, e, d, c, b, a = g, f, e, (d + t1) % 4294967296, c, b, a, (t1 + s0 + maj) % 4294967296
    end
    local v = {a, b, c, d, e, f, g, k}
    for i = 1, 8 do h[i] = (h[i] + v[i]) % 4294967296 end
  end
  local sum = 0
  for i = 1, 8 do sum = sum + h[i] % 65536 end
  return sum
end
return digest('abc') + digest(('chainwright '):rep(10))`,
  },
  {
    name: 'host calls',
    usesHost: true,
    source: `local n = 0
for i = 1, 30000 do if handle:headers():get('x-req') == 'abc' then n = n + 1 end end
return n`,
  },
  {
    name: 'bytes',
    source: `local text = ('hello, world: {x=1} '):rep(500)
local byte = string.byte
local h = 0
for round = 1, 10 do for i = 1, #text do h = (h * 31 + byte(text, i)) % 65536 end end
return h`,
  },
  {
    name: 'pcall',
    source: `local function f(x) if x % 10 == 0 then error('bad') end return x end
local n = 0
for i = 1, 20000 do local ok, v = pcall(f, i) if ok then n = n + v end end
return n`,
  },
  {
    name: 'n-body',
    source: `local sqrt = math.sqrt
local bodies = {}
for i = 1, 5 do bodies[i] = {x = i, y = i * 0.5, z = -i, vx = 0, vy = 0.1, vz = 0, m = 1 / i} end
for step = 1, 1500 do
  for i = 1, 5 do
    local a = bodies[i]
    for j = i + 1, 5 do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = 0.001 / (d2 * sqrt(d2))
      a.vx = a.vx - dx * b.m * mag a.vy = a.vy - dy * b.m * mag a.vz = a.vz - dz * b.m * mag
      b.vx = b.vx + dx * a.m * mag b.vy = b.vy + dy * a.m * mag b.vz = b.vz + dz * a.m * mag
    end
  end
  for i = 1, 5 do
    local a = bodies[i]
    a.x = a.x + 0.001 * a.vx a.y = a.y + 0.001 * a.vy a.z = a.z + 0.001 * a.vz
  end
end
return math.floor((bodies[1].x + bodies[2].y) * 1e9)`,
  },
];
