-- Parsing with combinators in the manner of LPeg: patterns are objects, operators build bigger ones.
local P = {}
P.__index = P

local function pattern(run) return setmetatable({run = run}, P) end

local function lift(x)
  if getmetatable(x) == P then return x end
  if type(x) == 'string' then
    return pattern(function(s, i) if s:sub(i, i + #x - 1) == x then return i + #x end end)
  elseif type(x) == 'number' then
    return pattern(function(s, i) if i + x - 1 <= #s then return i + x end end)
  elseif type(x) == 'boolean' then
    return pattern(function(_, i) return x and i or nil end)
  elseif type(x) == 'function' then
    return pattern(function(s, i, caps) return x()(s, i, caps) end)
  end
  error('cannot lift a ' .. type(x), 2)
end

P.__call = function(self, s, i, caps) return self.run(s, i, caps) end

P.__mul = function(a, b)
  a, b = lift(a), lift(b)
  return pattern(function(s, i, caps)
    local mark = #caps
    local j = a(s, i, caps)
    local k = j and b(s, j, caps)
    if not k then for n = #caps, mark + 1, -1 do caps[n] = nil end end
    return k
  end)
end

P.__add = function(a, b)
  a, b = lift(a), lift(b)
  return pattern(function(s, i, caps) return a(s, i, caps) or b(s, i, caps) end)
end

P.__pow = function(a, n)
  a = lift(a)
  return pattern(function(s, i, caps)
    local count, limit = 0, n < 0 and -n or math.huge
    while count < limit do
      local j = a(s, i, caps)
      if not j or j == i then break end
      i, count = j, count + 1
    end
    if count >= n then return i end
  end)
end

P.__unm = function(a)
  a = lift(a)
  return pattern(function(s, i) if not a(s, i, {}) then return i end end)
end

P.__sub = function(a, b) return -lift(b) * a end
P.__len = function(a) return pattern(function(s, i) if a(s, i, {}) then return i end end) end

P.__div = function(a, f)
  return pattern(function(s, i, caps)
    local own = {}
    local j = a(s, i, own)
    if not j then return nil end
    if #own == 0 then own[1] = s:sub(i, j - 1) end
    if type(f) == 'function' then
      for _, v in ipairs{f(unpack(own))} do caps[#caps + 1] = v end
    elseif type(f) == 'table' then
      caps[#caps + 1] = f[own[1]]
    else
      caps[#caps + 1] = f
    end
    return j
  end)
end

local function S(set)
  return pattern(function(s, i) if i <= #s and set:find(s:sub(i, i), 1, true) then return i + 1 end end)
end
local function R(from, to)
  return pattern(function(s, i) if i <= #s and s:byte(i) >= from:byte() and s:byte(i) <= to:byte() then return i + 1 end end)
end
local function C(p) return p / function(...) return ... end end
local function Ct(p) return p / function(...) return {...} end end
local function match(p, s)
  local caps = {}
  local i = lift(p)(s, 1, caps)
  if not i then return nil end
  if #caps == 0 then return i end
  return unpack(caps)
end

local digit, space = R('0', '9'), S(' \t\n') ^ 0
local alpha = R('a', 'z') + R('A', 'Z') + '_'
print(match(digit ^ 1, '123abc'), match(digit ^ 1, 'abc'), match(lift('a') ^ -2, 'aaaa'), match(lift('ab') + 'cd', 'cd'), match(lift(1) ^ 0, 'xyz'))
print(match(C(digit ^ 1) * '-' * C(alpha ^ 1), '42-abc'), match(-lift('x') * 1, 'y'), match(-lift('x') * 1, 'x'), match(#lift('x') * C(lift(1)), 'x'))
print(match((lift(1) - ',') ^ 0, 'ab,cd'), match(C((1 - lift(',')) ^ 0), 'ab,cd'), match(lift(false) + true, 'x'))

-- CSV with quotes.
local quoted = '"' * ((lift(1) - '"') + lift('""') / '"') ^ 0 / function(...) return (table.concat({...}):gsub('^"', ''):gsub('""', '"')) end * '"'
local bare = C((1 - S(',\n"')) ^ 0)
local record = Ct((quoted + bare) * (',' * (quoted + bare)) ^ 0)
for _, field in ipairs(match(record, 'a,,b c,12')) do io.write('') print('[' .. field .. ']') end

-- Arithmetic with the usual precedence; evaluated while it parses.
local function token(p) return lift(p) * space end
local number = C(digit ^ 1 * (lift('.') * digit ^ 1) ^ -1) / tonumber * space
local function chain(operand, operators)
  return Ct(operand * (C(operators) * space * operand) ^ 0) / function(list)
    local value = list[1]
    for i = 2, #list, 2 do
      local op, right = list[i], list[i + 1]
      if op == '+' then value = value + right
      elseif op == '-' then value = value - right
      elseif op == '*' then value = value * right
      elseif op == '/' then value = value / right
      else value = value % right end
    end
    return value
  end
end
local expression
local primary = number + token('(') * lift(function() return expression end) * token(')')
local unary = (token('-') * primary) / function(x) return -x end + primary
local power = Ct(unary * (token('^') * unary) ^ 0) / function(list)
  local value = list[#list]
  for i = #list - 1, 1, -1 do value = list[i] ^ value end
  return value
end
expression = chain(chain(power, S('*/%')), S('+-'))
local whole = space * expression * -lift(1)
for _, text in ipairs{'1 + 2 * 3', '(1 + 2) * 3', '2 ^ 3 ^ 2', '-2 ^ 2', '10 / 4 - 1', ' 7 % 4 * 2 ', '1.5 * (2 + -3)', '((((5))))', '1 +', '', '2 2', '1 / 0'} do
  print(text, match(whole, text))
end
print(pcall(lift, {}), pcall(lift))
return match(Ct(C(alpha ^ 1) * (space * C(alpha ^ 1)) ^ 0), 'the quick brown fox')
