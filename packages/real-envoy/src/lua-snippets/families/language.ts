// Data: a table, as long as it is.
import { chunks, lines, type Snippet, snippetsOf } from '../snippet.ts';

const NAMES = lines(`
local a return a.b
local a return a.b.c
local a = {} return a.b.c
local a = {b = {}} return a.b.c.d
local a = 5 return a.b.c
return x.y
return x.y.z
return _G.x.y
return x[1]
return x[y]
local a return a[1]
local a = {} return a[nil].x
local a = {} return a[1][2]
local a = {} local k = "key" return a[k].x
local a = {} local k = "key" return a.x[k]
local a = {} return a["b c"].x
local a return function() return a.b end
local a local function f() return a.b end return f()
local a local function f() a.b = 1 end return f()
local a a.b = 1
local a = {} a.b.c = 1
x.y = 1
x[1] = 1
local a = {} a[nil] = 1
local a = {} a[0/0] = 1
local a = {} local k a[k] = 1
local a = {} return a[nil], a[0/0]
local a a()
local a a(1, 2)
local a = {} a()
local a = {} a.b()
local a = {} a.b.c()
local a = {} a:b()
local a = {b = {}} a.b:c()
local a = {} a[1]()
local a = {} local k = "x" a[k]()
x()
x.y()
x:y()
_G.x()
local a local function f() a() end f()
local a local function f() return a() end f()
local s = "x" s:nope()
local s = "x" s.nope()
("x")()
(5)()
local f = 5 f()
(nil)()
(true)()
({})()
(function() end)()()
local t = {f = function() end} t.f()()
local t = {f = function() end} t:f().x = 1
return ({}).x.y
return (1).x
return (nil).x
return (true).x.y
return ("x").y.z
return (function() end).x
return print.x
local n = 5 n.x = 1
local b = true b[1] = 1
local s = "x" s.y = 1
print.x = 1
local a return a + 1
local a return 1 + a
local a return a + a
return x + 1
return 1 - x
return _G.x * 2
local t = {} return t.x / 2
local t = {} return 2 % t.x
local t = {} return t.x ^ 2
local t = {} return -t.x
local t = {} return -t
local a return -a
return -x
return -nil
return -{}
return -"x"
return nil + 1
return 1 + nil
return {} + 1
return 1 + {}
return {} + {}
return "x" + 1
return 1 + "x"
return "1" + {}
return {} + "1"
return true + 1
return 1 + true
return print + 1
local a, b = {}, 5 return a + b
local a, b = 5, {} return a + b
local a = {} local function f() return a + 1 end return f()
local a = {} local function f() return 1 + a end return f()
local t = {x = {}} return t.x + 1, 1
local t = {x = {}} local k = "x" return t[k] + 1
return math.pi + {}
local a = "x" return a + 1
local a = "x" return a * "y"
local a return a .. "x"
local a return "x" .. a
local a return "x" .. a .. "y"
local a, b = "x" return a .. b
return x .. "y"
return "y" .. x
return nil .. "x"
return "x" .. nil
return {} .. "x"
return "x" .. {}
return true .. "x"
return 1 .. {}
return print .. 1
local t = {} return t.x .. "y"
local t = {} return "y" .. t.x
local t = {} return 1 .. 2 .. t.x .. 3
local a = {} local function f() return a .. "x" end return f()
local a return #a
return #x
return #nil
return #5
return #true
return #print
local t = {} return #t.x
local a local function f() return #a end return f()
return 1 < "x"
return "x" < 1
return nil < 1
return 1 < nil
return {} < {}
return {} < 1
return nil < nil
return true < false
return print < print
return "1" < 2
return {} <= {}
return 1 <= "x"
return nil >= 1
return 1 > {}
return "x" >= {}
local a, b return a < b
local a, b = {}, {} return a < b
local a = {} return a.x < a.y
for i = nil, 1 do end
for i = 1, nil do end
for i = 1, 2, nil do end
for i = "x", 1 do end
for i = 1, "x" do end
for i = 1, 2, "x" do end
for i = {}, 1 do end
for i = 1, 2, {} do end
for i = "1", "2" do print(i) end
for i = 1, 2, 0 do print(i) break end
for i in 5 do end
for i in nil do end
for i in {} do end
local t = setmetatable({}, {__index = function(t, k) return k.x end}) return t.y
local t = setmetatable({}, {__newindex = 5}) t.x = 1
local t = setmetatable({}, {__index = 5}) return t.x
local t = setmetatable({}, {__call = 5}) t()
local t = setmetatable({}, {__add = 5}) return t + 1
local t = setmetatable({}, {__concat = {}}) return t .. "x"
local t = setmetatable({}, {__lt = "x"}) return t < t
local t = setmetatable({}, {__unm = true}) return -t
local a = setmetatable({}, {}) setmetatable(a, {__index = a}) return a.x
local a = {} setmetatable(a, {__newindex = a}) a.x = 1
string.rep()
local r = string.rep r()
local t = {r = string.rep} t.r()
local t = {r = string.rep} t:r()
local t = {r = string.rep} t.r({})
local t = {r = string.rep} t:r(5)
("x"):rep()
("x"):rep({})
local s = "x" s:rep("y")
return ("x"):rep()
return string.rep()
return (string.rep())
local x = string.rep()
print(string.rep())
local function f() string.rep() end f()
local function f() return string.rep() end f()
local t = {} t[1] = string.rep t[1]()
local t = {} local k = "z" t[k] = string.rep t[k]()
_G.string.rep()
local function f(g) g() end f(string.rep)
local up = string.rep local function f() up() end f()
setmetatable({}, {__index = string.rep}).x = nil
return setmetatable({}, {__index = string.rep}).x
return setmetatable({}, {__index = string.rep})[1]
return setmetatable({}, {__add = string.rep}) + 1
return setmetatable({}, {__call = string.rep})()
for x in string.rep do end
for x in string.gmatch do end
table.sort({1, 2}, string.rep)
string.gsub("x", "x", string.rep)
pcall(string.rep) local ok, e = pcall(string.rep) return e
local ok, e = pcall(pcall, string.rep) return e
return coroutine.wrap(string.rep)()
return coroutine.resume(coroutine.create(string.rep))
return select(2, xpcall(string.rep, function(m) return m end))
string.format("%d", "x")
("%d"):format("x")
local f = string.format f("%d", "x")
math.floor({})
math.max(1, 2, {})
table.concat({{}})
setmetatable(1, 2)
tonumber()
ipairs()
`);

