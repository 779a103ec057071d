-- Numbers: statistics, roots, integration, fractions, primes, bases, Roman numerals, a mandelbrot, dates by arithmetic.
local function stats(list)
  local sum, sq = 0, 0
  for _, v in ipairs(list) do sum, sq = sum + v, sq + v * v end
  local mean = sum / #list
  local sorted = {unpack(list)}
  table.sort(sorted)
  local mid = #sorted / 2
  local median = mid % 1 == 0 and (sorted[mid] + sorted[mid + 1]) / 2 or sorted[math.ceil(mid)]
  return mean, math.sqrt(sq / #list - mean * mean), median, math.min(unpack(list)), math.max(unpack(list))
end
print(stats{2, 4, 4, 4, 5, 5, 7, 9})
print(stats{1.5, 2.25, -3})

local function newton(f, x)
  for i = 1, 50 do
    local slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    local step = f(x) / slope
    x = x - step
    if math.abs(step) < 1e-12 then return x, i < 50 end
  end
end
print(('%.8f %s'):format(newton(function(x) return x * x - 2 end, 1)))
print(('%.6f'):format((newton(function(x) return math.cos(x) - x end, 1))))

local function simpson(f, a, b, n)
  local h, sum = (b - a) / n, f(a) + f(b)
  for i = 1, n - 1 do sum = sum + f(a + i * h) * (i % 2 == 0 and 2 or 4) end
  return sum * h / 3
end
print(('%.10f %.10f'):format(simpson(math.sin, 0, math.pi, 100), simpson(function(x) return x ^ 3 end, 0, 2, 10)))

local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return math.abs(a) end
local Fraction = {}
Fraction.__index = Fraction
local function fraction(n, d)
  d = d or 1
  if d == 0 then error('zero denominator', 2) end
  local g = gcd(n, d)
  if d < 0 then g = -g end
  return setmetatable({n = n / g, d = d / g}, Fraction)
end
local function both(a, b) return type(a) == 'number' and fraction(a) or a, type(b) == 'number' and fraction(b) or b end
Fraction.__add = function(a, b) a, b = both(a, b) return fraction(a.n * b.d + b.n * a.d, a.d * b.d) end
Fraction.__sub = function(a, b) a, b = both(a, b) return fraction(a.n * b.d - b.n * a.d, a.d * b.d) end
Fraction.__mul = function(a, b) a, b = both(a, b) return fraction(a.n * b.n, a.d * b.d) end
Fraction.__div = function(a, b) a, b = both(a, b) return fraction(a.n * b.d, a.d * b.n) end
Fraction.__pow = function(a, k) return k < 0 and fraction(a.d ^ -k, a.n ^ -k) or fraction(a.n ^ k, a.d ^ k) end
Fraction.__unm = function(a) return fraction(-a.n, a.d) end
Fraction.__eq = function(a, b) return a.n == b.n and a.d == b.d end
Fraction.__lt = function(a, b) a, b = both(a, b) return a.n * b.d < b.n * a.d end
Fraction.__tostring = function(a) return a.d == 1 and tostring(a.n) or a.n .. '/' .. a.d end
local half, third = fraction(1, 2), fraction(2, -6)
print(tostring(half), tostring(third), tostring(half + third), tostring(half - 1), tostring(2 * third), tostring(half / third), tostring(third ^ -2), tostring(-half), half == fraction(3, 6), third < half, half < 1)
local harmonic = fraction(0)
for i = 1, 12 do harmonic = harmonic + fraction(1, i) end
print(tostring(harmonic), pcall(fraction, 1, 0))
print(pcall(function() return half / 0 end))

local function sieve(n)
  local composite, primes = {}, {}
  for i = 2, n do
    if not composite[i] then
      primes[#primes + 1] = i
      for j = i * i, n, i do composite[j] = true end
    end
  end
  return primes
end
local primes = sieve(1000)
print(#primes, primes[#primes], primes[100])

local function factor(n)
  local out = {}
  local d = 2
  while d * d <= n do
    local k = 0
    while n % d == 0 do n, k = n / d, k + 1 end
    if k > 0 then out[#out + 1] = k > 1 and d .. '^' .. k or tostring(d) end
    d = d + 1
  end
  if n > 1 then out[#out + 1] = tostring(n) end
  return table.concat(out, ' * ')
end
print(factor(360), factor(97), factor(2 ^ 20), factor(600851475143), factor(1))

local function to_base(n, base)
  if n == 0 then return '0' end
  local digits, out, negative = '0123456789abcdefghijklmnopqrstuvwxyz', {}, n < 0
  n = math.abs(n)
  while n > 0 do
    local d = n % base
    table.insert(out, 1, digits:sub(d + 1, d + 1))
    n = (n - d) / base
  end
  return (negative and '-' or '') .. table.concat(out)
end
for _, base in ipairs{2, 8, 16, 36} do
  local text = to_base(123456789, base)
  print(base, text, tonumber(text, base) == 123456789, to_base(-255, base))
end

local numerals = {{1000, 'M'}, {900, 'CM'}, {500, 'D'}, {400, 'CD'}, {100, 'C'}, {90, 'XC'}, {50, 'L'}, {40, 'XL'}, {10, 'X'}, {9, 'IX'}, {5, 'V'}, {4, 'IV'}, {1, 'I'}}
local function roman(n)
  local out = ''
  for _, pair in ipairs(numerals) do
    while n >= pair[1] do
      out = out .. pair[2]
      n = n - pair[1]
    end
  end
  return out
end
local values = {I = 1, V = 5, X = 10, L = 50, C = 100, D = 500, M = 1000}
local function unroman(text)
  local sum, last = 0, 0
  for c in text:reverse():gmatch('.') do
    local v = values[c]
    sum = v < last and sum - v or sum + v
    last = math.max(last, v)
  end
  return sum
end
local fine = true
for i = 1, 3999 do fine = fine and unroman(roman(i)) == i end
print(roman(1994), roman(2024), roman(3999), unroman('MCMXCIV'), fine)

local rows = {}
for y = -1.2, 1.2, 0.3 do
  local row = {}
  for x = -2, 0.6, 0.1 do
    local a, b, n = 0, 0, 0
    while n < 40 and a * a + b * b < 4 do
      a, b = a * a - b * b + x, 2 * a * b + y
      n = n + 1
    end
    row[#row + 1] = n == 40 and '#' or n > 8 and '+' or n > 4 and '.' or ' '
  end
  rows[#rows + 1] = table.concat(row)
end
print(table.concat(rows, '\n'))

local function day_number(y, m, d)
  local a = math.floor((14 - m) / 12)
  y, m = y + 4800 - a, m + 12 * a - 3
  return d + math.floor((153 * m + 2) / 5) + 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400) - 32045
end
print(day_number(2000, 1, 1), day_number(2024, 3, 1) - day_number(2024, 2, 28), day_number(1970, 1, 1) * 86400 - 210866803200)
local collatz, longest = 0, 0
for i = 1, 3000 do
  local n, steps = i, 0
  while n ~= 1 do
    n = n % 2 == 0 and n / 2 or 3 * n + 1
    steps = steps + 1
  end
  if steps > longest then collatz, longest = i, steps end
end
return collatz, longest
