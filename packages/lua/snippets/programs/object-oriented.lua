-- Classes: single inheritance, mixins, properties, operators, private state, class methods, multiple dispatch.
local function class(name, parent)
  local c = {}
  c.__index = c
  c.__name = name
  c.super = parent
  c.__tostring = function(self) return name .. '(' .. (self.describe and self:describe() or '') .. ')' end
  if parent then
    for _, event in ipairs{'__add', '__eq', '__lt', '__le', '__call', '__len', '__concat', '__tostring', '__unm'} do
      c[event] = rawget(parent, event) or c[event]
    end
  end
  c.new = function(...)
    local o = setmetatable({}, c)
    if o.init then o:init(...) end
    return o
  end
  function c.isInstance(o)
    local m = getmetatable(o)
    while m do
      if m == c then return true end
      m = m.super
    end
    return false
  end
  return setmetatable(c, {__index = parent, __call = function(_, ...) return c.new(...) end})
end

local Shape = class('Shape')
function Shape:init(name) self.name = name end
function Shape:area() error(self.name .. ' has no area', 2) end
function Shape:describe() return self.name .. ' ' .. tostring(self:area()) end
Shape.__lt = function(a, b) return a:area() < b:area() end
Shape.__eq = function(a, b) return a:area() == b:area() end
Shape.__tostring = function(self) return '<' .. self:describe() .. '>' end

local Rect = class('Rect', Shape)
function Rect:init(w, h)
  Shape.init(self, 'rect')
  self.w, self.h = w, h
end
function Rect:area() return self.w * self.h end
Rect.__add = function(a, b) return Rect(a.w + b.w, a.h + b.h) end

local Square = class('Square', Rect)
function Square:init(s)
  self.super.init(self, s, s)
  self.name = 'square'
end
function Square:describe() return 'side ' .. self.w .. ', ' .. Rect.super.describe(self) end

local Circle = class('Circle', Shape)
function Circle:init(r)
  Shape.init(self, 'circle')
  self.r = r
end
function Circle:area() return math.floor(math.pi * self.r ^ 2 * 100) / 100 end

local shapes = {Rect(3, 4), Square(3), Circle(1), Square(1)}
table.sort(shapes, function(a, b) return a < b end)
for _, s in ipairs(shapes) do print(tostring(s), Rect.isInstance(s), Shape.isInstance(s), Square.isInstance(s)) end
print(tostring(Rect(1, 2) + Square(3)), Rect(2, 6) == Rect(3, 4), Rect(1, 1) ~= Rect(2, 2), Rect.isInstance({}), Rect.isInstance(5))
print(pcall(function() return Shape('thing'):describe() end))
print(pcall(function() return Rect(1, 2) + 5 end))
print(pcall(function() return Rect(1, 2):volume() end))

-- Properties with getters and setters.
local Account = {}
local private = setmetatable({}, {__mode = 'k'})
local getters = {balance = function(self) return private[self].balance end, history = function(self) return #private[self].log end}
local setters = {balance = function() error('balance is read-only', 3) end}
Account.__index = function(self, key)
  local get = getters[key]
  if get then return get(self) end
  return Account[key]
end
Account.__newindex = function(self, key, value)
  local set = setters[key]
  if set then return set(self, value) end
  rawset(self, key, value)
end
function Account.open(amount)
  local self = setmetatable({}, Account)
  private[self] = {balance = amount or 0, log = {}}
  return self
end
function Account:deposit(amount)
  assert(type(amount) == 'number' and amount > 0, 'amount must be positive')
  local p = private[self]
  p.balance = p.balance + amount
  p.log[#p.log + 1] = amount
  return self
end
local acc = Account.open(10)
acc:deposit(5):deposit(2.5)
acc.note = 'mine'
print(acc.balance, acc.history, acc.note, rawget(acc, 'balance'))
print(pcall(function() acc.balance = 1e6 end))
print(pcall(acc.deposit, acc, -1))
print(pcall(function() acc:deposit('x') end))
print(pcall(function() acc.deposit(5) end))

-- Mixins.
local Observable = {}
function Observable:on(event, f)
  self.listeners = self.listeners or {}
  self.listeners[event] = self.listeners[event] or {}
  table.insert(self.listeners[event], f)
  return self
end
function Observable:emit(event, ...)
  local n = 0
  for _, f in ipairs(self.listeners and self.listeners[event] or {}) do
    f(self, ...)
    n = n + 1
  end
  return n
end
local Button = class('Button')
for k, v in pairs(Observable) do Button[k] = v end
local button, log = Button(), {}
button:on('click', function(self, x, y) log[#log + 1] = x + y end):on('click', function(_, ...) log[#log + 1] = select('#', ...) end)
print(button:emit('click', 3, 4), button:emit('hover'), table.concat(log, ','))

-- Value objects with operators.
local Vec = {}
Vec.__index = Vec
local function vec(x, y) return setmetatable({x = x, y = y}, Vec) end
Vec.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
Vec.__sub = function(a, b) return a + -b end
Vec.__unm = function(a) return vec(-a.x, -a.y) end
Vec.__mul = function(a, b)
  if type(a) == 'number' then return vec(a * b.x, a * b.y) end
  if type(b) == 'number' then return b * a end
  return a.x * b.x + a.y * b.y
end
Vec.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vec.__tostring = function(a) return ('(%g, %g)'):format(a.x, a.y) end
Vec.__concat = function(a, b) return tostring(a) .. tostring(b) end
Vec.__len = function(a) return math.sqrt(a * a) end
Vec.__call = function(a, k) return a[k] end
local v, w = vec(3, 4), vec(1, -2)
print(v + w .. '', v - w .. '', 2 * v .. '', v * 0.5 .. '', v * w, #v, -v .. w, v == vec(3, 4), v ~= w, v 'x')
print(pcall(function() return v + 1 end))
print(pcall(function() return v < w end))
return Square(4):area(), tostring(Square(4)), #shapes