const METAMETHODS = lines(`
local m = {} for _, e in ipairs{"add", "sub", "mul", "div", "mod", "pow", "concat"} do m["__" .. e] = function(a, b) return e .. (type(a) == "table" and "T" or tostring(a)) .. (type(b) == "table" and "T" or tostring(b)) end end local t = setmetatable({}, m) return t + 1, 1 - t, t * t, t / "x", nil == t, t % 2, 2 ^ t, t .. 1, "x" .. t, t .. t
local t = setmetatable({}, {__unm = function(a, b) return rawequal(a, b), select("#", a, b) end}) return -t
local t = setmetatable({}, {__len = function(a, b) return a == b and 7 or 8 end}) return #t
local t = setmetatable({}, {__add = function() return 1, 2, 3 end}) return t + t
local t = setmetatable({}, {__add = function() end}) return t + 1
local a = setmetatable({}, {__add = function() return "a" end}) local b = setmetatable({}, {__add = function() return "b" end}) return a + b, b + a, 1 + b
local a = setmetatable({}, {__concat = function(x, y) return "[" .. (type(x) == "table" and "T" or x) .. "," .. (type(y) == "table" and "T" or y) .. "]" end}) return a .. "x", "x" .. a, "1" .. "2" .. a, a .. "1" .. "2", 1 .. a .. 2, a .. a .. a
local t = setmetatable({}, {__index = {x = 1}}) return t.x, t.y, rawget(t, "x")
local t = setmetatable({}, {__index = function(t, k) return k .. "!" end}) return t.x, t[1], t["a b"]
local t = setmetatable({}, {__index = function(t, k) return 1, 2 end}) return t.x
local a = setmetatable({}, {__index = setmetatable({x = 1}, {__index = setmetatable({y = 2}, {__index = function(_, k) return k end})})}) return a.x, a.y, a.z
local t = setmetatable({}, {__index = "abc"}) return t.len, t.upper ~= nil, t.x
local log = {} local t = setmetatable({}, {__newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v) rawset(t, k, v) end}) t.a = 1 t.a = 2 t.b = nil t.a = nil t.a = 3 return log
local store = {} local t = setmetatable({}, {__newindex = store}) t.x = 1 t[1] = 2 return rawget(t, "x"), store.x, store[1]
local t = setmetatable({x = 1}, {__newindex = function() error("no") end}) t.x = 2 return t.x
local t = setmetatable({1, 2}, {__newindex = function(t, k, v) rawset(t, k, v * 10) end}) t[3] = 3 t[2] = 5 t[1] = nil t[1] = 7 return t
local t = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end}) return t(), t(1), t(nil, 2)
local t = setmetatable({}, {__call = function(self, a) return a end}) return pcall(t, 5), t"x", t{1}[1]
local inner = setmetatable({}, {__call = function(_, x) return x end}) local t = setmetatable({}, {__call = inner}) return pcall(t, 1)
local t = setmetatable({}, {__call = function(self) return self end}) return t() == t, t:x == nil
local c = setmetatable({}, {__call = function(cls, n) return setmetatable({n = n}, cls) end}) c.__index = c function c:get() return self.n end return c(5):get(), c(6).n
local mt = {__eq = function(a, b) return a.v == b.v end} local a, b, c = setmetatable({v = 1}, mt), setmetatable({v = 1}, mt), setmetatable({v = 2}, mt) return a == b, a == c, a ~= b, a == a, a == 1
local f = function() return true end local a, b = setmetatable({}, {__eq = f}), setmetatable({}, {__eq = f}) return a == b
local a, b = setmetatable({}, {__eq = function() return true end}), setmetatable({}, {__eq = function() return true end}) return a == b
local a, b = setmetatable({}, {__eq = function() return true end}), {} return a == b, b == a
local mt = {__eq = function() return nil end} return setmetatable({}, mt) == setmetatable({}, mt), setmetatable({}, mt) ~= setmetatable({}, mt)
local mt = {__eq = function() return 5 end} return setmetatable({}, mt) == setmetatable({}, mt)
local mt = {__lt = function(a, b) return a.v < b.v end} local a, b = setmetatable({v = 1}, mt), setmetatable({v = 2}, mt) return a < b, a > b, b < a
local mt = {__lt = function(a, b) return a.v < b.v end} local a, b = setmetatable({v = 1}, mt), setmetatable({v = 2}, mt) return a <= b, a >= b, b <= a, a <= a
local mt = {__le = function(a, b) return a.v <= b.v end} local a, b = setmetatable({v = 1}, mt), setmetatable({v = 2}, mt) return a <= b, a >= b
local mt = {__le = function(a, b) return true end} local a, b = setmetatable({}, mt), setmetatable({}, mt) return a < b
local mt = {__lt = function() return "yes" end, __le = function() return nil end} local a = setmetatable({}, mt) return a < a, a <= a, not (a < a)
local t = setmetatable({}, {__lt = function(a, b) return type(a) .. type(b) end}) return t < 1, 1 < t, t > 1, "x" < t
local a, b = setmetatable({}, {__lt = function() return true end}), setmetatable({}, {__lt = function() return false end}) return a < b, b < a
return setmetatable({}, {__lt = function() return true end}) < {}
local t = setmetatable({}, {__metatable = {1}}) return getmetatable(t)[1]
local t = setmetatable({}, {__tostring = function() return "T!" end}) return tostring(t), "x" .. tostring(t)
local t = setmetatable({}, {__tostring = function() return "T!" end}) return "x" .. t
local t = setmetatable({}, {__index = function(t, k) rawset(t, k, k * 2) return t[k] end}) return t[1], t[2], rawget(t, 1)
local t = setmetatable({}, {__mode = "k", __index = {m = 1}}) return t.m
local mt = {} local t = setmetatable({}, mt) local a = t.x mt.__index = {x = 1} return a, t.x
local mt = {__index = {x = 1}} local t = setmetatable({}, mt) local a = t.x mt.__index = nil return a, t.x
local mt = {__index = {x = 1}} local t = setmetatable({}, mt) local a = t.x mt.__index.x = 2 return a, t.x
local base = {x = 1} base.__index = base local d = setmetatable({}, base) d.__index = d local o = setmetatable({}, d) return o.x, rawget(o, "x")
local t = setmetatable({}, {__index = function(t, k) if k == "a" then return t.b end return k end}) return t.a, t.c
local t = setmetatable({}, {__div = function(a, b) return "div" end, __mod = function() return "mod" end}) return t / 2, 2 / t, t % 2, 2 % t
local t = setmetatable({}, {__idiv = function() return 1 end}) return pcall(loadstring, "return t // 1")
local t = setmetatable({}, {__band = function() return 1 end}) return pcall(bit.band, t, 1)
local n = 0 local t = setmetatable({}, {__index = function() n = n + 1 end}) local _ = t.a, t.b, t.a return n
local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v) return "ignored" end}) t.x = 1 return t.x
local p = setmetatable({}, {__index = function(_, k) return function(self, ...) return k, ... end end}) return p:foo(1), p.bar(p, 2)
local t = setmetatable({}, {__concat = function(a, b) return 5 end}) return 1 .. t, t .. 1, t .. t .. t
local t = setmetatable({}, {__unm = function() return "neg" end, __len = function() return "len" end}) return -t, #t, - -t
local t = setmetatable({}, {__add = function(a, b) return coroutine.yield(1) end}) local co = coroutine.wrap(function() return t + 1 end) return co(), co("r")
local t = setmetatable({}, {__index = function(t, k) return coroutine.yield(k) end}) local co = coroutine.wrap(function() return t.x .. t.y end) return co(), co("a"), co("b")
local t = setmetatable({}, {__lt = function() return coroutine.yield("lt") end}) local co = coroutine.wrap(function() return t < t, not (t < t) end) return co(), co(true), co(false)
local t = setmetatable({}, {__call = function(_, x) return coroutine.yield(x) end}) local co = coroutine.wrap(function() return t(5) end) return co(), co(6)
local t = setmetatable({}, {__concat = function(a, b) return coroutine.yield("c") end}) local co = coroutine.wrap(function() return "a" .. "b" .. t .. "d" end) return co(), co("x")
local t = setmetatable({}, {__eq = function(a, b) return coroutine.yield("e") end}) local u = setmetatable({}, getmetatable(t)) local co = coroutine.wrap(function() if t == u then return "same" else return "other" end end) return co(), co(false)
local t = setmetatable({}, {__newindex = function(t, k, v) coroutine.yield(k) rawset(t, k, v) end}) local co = coroutine.wrap(function() t.x = 5 return t.x end) return co(), co()
local t = setmetatable({}, {__tostring = function() return coroutine.yield("s") end}) local co = coroutine.wrap(function() return pcall(tostring, t) end) return co()
local t = setmetatable({}, {__pairs = function(t) return coroutine.yield("p") end}) local co = coroutine.wrap(function() return pcall(pairs, t) end) return co()
`);

const CONTROL = lines(`
local r = {} for i = 1, 5 do r[#r + 1] = i end return r
local r = {} for i = 5, 1, -1 do r[#r + 1] = i end return r
local r = {} for i = 1, 2, 0.25 do r[#r + 1] = i end return r
local r = {} for i = 0.1, 1, 0.1 do r[#r + 1] = i end return #r, r[#r]
local r = {} for i = 1, 0 do r[#r + 1] = i end return r
local r = {} for i = 1, 1 do r[#r + 1] = i end return r
local r = {} for i = 1, 3 do local j = i i = 10 r[#r + 1] = j + i end return r
local r = {} for i = 1, 1/0 do r[#r + 1] = i if i > 3 then break end end return r
local r = {} for i = -1/0, 1 do r[#r + 1] = i break end return r
local r = {} for i = 0/0, 1 do r[#r + 1] = i end return r
local r = {} for i = 1, 0/0 do r[#r + 1] = i end return r
local r = {} for i = 1, 3, 0/0 do r[#r + 1] = i if #r > 2 then break end end return #r
local r = {} for i = 2147483646, 2147483648 do r[#r + 1] = i end return r
local r = {} for i = 2^53 - 1, 2^53 + 2 do r[#r + 1] = i if #r > 3 then break end end return #r
local r = {} for i = 3, 1 do r[#r + 1] = i end for i = 1, 3, -1 do r[#r + 1] = i end return r
local r = {} for i = 1, 10, 3 do r[#r + 1] = i end for i = 10, 1, -4 do r[#r + 1] = i end return r
local f = {} for i = 1, 3 do f[i] = function() return i end end return f[1](), f[2](), f[3]()
local f = {} for i = 1, 3 do f[i] = function() i = i + 1 return i end end return f[1](), f[1](), f[2]()
local f = {} local i = 1 while i <= 3 do local j = i f[i] = function() return j end i = i + 1 end return f[1](), f[2](), f[3]()
local f = {} for k, v in ipairs{"a", "b"} do f[k] = function() return k, v end end return f[1](), f[2]()
local i = 0 while i < 3 do i = i + 1 end return i
local i = 0 while true do i = i + 1 if i == 5 then break end end return i
local i = 0 repeat i = i + 1 until i >= 3 return i
local i = 0 repeat local j = i i = i + 1 until j == 2 return i
local i = 0 repeat local done = i > 3 i = i + 1 if i == 2 then break end until done return i
local r = {} for i = 1, 3 do for j = 1, 3 do if j == 2 then break end r[#r + 1] = i * 10 + j end end return r
local r = {} for i = 1, 5 do if i % 2 == 0 then goto continue end r[#r + 1] = i ::continue:: end return r
local r = {} for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end r[#r + 1] = i * 10 + j end ::next:: end return r
local i = 1 ::top:: if i < 5 then i = i + 1 goto top end return i
do goto skip end local x = 5 ::skip:: return 1
goto done do return "not here" end ::done:: return "here"
local f = {} local i = 1 ::top:: local j = i f[i] = function() return j end i = i + 1 if i <= 3 then goto top end return f[1](), f[2](), f[3]()
local i = 0 ::a:: i = i + 1 if i == 1 then goto b end if i == 3 then return i end goto a ::b:: goto a
while true do do goto out end end ::out:: return "out"
for i = 1, 3 do local x <= 1 end
for i = 1, 2 do ::l:: local x = i ::m:: end return 1
do ::x:: end do ::x:: end return "same label twice"
repeat goto c ::c:: until true return 1
local goto_ = 1 return goto_
if nil then return 1 elseif false then return 2 elseif 0 then return 3 else return 4 end
if "" then return "empty is true" end
if 1 == 2 then return 1 elseif 1 == 1 then return 2 else return 3 end
local x = nil if not x then x = 1 end if x then x = x + 1 end return x
local a = false local b = nil return a or b, b or a, a and b, b and a, 1 and 2, nil and 1, false or nil, 1 or error("not reached")
return 1 and nil or 3, nil or false or 5, false and error("x") or "ok", not nil and not false, not (1 and nil)
local function f() return nil, 1 end return f() or 2, (f()), {f()}, f() and 1
return 1 < 2 and 2 < 3, 1 < 2 == true, not (1 > 2), 1 ~= 1 or 2 ~= 2
local a, b, c = 1 return a, b, c
local a, b = 1, 2, 3 return a, b
local a, b, c = (function() return 1, 2 end)() return a, b, c
local a, b, c = 0, (function() return 1, 2 end)() return a, b, c
local a, b = ((function() return 1, 2 end)()) return a, b
local a, b = (function() return 1, 2 end)(), 10 return a, b
local a, b = 1, 2 a, b = b, a return a, b
local t = {1, 2} local i = 1 i, t[i] = i + 1, 20 return i, t[1], t[2]
local t = {} t.a, t.b, t.c = 1, 2 return t
local a = {} local b = a a.x, a = 1, {y = 2} return a.y, b.x
local i, t = 1, {} t[i], i = i, 2 return t, i
local x = 1 do local x = 2 x = 3 end return x
local x = 1 local x = x + 1 local x = x + 1 return x
local function f() return 1, 2, 3 end local t = {f(), f()} return #t, t
local function f() return 1, 2, 3 end return f(), f()
local function f() return 1, 2, 3 end return (f())
local function f(...) return ... end return f(), 1, f(2, 3), f(4, 5)
return (function() end)(), 1, (function() end)()
return #{(function() end)()}, #{(function() return nil end)()}
return - 2 ^ 2, 2 ^ 3 ^ 2, (2 ^ 3) ^ 2, -2 ^ -2, 2 * 3 % 4, 10 - 5 - 2, 100 / 10 / 2, 2 + 3 * 4 ^ 2 / 2
return "a" .. "b" == "ab", 1 .. 2 == "12", 1 + 1 .. "", "x" .. 1 + 2, 2 ^ 2 .. ""
return not 1 == 2, not (1 == 2), -3 % 5, -(3 % 5), #"ab" + 1, -#"ab", not #"" == 0
return 1 == 1 == true, 1 < 2 == not false, "a" < "b" == true
return 5 - -3, 5 - - - 3, not not nil, - - 5, -(-5)
return 7 // 2
return 1 .. 2, 1. .. 2, 1 ..2, "1" .. 2
return 2^53 + 1 == 2^53, 0.1 + 0.2 == 0.3, 1e308 * 10 == 1/0, -1/0 < 1/0
return (1 + 2) * (3 + 4) - (5 - 6) / (7 - 8), ((((1)))), (nil), ("x")
local a = 5 return a + a * a - a / a % a ^ a .. a
local t = {10, 20, 30, x = {y = {z = 1}}} return t[1] + t[2], t.x.y.z, t["x"]["y"].z, t[#t], t[#t - 1]
local t = {[1 + 1] = "two", ["a" .. "b"] = 1, [true] = "t", [1.5] = "f"} return t[2], t.ab, t[true], t[1.5]
local k = "dyn" local t = {[k] = 1, k = 2} return t.dyn, t.k, t[k]
local t = {f = function(x) return x end, g = function(self, x) return self.v + x end, v = 10} return t.f(1), t:g(5), t["f"](2), t.g(t, 6)
local t = {} function t.a() return "a" end function t:b() return self == t end t.c = {} function t.c.d() return "d" end function t.c:e() return self == t.c end return t.a(), t:b(), t.c.d(), t.c:e()
return (function(a, b, ...) return a, b, select("#", ...) end)(1), (function(a, b, ...) return a, b, select("#", ...) end)(1, 2, 3, 4)
return (function(...) local a, b = ... return a, b end)(1, 2, 3), (function(...) return (...) end)(7, 8), (function(...) return select("#", (...)) end)(1, 2)
return (function(...) local t = {n = select("#", ...), ...} return t end)(nil, 2, nil)
return (function(...) return ..., "x" end)(1, 2), (function(...) return "x", ... end)(1, 2)
return (function(a, ...) a = 5 return a, ... end)(1, 2, 3)
return (function(...) local function f(...) return ... end return f(...), f(1, ...) end)(7, 8)
return pcall(function(...) return ... end, 1, nil, nil), select("#", pcall(function(...) return ... end, 1, nil, nil))
local function f(n) if n == 0 then return "done" end return f(n - 1) end return f(100000)
local function even(n) if n == 0 then return true end return odd(n - 1) end function odd(n) if n == 0 then return false end return even(n - 1) end return even(10000)
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end return fact(10), fact(20), fact(170), fact(171)
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(20)
local function f(n) return n end local function g() return f(1), f(2) end return g()
local function ack(m, n) if m == 0 then return n + 1 elseif n == 0 then return ack(m - 1, 1) else return ack(m - 1, ack(m, n - 1)) end end return ack(2, 3)
local function hanoi(n, a, b, c) if n == 0 then return 0 end return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a) end return hanoi(8)
local function f() return f end return f()()() == f
local f f = function(n) return n > 0 and f(n - 1) or "end" end return f(5)
local f = function(n) return f end return f()
local s = 0 for i = 1, 1000000 do s = s + i % 7 end return s
local s = "" for i = 1, 1000 do s = s .. i end return #s
local t = {} for i = 1, 10000 do t[#t + 1] = i end return #t, t[5000]
`);

const CLOSURES = lines(`
local function counter() local n = 0 return function() n = n + 1 return n end end local a, b = counter(), counter() return a(), a(), b(), a()
local n = 0 local function inc() n = n + 1 end local function get() return n end inc() inc() return get(), n
local function f() local x = 1 local function set(v) x = v end local function get() return x end return set, get end local s, g = f() s(5) return g()
local a = 1 local function f() a = a + 1 local function g() a = a + 10 return a end return g end return f()(), a
local function f(x) return function(y) return function(z) return x + y + z end end end return f(1)(2)(3)
local fs = {} for i = 1, 3 do local x = i * 10 fs[i] = {get = function() return x end, set = function(v) x = v end} end fs[1].set(99) return fs[1].get(), fs[2].get()
local x = 1 local function f() return x end x = 2 return f()
local x = 1 local f = function() return x end local x = 2 return f(), x
local function f(...) local a = ... return function() a = a + 1 return a end end local g = f(5) return g(), g()
local t = {} for i = 1, 3 do t[i] = function() return t[i] == nil end end return t[1]()
local function f() local a, b, c = 1, 2, 3 return function() a, b, c = b, c, a return a, b, c end end local g = f() g() return g()
local x = 0 local co = coroutine.wrap(function() x = x + 1 coroutine.yield() x = x + 1 end) co() local y = x co() return y, x
local function make() local v = {} return function(k, x) if x then v[k] = x end return v[k] end end local m = make() m("a", 1) return m("a"), m("b")
local f do local hidden = 42 f = function() return hidden end end return f(), hidden
local i = 1 local fs = {} repeat local j = i fs[i] = function() return j end i = i + 1 until j == 3 return fs[1](), fs[3]()
local function compose(f, g) return function(...) return f(g(...)) end end return compose(math.sqrt, function(a, b) return a * b end)(4, 9)
local function curry(f, n) n = n or 2 if n < 2 then return f end local function h(a, k) return function(x) local args = {unpack(a)} args[#args + 1] = x if k == 1 then return f(unpack(args)) end return h(args, k - 1) end end return h({}, n) end return curry(function(a, b, c) return a + b * c end, 3)(1)(2)(3)
local function memo(f) local c = {} return function(n) if not c[n] then c[n] = f(n) end return c[n] end end local fib fib = memo(function(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end) return fib(80)
local function map(t, f) local r = {} for i, v in ipairs(t) do r[i] = f(v) end return r end return map({1, 2, 3}, function(x) return x * x end)
local function range(n) local i = 0 return function() i = i + 1 if i <= n then return i end end end local s = 0 for i in range(10) do s = s + i end return s
local function f() local x = 1 return function() return x end, function() x = x + 1 end end local g, h = f() h() h() return g()
local x = "outer" local function f() local y = x local x = "inner" return y, x end return f()
local function f(a) a = a or "default" return function() return a end end return f()(), f(1)()
local u1, u2, u3 = 1, 2, 3 return (function() return (function() return u1 + u2 + u3 end)() end)()
local function outer() local function a() return b end local b = 1 return a() end return outer()
local function outer() local b = 1 local function a() return b end b = 2 return a() end return outer()
`);

const COROUTINES = lines(`
local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d + e end) return coroutine.resume(co, 1, 2), coroutine.resume(co, 10), coroutine.resume(co, 3, 4), coroutine.resume(co)
local co = coroutine.create(function() end) return coroutine.status(co), coroutine.resume(co), coroutine.status(co), coroutine.resume(co)
local co = coroutine.create(function() error("oops") end) return coroutine.resume(co), coroutine.status(co), coroutine.resume(co)
local co = coroutine.create(function() error({code = 1}) end) local ok, e = coroutine.resume(co) return ok, e.code
local co = coroutine.create(function() error() end) return coroutine.resume(co)
local co co = coroutine.create(function() return coroutine.status(co), coroutine.running() == co end) return coroutine.resume(co)
local co co = coroutine.create(function() return coroutine.resume(co) end) return coroutine.resume(co)
local outer outer = coroutine.create(function() local inner = coroutine.create(function() return coroutine.status(outer), coroutine.resume(outer) end) return coroutine.resume(inner) end) return coroutine.resume(outer)
local f = coroutine.wrap(function(...) local n = select("#", ...) while true do n = n + select("#", coroutine.yield(n)) end end) return f(), f(1), f(1, 2), f(nil, nil, nil)
local f = coroutine.wrap(function() return 1 end) return f(), pcall(f)
local f = coroutine.wrap(function() error("in wrap") end) return pcall(f)
local f = coroutine.wrap(function() error("in wrap", 0) end) return pcall(f)
local f = coroutine.wrap(function() error({1}) end) local ok, e = pcall(f) return ok, type(e)
local f = coroutine.wrap(function() error("direct") end) f()
local f = coroutine.wrap(function() error() end) f()
local f = coroutine.wrap(function() local x = nil; x.y = 1 end) f()
local f = coroutine.wrap(function() string.rep() end) f()
local f = coroutine.wrap(function() return 1 end) f() f()
local f = coroutine.wrap(function() coroutine.wrap(function() error("inner") end)() end) f()
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end local r = {} for i in gen(4) do r[#r + 1] = i end return r
local f = coroutine.wrap(function() return pcall(function() coroutine.yield(1) error("after") end) end) return f(), f()
local f = coroutine.wrap(function() return pcall(coroutine.yield, 1, 2) end) return f(), f("x", "y")
local f = coroutine.wrap(function() return xpcall(function() coroutine.yield(1) error("e") end, function(m) return "H " .. m end) end) return f(), f()
local f = coroutine.wrap(function() return select("#", coroutine.yield()) end) f() return f()
local f = coroutine.wrap(function() return coroutine.yield() end) f() return f(1, nil, 3)
local f = coroutine.wrap(function() local t = {coroutine.yield(1), coroutine.yield(2)} return t end) f() f("a") return f("b")
local f = coroutine.wrap(function() for k, v in (function() coroutine.yield("iter") return nil end) do end return "end" end) return f(), f()
local f = coroutine.wrap(function() for i = coroutine.yield(1), coroutine.yield(2) do coroutine.yield(i) end return "end" end) return f(), f(5), f(6), f(), f()
local f = coroutine.wrap(function() return table.sort({3, 2, 1}, function(a, b) coroutine.yield() return a < b end) end) return pcall(f)
local f = coroutine.wrap(function() return table.foreach({1, 2}, function(k, v) coroutine.yield(v) end) end) return f(), f(), f()
local f = coroutine.wrap(function() return table.foreachi({1, 2}, coroutine.yield) end) return f(), f(), f()
local f = coroutine.wrap(function() return load(function() coroutine.yield("r") return nil end) end) return f()
local f = coroutine.wrap(function() return loadstring("return coroutine.yield(7)")() end) return f(), f(8)
local f = coroutine.wrap(function() return unpack(setmetatable({}, {__index = function(_, i) return i end}), 1, 2) end) return f()
return coroutine.yield()
return pcall(coroutine.yield)
return coroutine.isyieldable(), coroutine.wrap(function() return coroutine.isyieldable() end)()
return type(coroutine.running()), select(2, coroutine.running()), coroutine.wrap(function() return select(2, coroutine.running()) end)()
return coroutine.resume()
return coroutine.resume(5)
return coroutine.resume(nil)
return coroutine.resume(function() end)
return coroutine.status()
return coroutine.status({})
return coroutine.status(print)
return coroutine.create()
return coroutine.create(5)
return coroutine.create({})
return coroutine.create(setmetatable({}, {__call = print}))
return coroutine.wrap()
return coroutine.wrap(nil)
return coroutine.wrap("x")
return coroutine.wrap(print)(1, 2), coroutine.wrap(math.max)(3, 7), coroutine.resume(coroutine.create(string.rep), "ab", 2)
return coroutine.resume(coroutine.create(coroutine.yield), 1, 2), type(coroutine.create(print))
return coroutine.resume(coroutine.create(pcall), error, "x")
return coroutine.resume(coroutine.create(error), "x"), coroutine.resume(coroutine.create(error), "x", 0), coroutine.resume(coroutine.create(error))
local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return coroutine.status(co), co == co, coroutine.status(coroutine.running())
local a, b a = coroutine.wrap(function() for i = 1, 3 do coroutine.yield("a" .. i) end end) b = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(a() .. "b" .. i) end end) return b(), b(), b()
local function producer() return coroutine.create(function() for i = 1, 3 do coroutine.yield("item" .. i) end return nil end) end local p, r = producer(), {} while true do local ok, v = coroutine.resume(p) if not v then break end r[#r + 1] = v end return r
local function permgen(a, n) n = n or #a if n <= 1 then coroutine.yield(table.concat(a)) else for i = 1, n do a[n], a[i] = a[i], a[n] permgen(a, n - 1) a[n], a[i] = a[i], a[n] end end end local r = {} for p in coroutine.wrap(function() permgen({"a", "b", "c"}) end) do r[#r + 1] = p end return r
local depth = 0 local function nest(n) if n == 0 then return "bottom" end return coroutine.wrap(function() return nest(n - 1) end)() end return nest(50)
local co = coroutine.create(function() local ok, e = pcall(error, "x") coroutine.yield(e) return "fin" end) return coroutine.resume(co), coroutine.resume(co)
local co = coroutine.wrap(function() local x <= 1 end)
local log = {} local co = coroutine.wrap(function() log[#log + 1] = "start" coroutine.yield() log[#log + 1] = "mid" coroutine.yield() log[#log + 1] = "end" end) co() co() co() return log
local co = coroutine.create(function(...) return select("#", ...), ... end) return coroutine.resume(co, nil, nil)
local co = coroutine.wrap(function() return 1, nil, nil end) return select("#", co())
local co = coroutine.wrap(function() setmetatable({}, {__index = function() coroutine.yield("idx") end}).x = 1 return "set" end) return co()
local t = {} for i = 1, 100 do t[i] = coroutine.wrap(function() coroutine.yield(i) return -i end) end local s = 0 for i = 1, 100 do s = s + t[i]() end for i = 1, 100 do s = s + t[i]() end return s
local co = coroutine.create(function() while true do coroutine.yield() end end) for i = 1, 1000 do coroutine.resume(co) end return coroutine.status(co)
return coroutine.close, coroutine.wrap(function() return debug.traceback("tb"):match("^tb") end)()
`);

const LIMITS = chunks(`
local function f() return 1 + f() end
local ok, e = pcall(f)
return ok, e
---
local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k .. "x"] end
local ok, e = pcall(function() return t.a end)
return ok, (tostring(e):gsub("^.*: ", ""))
---
local function f(...) local a, b, c = 1, 2, 3 return 1 + f(a, b, c, ...) end
local ok, e = pcall(f)
return ok, (tostring(e):gsub("^.-:%d+: ", ""))
---
local ok, e = pcall(string.rep, "xx", 2^31 - 1)
return ok, e
---
local ok, e = pcall(function() return unpack({}, 1, 1e7) end)
return ok, e
---
local s = string.rep("a", 50)
local ok, e = pcall(loadstring, "return " .. ("("):rep(10000) .. (")"):rep(10000))
return ok, e
---
local a = {} a.a = a
local n = 0 local x = a
while n < 1000 do x = x.a n = n + 1 end
return x == a
---
local t = {}
for i = 1, 100 do t = setmetatable({}, {__index = t}) end
return t.x
---
local base = {}
for i = 1, 98 do base = setmetatable({}, {__index = base}) end
return base.x
---
local t = {}
for i = 1, 200 do t = setmetatable({}, {__index = t}) end
return t.x
---
local function deep(n) if n == 0 then return error("bottom") end return (deep(n - 1)) end
return pcall(deep, 1000)
---
local function nested(n) if n == 0 then return "ok" end return select(2, pcall(nested, n - 1)) end
return nested(1000)
---
local n = 0
local function f() n = n + 1 pcall(f) end
f()
return n > 1000
---
local e = setmetatable({}, {__tostring = function() return "E" end})
return pcall(error, e) == false, tostring(select(2, pcall(error, e)))
`);

/** The language itself: error names, metamethods, control flow, closures, coroutines, limits. */
export function language(): Snippet[] {
  return [
    ...snippetsOf('error name', NAMES),
    ...snippetsOf('metamethod', METAMETHODS),
    ...snippetsOf('control', CONTROL),
    ...snippetsOf('closure', CLOSURES),
    ...snippetsOf('coroutine', COROUTINES),
    ...snippetsOf('limit', LIMITS),
  ];
}
