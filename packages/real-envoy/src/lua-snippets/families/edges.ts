// Data: a table, as long as it is.
import { chunks, type Snippet, snippetsOf } from '../snippet.ts';

/** Corners of the language and its libraries that once came out differently, and their neighbours. */
const SOURCES = chunks(String.raw`
local t = setmetatable({}, {__concat = string.rep}) return pcall(function() return t .. 2 end)
---
local t = setmetatable({}, {__concat = string.rep}) local r = t .. "x"
---
local t = setmetatable({}, {__concat = string.rep}) local r = "y" .. t .. "x"
---
local t = setmetatable({}, {__lt = string.rep}) local r = t < t
---
local t = setmetatable({}, {__lt = string.rep}) if t < t then end
---
local t = setmetatable({}, {__le = math.floor}) return t <= t
---
local t = setmetatable({}, {__eq = math.floor}) local u = setmetatable({}, getmetatable(t)) return t == u
---
local t = setmetatable({}, {__len = string.rep}) local r = #t
---
local t = setmetatable({}, {__unm = string.rep}) local r = -t
---
local t = setmetatable({}, {__call = string.rep}) local r = t()
---
local t = setmetatable({}, {__call = string.rep}) t()
---
local t = setmetatable({}, {__newindex = string.rep}) t.x = 1
---
local t = setmetatable({}, {__newindex = string.rep}) t[1] = 1
---
local t = setmetatable({}, {__index = string.rep}) local x = t[1]
---
local t = setmetatable({}, {__mod = string.rep}) local x = t % 1
---
local t = setmetatable({}, {__tostring = string.rep}) return tostring(t)
---
local t = setmetatable({}, {__pairs = string.rep}) for k in pairs(t) do end
---
local t = setmetatable({}, {__ipairs = string.rep}) for k in ipairs(t) do end
---
local t = setmetatable({}, {__ipairs = function() return 1, 2, 3, 4 end}) return ipairs(t)
---
local t = setmetatable({}, {__pairs = function() return 1, 2, 3, 4 end}) return pairs(t)
---
return debug.getinfo(2^32, "S"), debug.getinfo(2^32+1, "l")
---
return debug.getinfo(1/0, "l").currentline
---
return debug.getinfo(-1, "l")
---
return debug.getinfo(-0.5, "l").currentline
---
return debug.getinfo(1.9, "l").currentline
---
return debug.getinfo(0/0, "l").currentline
---
return debug.getinfo(2^31, "l")
---
return debug.getinfo(-2^31, "l")
---
return debug.getinfo(2^31 + 1, "l")
---
return coroutine.wrap(function(...) return debug.getinfo(2^53 + 2, "S")
end)()
---
return debug.getinfo(1e19, "l")
---
return debug.getinfo(2^63, "l")
---
return debug.getinfo(-2^63, "l")
---
return debug.getinfo(2^64, "l")
---
return debug.traceback("x", 2^31)
---
return debug.traceback("x", 2^32)
---
return debug.traceback("x", -1)
---
return debug.traceback("x", 1/0)
---
return debug.traceback("x", 1000)
---
return string.rep("x", 2^32 + 3), ("x"):rep(2^33), ("x"):rep(1/0), ("x"):rep(0/0), ("x"):rep(-1/0), ("x"):rep(2^63)
---
return ("abcdef"):sub(2^32+2, 2^32+3), ("abcdef"):sub(1/0), ("abcdef"):sub(-1/0, 1/0), ("abc"):sub(2^31), ("abc"):sub(0, 2^31), ("abc"):sub(-2^31-1), ("abc"):sub(0/0, 2)
---
return ("abc"):byte(2^32+1), ("abc"):byte(1/0), ("abc"):byte(0/0)
---
return select(2^32+1, "a", "b")
---
return select(1/0, 1)
---
return select(-1, 1, 2), select(-2, 1, 2), pcall(select, -3, 1, 2)
---
return select(1.9, "a", "b"), select("2", "a", "b")
---
return select(-1.9, "a", "b")
---
return select(0)
---
return select("#", nil, nil), select("##"), select("#x", 1)
---
return unpack({1, 2, 3}, 2^32 + 2, 3)
---
return unpack({1,2,3}, 1.5, 2.9)
---
return unpack({}, 1, 0), unpack({}, 0, 1)
---
return unpack({1,2}, -1, 1)
---
return unpack({}, 1, 1e7)
---
return unpack({}, 1, 8000) == nil
---
return unpack({}, -2^31, 2^31-1)
---
return unpack({1,2,3}, "2", "3")
---
return table.unpack({n=3, 1}, 1, 3)
---
return #table.pack(), table.pack(nil).n, table.pack(1, nil, 3).n
---
return table.concat({1,2,3}, ", ", 2^32+1, 3)
---
return table.concat({}, "x", 1, 1)
---
return table.concat({1, {}, 3})
---
return table.concat({1, 2, 3}, nil)
---
return table.concat({1, 2, 3}, 1), table.concat({1.5, -0, 2^53, 1e15}, "|")
---
return table.concat({"a", true})
---
return table.concat({[-1]="m", [0]="z", "o"}, ",", -1, 1)
---
return table.concat(setmetatable({}, {__index = function(_, k) return k end, __len = function() return 3 end}), ",")
---
return table.concat(setmetatable({}, {__index = function(_, k) return k end, __len = function() return 3 end}), ",", 1, 3)
---
local t = {1,2,3} table.insert(t, 2, "x") return t
---
local t = {1,2,3} table.insert(t, 10, "x") return t
---
local t = {1,2,3} table.insert(t, -1, "x") return t
---
local t = {1,2,3} table.insert(t, 0, "x") return t
---
local t = {1,2,3} table.insert(t, "2", "x") return t
---
local t = {1,2,3} table.insert(t, 2.9, "x") return t
---
table.insert({}, 1, 2, 3)
---
table.insert({})
---
table.insert({}, 1, nil)
---
table.insert({}, nil)
---
table.insert({}, "x", 1)
---
table.insert(setmetatable({}, {__newindex = function() error("ni") end}), 1)
---
table.insert(nil, 1)
---
table.insert(1, 2)
---
local t = {} return table.remove(t), table.remove(t, 1), table.remove(t, 5), select("#", table.remove(t)), select("#", table.remove(t, 1))
---
local t = {1,2,3} return table.remove(t, 0), t
---
local t = {1,2,3} return table.remove(t, 4), t
---
local t = {1,2,3} return table.remove(t, 5), t
---
local t = {1,2,3} return table.remove(t, -1), t
---
local t = {1,2,3} return table.remove(t, 1.9), t
---
local t = {1,2,3,[5]=5} return table.remove(t, 1), t
---
return table.maxn({1,2,[10]=3,[1.5]=4,[-3]=1}), table.maxn({}), table.maxn({[1/0]=1})
---
return table.getn({1,2,3}), pcall(table.getn), pcall(table.getn, "x")
---
return table.move({1,2,3}, 1, 3, 2), table.move({1,2,3}, 2, 3, 1), table.move({1,2,3}, 1, 0, 5), table.move({1,2,3},1,3,1,{})
---
return table.move({1,2,3}, 1, 3, 3, nil)
---
return table.move({1,2,3}, 1, 3)
---
return table.move({1,2,3}, 1)
---
return table.move({1,2,3}, "1", 2, 3)
---
return table.foreach({1,2,x=3}, function(k, v) if v == 2 then return k, v end end)
---
return table.foreachi({1,2,nil,4}, function(k, v) print(k, v) end)
---
return table.foreach({1,2}, print), table.foreach({}, 1)
---
return table.foreachi({}, nil)
---
local t = {3,1,2} table.sort(t, function(a, b) return a > b end) return t
---
table.sort({3,1,"x"})
---
table.sort({3,1,nil,4})
---
table.sort({{},{}})
---
table.sort({1,2,3}, 5)
---
table.sort({1,2,3}, function() return true end)
---
local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true end)
---
local t = {} for i = 1, 100 do t[i] = i % 7 end print(pcall(table.sort, t, function(a, b) return a <= b end)) return t
---
local n = 0 local t = {} for i = 1, 50 do t[i] = (i * 37) % 50 end table.sort(t, function(a, b) n = n + 1 return a < b end) return n, t
---
local log = {} local t = {5,3,8,1,9,2} table.sort(t, function(a, b) log[#log+1] = a .. "<" .. b return a < b end) return log
---
local t = {"b", "a", "\0", "", "B", "aa", "a\0"} table.sort(t) return t
---
local t = {1/0, -1/0, 0/0, 1, -0, 0} print(pcall(table.sort, t))
---
table.sort({1, 2, 3}, function(a, b) error("in sort") end)
---
table.sort({1, 2, 3}, function(a, b) error({}) end)
---
table.sort({1,2,3}, function(a, b) local x = nil; return x.y end)
---
return pcall(table.sort, {1,2,3}, string.rep)
---
return next({}), next({1}), next({1}, 1), next({x=1}), pcall(next, {}, 1), pcall(next, {1}, 2), pcall(next, {}, "nope")
---
next({}, 1)
---
return next({}, nil), next({1,2,3}, 2), next({1,2,3}, 3)
---
next({1,2,3}, 4)
---
next({1,2,3}, 0)
---
next({1,2,3}, 1.5)
---
for k in next, {}, 1 do end
---
for k in next, nil do end
---
for k in pairs(nil) do end
---
for k in nil do end
---
for k in 1 do end
---
for k in {} do end
---
for k in "x" do end
---
local x for k in x do end
---
for k in x do end
---
for k in a.b do end
---
for i = 1, "x" do end
---
for i = "1", "2" do print(i) end
---
for i = nil, 1 do end
---
for i = 1, nil do end
---
for i = 1, 2, nil do end
---
for i = 1, 2, "a" do end
---
for i = 1, 2, 0 do print(i) break end
---
for i = 1, 0, 0 do print(i) break end
---
for i = 3, 1, 0 do print(i) break end
---
local n = 0 for i = 1, 3, 1/0 do n = n + 1 end return n
---
for i = 0/0, 1 do print(i) end
---
for i = 1, 0/0 do print(i) end
---
for i = 1, 3, 0/0 do print(i) end
---
for i = 1, 2, {} do end
---
local n = 0 for i = 0, 1, 0.1 do n = n + 1 end return n
---
for i = 2^53 - 1, 2^53 + 2 do print(("%d"):format(i)) if i >= 2^53 then break end end
---
for i = 2147483646, 2147483648 do print(i) end
---
for i = -2147483647, -2147483649, -1 do print(i) end
---
for i = 1LL, 3 do print(i) end
---
for i = 1, 3LL do print(i) end
---
local t = setmetatable({}, {__concat = 1}) local r = t .. "x"
---
local t = setmetatable({}, {__add = "x"}) local r = t + 1
---
local t = setmetatable({}, {__lt = {}}) local r = t < t
---
local t = setmetatable({}, {__eq = 5}) local u = setmetatable({}, getmetatable(t)) return t == u
---
local t = setmetatable({}, {__len = true}) return #t
---
local t = setmetatable({}, {__call = 5}) t()
---
local t = setmetatable({}, {__call = {}}) t()
---
local t = setmetatable({}, {__call = setmetatable({}, {__call = function(a, b, c) return type(a), type(b), c end})}) return t(1)
---
local t = setmetatable({}, {__index = 5}) return t.x
---
local t = setmetatable({}, {__index = "abc"}) return t.len, t.x
---
local t = setmetatable({}, {__newindex = 5}) t.x = 1
---
local t = setmetatable({}, {__newindex = "s"}) t.x = 1
---
local t = setmetatable({}, {__tostring = 5}) return tostring(t)
---
local t = setmetatable({}, {__tostring = function() return 5 end}) return tostring(t)
---
local t = setmetatable({}, {__tostring = function() return nil end}) return tostring(t)
---
return coroutine.wrap(function(...) local t = setmetatable({}, {__tostring = function() return {} end}) print(t)
end)()
---
local t = setmetatable({}, {__tostring = function() error("ts") end}) print(t)
---
local t = setmetatable({}, {__tostring = function() return "a", "b" end}) return tostring(t)
---
local t = setmetatable({}, {__tostring = function(...) return select("#", ...) end}) return tostring(t)
---
local t = setmetatable({}, {__name = "My"}) return (tostring(t):gsub("0x%x+", ""))
---
local t = setmetatable({}, {__metatable = false}) return getmetatable(t), pcall(setmetatable, t, nil)
---
local t = setmetatable({}, {__metatable = nil}) return type(getmetatable(t))
---
setmetatable({}, 1)
---
setmetatable({})
---
setmetatable(1, {})
---
setmetatable({}, nil, 1)
---
return getmetatable("").__index == string, getmetatable("").__name
---
getmetatable("").__add = function(a, b) return "add" end return "a" + "b", "1" + "2", "1" + 1, "a" + 1
---
getmetatable("").__lt = function() return true end return "a" < "b", pcall(function() return "a" < 1 end)
---
getmetatable("").__call = function(s, x) return s .. x end return ("abc")("def")
---
getmetatable("").__len = function() return 99 end return #"abc"
---
getmetatable("").__index = function(s, k) return k end return ("x").foo, ("x")[1]
---
getmetatable("").__index = nil return pcall(function() return ("x").len end)
---
getmetatable("").__concat = function() return "C" end return "a" .. "b", pcall(function() return "a" .. {} end)
---
getmetatable("").__unm = function(s) return "neg" .. s end return -"x", -"2"
---
getmetatable("").__eq = function() return true end return "a" == "b"
---
debug.setmetatable(1, {__index = function(n, k) return n .. k end, __call = function(n, x) return n + x end, __len = function() return 7 end, __concat = function() return "cc" end}) return (5).x, (5)(6), #5, 1 .. 2, (5)[1], pcall(function() return 1 .. nil end)
---
debug.setmetatable(nil, {__index = function(n, k) return k end, __call = function(...) return "called", ... end, __add = function() return "added" end}) local x return x.foo, x(1, 2), x + 1, nil_global.foo.bar
---
debug.setmetatable(true, {__index = {a = 1}, __tostring = function(b) return "B" end, __lt = function() return true end, __eq = function() return true end}) return (true).a, tostring(false), true < false, true == false
---
debug.setmetatable(print, {__index = {a = 1}, __concat = function() return "F" end, __lt = function() return 1 end}) return print.a, (function() end).a, print .. print, print < print
---
debug.setmetatable(coroutine.create(print), {__index = coroutine}) local co = coroutine.create(function(x) return x * 2 end) return co:resume(4)
---
local t = setmetatable({}, {__index = function(t, k) return k * 2 end}) return t[1], t[2.5], rawget(t, 1), t[-1]
---
local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v * 2) end}) t[1] = 5 t.x = 6 t[1] = 7 return t
---
local t = setmetatable({}, {__newindex = {}}) t.x = 1 return t.x, getmetatable(t).__newindex.x
---
local a, b = {}, {} setmetatable(a, {__index = b}) setmetatable(b, {__index = a}) return a.x
---
local a, b = {}, {} setmetatable(a, {__newindex = b}) setmetatable(b, {__newindex = a}) a.x = 1
---
local a = {} setmetatable(a, {__index = a}) return a.x
---
local a = setmetatable({}, {__index = function(t, k) return t[k] end}) return a.x
---
local function f() return f() + 1 end return pcall(f)
---
local t = setmetatable({}, {__add = function(a, b) return a + b end}) return pcall(function() return t + 1 end)
---
local t = setmetatable({}, {__lt = function(a, b) return a < b end}) return pcall(function() return t < t end)
---
local t = setmetatable({}, {__concat = function(a, b) return a .. b end}) return pcall(function() return t .. 1 end)
---
local t = setmetatable({}, {__call = function(self) return self() + 1 end}) return pcall(t)
---
local t t = setmetatable({}, {__tostring = function() return tostring(t) .. "" end}) local ok, e = pcall(tostring, t) return ok, e
---
local function f() return (pcall(f)) end return f()
---
local n = 0 local function f() n = n + 1 local ok, e = pcall(f) if not ok then return e end return e end return (f()), n > 1000
---
local co co = coroutine.wrap(function() return co() end) return pcall(co)
---
local co = coroutine.create(function() return coroutine.resume(coroutine.running()) end) return coroutine.resume(co)
---
return coroutine.resume(coroutine.running())
---
return coroutine.status(coroutine.running()), select(2, coroutine.running())
---
local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) coroutine.resume(co) return coroutine.resume(co), coroutine.status(co)
---
local co = coroutine.create(error) return coroutine.resume(co, "msg"), coroutine.status(co)
---
local co = coroutine.create(error) return coroutine.resume(co, {1})
---
local co = coroutine.create(function() error() end) return coroutine.resume(co)
---
local co = coroutine.wrap(function() error() end) return pcall(co)
---
local co = coroutine.wrap(function() error({1}) end) return pcall(co)
---
local co = coroutine.wrap(function() error("m") end) return pcall(co)
---
local co = coroutine.wrap(function() error("m", 0) end) return pcall(function() co() end)
---
local co = coroutine.wrap(function() error("m") end) return pcall(function() local x = co() end)
---
local co = coroutine.wrap(function() error("m") end) return pcall(function() return co() end)
---
local co = coroutine.wrap(function() error(5) end) return pcall(function() local r = co() end)
---
local co = coroutine.wrap(function() local x = nil; x() end) local ok, e = pcall(function() for i in co do end end) return ok, e
---
local co = coroutine.wrap(function() error("in") end) co()
---
local co = coroutine.wrap(function() error("in", 2) end) co()
---
local co = coroutine.wrap(function() coroutine.wrap(function() error("deep") end)() end) co()
---
local co = coroutine.wrap(function() return 1 end) co() co()
---
local co = coroutine.wrap(function() return 1 end) co() return pcall(co)
---
local co = coroutine.wrap(function() error({}) end) co()
---
local t = setmetatable({}, {__add = coroutine.wrap(function() error("x") end)}) local r = t + 1
---
return coroutine.wrap(5)
---
return coroutine.create()
---
return coroutine.create(print) ~= nil, coroutine.status(coroutine.create(print))
---
return coroutine.status(5)
---
return coroutine.status()
---
return coroutine.resume(5)
---
return coroutine.isyieldable(), coroutine.wrap(function() return coroutine.isyieldable() end)()
---
coroutine.yield(1)
---
return pcall(coroutine.yield, 1)
---
local co = coroutine.wrap(function(...) local a = {...} while true do a = {coroutine.yield(unpack(a))} end end) return co(1, 2), co(), co(3), select("#", co())
---
local co = coroutine.wrap(function() return pcall(function() coroutine.yield(1) error("after") end) end) return co(), co()
---
local co = coroutine.wrap(function() return xpcall(function() coroutine.yield(1) error("after") end, function(m) return "H:" .. m end) end) return co(), co()
---
local co = coroutine.wrap(function() return xpcall(error, function(m) coroutine.yield(1) return m end, "x") end) return co()
---
local co = coroutine.wrap(function() for k in function() return coroutine.yield("it") end do return k end end) return co(), co(42)
---
local co = coroutine.wrap(function() local t = setmetatable({}, {__index = function(t, k) return coroutine.yield(k) end, __lt = function() return coroutine.yield("lt") end, __concat = function() return coroutine.yield("cat") end, __len = function() return coroutine.yield("len") end, __eq = function() return coroutine.yield("eq") end, __call = function() return coroutine.yield("call") end, __unm = function() return coroutine.yield("unm") end, __newindex = function() coroutine.yield("ni") end}) local u = setmetatable({}, getmetatable(t)) t.foo = 1 return t.x, t < u, t .. u, #t, t == u, t(), -t, t ~= u, not (t < u), t <= u end) local r = {} for i = 1, 12 do local ok, v = pcall(co, i) r[i] = v end return r
---
local co = coroutine.wrap(function() table.sort({3, 2, 1}, function(a, b) coroutine.yield() end) end) co()
---
local co = coroutine.wrap(function() ("abc"):gsub(".", function(a) coroutine.yield() end) end) co()
---
local co = coroutine.wrap(function() table.foreach({1}, function(a) coroutine.yield("fe") end) return "done" end) return co(), co()
---
local co = coroutine.wrap(function() return tostring(setmetatable({}, {__tostring = function() return coroutine.yield("ts") end})) end) return co(), co("R")
---
local co = coroutine.wrap(function() print(setmetatable({}, {__tostring = function() return coroutine.yield("ts") end})) end) return co(), co("R")
---
local co = coroutine.wrap(function() return load(function() return coroutine.yield("ld") end) end) return co(), co("return 1")
---
local co = coroutine.wrap(function() return require("nope") end) return pcall(co)
---
local co = coroutine.wrap(function() return loadstring("return coroutine.yield(...)")(1, 2) end) return co(), co(5)
---
local co = coroutine.wrap(function() return dofile("/nonexistent") end) return pcall(co)
---
local co = coroutine.wrap(function() return string.format("%s", setmetatable({}, {__tostring = function() return coroutine.yield("fm") end})) end) return pcall(co)
---
local co = coroutine.wrap(function() return table.concat({}, setmetatable({}, {__tostring = function() return coroutine.yield("fm") end})) end) return pcall(co)
---
local co = coroutine.wrap(function() return next(setmetatable({}, {})) end) return co()
---
local f = coroutine.wrap(function() return getfenv(0) == _G, getfenv(1) == _G end) return f()
---
local f = function() return coroutine.yield() end setfenv(f, {coroutine = coroutine}) return coroutine.wrap(f)()
---
return getfenv(0) == _G, getfenv(print) == _G, getfenv() == _G, getfenv(1) == _G
---
setfenv(1, {}) return print
---
local p = print setfenv(1, {x = 5}) p(x, y) z = 1 p(getfenv)
---
setfenv(0, {}) return print
---
setfenv(print, {})
---
setfenv(-1, {})
---
setfenv(100, {})
---
setfenv(1)
---
setfenv(1, nil)
---
setfenv("x", {})
---
setfenv({}, {})
---
local function f() return x end local g = setfenv(f, {x = 9}) return g == f, f(), getfenv(f).x
---
local function f() setfenv(2, {print = 5}) end f() return print
---
local function f() setfenv(3, {print = 5}) end local function g() f() return print end return g(), pcall(g)
---
return pcall(setfenv, 1, {})
---
return pcall(setfenv, 2, {})
---
local env = setmetatable({}, {__index = function(t, k) return "G" .. k end, __newindex = function(t, k, v) rawset(t, k, v .. "!") end}) setfenv(1, env) abc = "v" return abc, def
---
local function f() return select("#", pcall(f)) end return f()
---
local t = setmetatable({}, {__index = os.time}) return pcall(os.time, t)
---
local t = setmetatable({}, {__index = string.format}) return pcall(function() return t.x end)
---
local t = setmetatable({}, {__index = pcall}) return pcall(function() return t.x end)
---
local t = setmetatable({}, {__add = pcall}) return t + 1
---
local t = setmetatable({}, {__index = next}) return pcall(function() return t.x end)
---
local t = setmetatable({}, {__index = rawget, __newindex = rawset}) t.x = 5 return t.x
---
local t = setmetatable({}, {__index = error}) local r = t.x
---
local t = setmetatable({}, {__index = error}) return pcall(function() return t.x end)
---
local t = setmetatable({}, {__add = error}) local r = 1 + t
---
local t = setmetatable({}, {__unm = error}) local r = -t
---
local t = setmetatable({}, {__index = coroutine.yield}) return coroutine.wrap(function() return t.x end)() == t
---
local t = setmetatable({}, {__index = coroutine.wrap(function(t, k) while true do t, k = coroutine.yield(k .. "!") end end)}) return t.a, t.b
---
local t = setmetatable({}, {__concat = coroutine.wrap(function(a, b) while true do a, b = coroutine.yield("cc") end end)}) return t .. "x", 1 .. t, 1 .. t .. 2
---
local t = setmetatable({}, {__lt = coroutine.wrap(function(a, b) while true do a, b = coroutine.yield(1) end end)}) return t < t, t > t, t <= t, not (t < t)
---
local t = setmetatable({}, {__index = setfenv}) return pcall(function() return t.x end)
---
local t = setmetatable({}, {__index = getfenv}) return pcall(function() return t.x end)
---
local t = setmetatable({}, {__index = select}) return pcall(function() return t[1] end)
---
local t = setmetatable({}, {__call = select}) return pcall(t, 1)
---
local t = setmetatable({}, {__index = unpack}) t[1] = 5 return t.x, (t[1])
---
local t = setmetatable({}, {__len = unpack}) t[1] = 5 return #t
---
local t = setmetatable({}, {__len = function() return "5" end}) return #t
---
local t = setmetatable({}, {__len = function() end}) return #t
---
local t = setmetatable({}, {__eq = function() return nil end}) local u = setmetatable({}, getmetatable(t)) return t == u, t ~= u
---
local t = setmetatable({}, {__lt = function() return 0 end}) return t < t, 1 < t, t > "x"
---
local t = setmetatable({}, {__lt = function(a, b) return type(a) .. type(b) end}) return t < 1, 1 < t, "x" > t, t <= 1, 1 >= t
---
local t = setmetatable({}, {__le = function(a, b) return type(a) == "table" end}) return t <= 1, 1 <= t, "x" >= t, t >= 1
---
local t = setmetatable({}, {__le = function(a, b) return true end}) return pcall(function() return t < 1 end)
---
return pcall(function() return {} < {} end), pcall(function() return {} <= 1 end), pcall(function() return 1 <= {} end), pcall(function() return 1 > {} end), pcall(function() return "a" < 1 end), pcall(function() return nil >= 1 end), pcall(function() return print < print end), pcall(function() return 1 < "1" end)
---
local t = setmetatable({}, {__mode = "k"}) t[{}] = 1 collectgarbage() return next(t)
---
local t = setmetatable({}, {__mode = "v"}) t[1] = {} t[2] = "s" t.x = function() end collectgarbage() return next(t), t[2]
---
local t = setmetatable({}, {__gc = function() print("gc") end}) t = nil collectgarbage()
---
local p = newproxy(true) getmetatable(p).__gc = function(x) print("gc", type(x)) end p = nil collectgarbage() collectgarbage()
---
local p = newproxy(true) getmetatable(p).__gc = function(x) error("in gc") end p = nil collectgarbage() return 1
---
local p = newproxy(true) local q = newproxy(p) return getmetatable(p) == getmetatable(q), pcall(newproxy, {}), pcall(newproxy, io.stdout), getmetatable(newproxy()), getmetatable(newproxy(false))
---
local p = newproxy(true) local m = getmetatable(p) m.__index = function(_, k) return k end m.__len = function() return 3 end m.__call = function(_, a) return a end m.__tostring = function() return "P" end m.__add = function() return "+" end m.__pairs = function() return next, {1} end return p.x, #p, p(5), tostring(p), p + 1, 1 + p, pairs(p)
---
return pcall(collectgarbage, "x"), pcall(collectgarbage, 1), pcall(collectgarbage, {}), pcall(collectgarbage, "count", "y"), collectgarbage("count") > 10, type(gcinfo())
---
return pcall(string.rep), pcall(string.rep, "x"), pcall(string.rep, "x", {}), ("x"):rep(3, ","), ("x"):rep(1, ","), ("x"):rep(0, ","), ("x"):rep(-1, ","), ("ab"):rep(3, ""), ("x"):rep(2, 5), pcall(string.rep, "x", 2, {}), ("x"):rep("2"), ("x"):rep(2.9)
---
return tostring(), 1
---
return tostring(nil), tostring(true), tostring(1e15), tostring(1e14), tostring(123456789012), tostring(-1e-7), tostring(0.1), tostring(1/3), tostring(1e100), tostring(-0), tostring(2^63), tostring(1e-320), tostring(5e-324)
---
return tonumber("0x"), tonumber("0x1p-2"), tonumber("1e"), tonumber("1e+"), tonumber(" 1 "), tonumber("1 2"), tonumber("0x1.8"), tonumber(".5"), tonumber("5."), tonumber("."), tonumber("-.5e1"), tonumber("+5"), tonumber("- 5"), tonumber("--5"), tonumber("1_000"), tonumber("\t7\n"), tonumber("7\0"), tonumber("inf"), tonumber("-inf"), tonumber("nan"), tonumber("infinity"), tonumber("0b101"), tonumber("0b2"), tonumber("0B1"), tonumber("0o7"), tonumber("1e400"), tonumber("-1e400"), tonumber("1e-400"), tonumber("0x1p2000"), tonumber("0X1P+3")
---
return tonumber("ff", 16), tonumber("0xff", 16), tonumber("zz", 36), tonumber("8", 8), tonumber("7", 8), tonumber("-11", 2), tonumber("+11", 2), tonumber(" 11 ", 2), tonumber("1.5", 9), tonumber(10, 2), tonumber("1e1", 16), tonumber("", 10), tonumber("", 16), tonumber("18446744073709551616", 11), tonumber("ffffffffffffffff", 16), tonumber("fffffffffffffffff", 16), tonumber("-ffffffffffffffff", 16), tonumber("1", 10.9), tonumber("11", "2")
---
return pcall(tonumber, "1", 1), pcall(tonumber, "1", 37), pcall(tonumber, {}, 16), pcall(tonumber, nil, 16), pcall(tonumber), pcall(tonumber, nil), pcall(tonumber, {}, 10), pcall(tonumber, "1", "x"), pcall(tonumber, "1", {}), pcall(tonumber, "1", 0/0), pcall(tonumber, "1", 2^32+16), pcall(tonumber, 5LL, 16), tonumber(5LL), tonumber(-1ULL), tonumber("5LL")
---
return 5 % 3, -5 % 3, 5 % -3, -5 % -3, 5.5 % 2, -5.5 % 2, 5 % 0, 0 % 5, -0 % 5, 5 % (1/0), -5 % (1/0), 5 % (-1/0), (1/0) % 5, 1e300 % 7, 2^53 % 3, -2^53 % 3, 1e-10 % 1, -1e-10 % 1, 5 % 1e-10
---
return 2^0.5, (-8)^(1/3), 0^0, 0^-1, (-0)^-1, (1/0)^0, (-2)^2, -2^2, 2^-1, 2^1023, 2^1024, 2^-1074, 2^-1075, (-1)^(1/0), 1^(0/0), 10^308, 10^2, 1.1^10, 0.1^3, 3^40
---
local function f()
  local x = 1
  return 1 +
    f()
end
return pcall(f)
---
local t
t = setmetatable({}, {__lt = function(a, b)
  local x
  x = a < b
  return x
end})
return pcall(function() return t < t end)
---
local t
t = setmetatable({}, {__concat = function(a, b)
  local x
  x = a .. b
  return x
end})
return pcall(function() return t .. t end)
---
local function f(a)

  local ok, e = pcall(f)
  if not ok then return e end
  return e
end
return (f())
---
local function f(...)
  local x
  x = f(...)
  return x
end
return pcall(f, 1, 2)
---
local t = setmetatable({}, {__index = function(t, k)
  local x =
   t[k]
  return x
end})
return pcall(function() return t.x end)
---
local function f()
  local s = string.format("%s%s%s", 1, 2,
     f())
  return s
end
return pcall(f)
---
local function f()
  return f2(), 1
end
function f2()
  return (f())
end
return pcall(f)
---
local function f(n)
  if n == 0 then return unpack({}, 1, 7000) end
  return f(n - 1), 1
end
return pcall(f, 30000)
---
return pcall(function() local t = {} for i = 1, 9 do t[i] = unpack({}, 1, 7990) end return #t end)
---
local co = coroutine.wrap(function()
  local function f() return 1 + f() end
  return f()
end)
return pcall(co)
---
local co = coroutine.wrap(function()
  local function f() return 1 + f() end
  return f()
end)
return pcall(function()
 co()
end)
---
return coroutine.wrap(function(...) local function f() return debug.traceback("m") end local function g() local x = f() return x end return g()
end)()
---
return coroutine.wrap(function(...) local function f() local s = debug.traceback("m") return s end function g2() local x = f() return x end local t = {m = function(self) local x = g2() return x end} local s = t:m() return s
end)()
---
return coroutine.wrap(function(...) return (select(2, pcall(debug.traceback, "x")):gsub("0x%x+", "A"))
end)()
---
return (select(2, pcall(pcall, debug.traceback, "x")))
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() error("boom") end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() local x = nil + 1 end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() string.rep() end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() return string.rep() end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() table.sort({3,2,1}, function(a, b) error("cmp") end) end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() ("x"):gsub("x", function(a, b) error("cmp") end) end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() local t = setmetatable({}, {__add = function() error("add") end}) local x = t + 1 end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() local t = setmetatable({}, {__index = function() error("idx") end}) local x = t.y end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() local t = setmetatable({}, {__lt = function() error("lt") end}) local x = t < t end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() local t = setmetatable({}, {__concat = function() error("lt") end}) local x = t .. t end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() for i in function() error("it") end do end end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() dofile("/nope") end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() require("nope") end, function(m) return debug.traceback("E", 1) end)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() tostring(setmetatable({}, {__tostring = function() error("ts") end})) end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
return coroutine.wrap(function(...) local s = select(2, xpcall(function() table.foreach({1}, function() error("fe") end) end, debug.traceback)) return (s:gsub("0x%x+", "A"))
end)()
---
local co = coroutine.create(function() local x = 1 coroutine.yield() end) coroutine.resume(co) return debug.traceback(co), debug.traceback(co, "m"), debug.traceback(co, "m", 1), debug.traceback(co, nil, 0), debug.traceback(co, "m", 5)
---
local co = coroutine.create(function() error("dead") end) coroutine.resume(co) return debug.traceback(co)
---
local co = coroutine.create(function() local x = nil; x() end) coroutine.resume(co) return debug.traceback(co, "msg")
---
return debug.traceback(coroutine.create(print))
---
local co = coroutine.wrap(function() return debug.traceback("in") end) return (co())
---
local co = coroutine.wrap(function() local s = debug.traceback("in") return s end) return (co())
---
local co = coroutine.wrap(function() local s = debug.traceback("in", 0) return s end) return (co())
---
return coroutine.wrap(function(...) return debug.traceback(1), debug.traceback(nil), debug.traceback({}) ~= nil, debug.traceback(true), debug.traceback(print) == print, (debug.traceback():match("^stack traceback:\n"))
end)()
---
local function f() return debug.getinfo(1, "nSlufL") end local t = f() t.func = nil return t
---
local function f(a, b, ...)
  local x = debug.getinfo(1)
  return x
end
local t = f() t.func = nil return t
---
return coroutine.wrap(function(...) local t = debug.getinfo(print) t.func = nil return t
end)()
---
local t = debug.getinfo(string.gsub, "S") return t
---
local t = debug.getinfo(table.foreach, "SlunL") return t
---
local t = debug.getinfo(math.deg, "SlunL") return t
---
local t = debug.getinfo(1, "SlunL") return t
---
return debug.getinfo(function(...) end, "u"), debug.getinfo(function() return print, pairs end, "u")
---
return pcall(debug.getinfo), pcall(debug.getinfo, 1, "X"), pcall(debug.getinfo, "x"), pcall(debug.getinfo, {}), pcall(debug.getinfo, 1, {}), debug.getinfo(100), pcall(debug.getinfo, 1, ">S"), pcall(debug.getinfo, print, ">S"), pcall(debug.getinfo, nil)
---
local co = coroutine.create(function() local zz = 5 coroutine.yield() end) coroutine.resume(co) local t = debug.getinfo(co, 1, "Sl") return t, debug.getinfo(co, 0, "S"), debug.getinfo(co, 2), debug.getlocal(co, 1, 1)
---
local function f(a, b) local c end return debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3), debug.getlocal(f, 0), debug.getlocal(print, 1)
---
for i = 1, 2 do local t = {} for j = 1, 8 do local n, v = debug.getlocal(1, j) t[j] = tostring(n) end print(unpack(t)) end
---
for k, v in pairs({1}) do local t = {} for j = 1, 10 do local n, v = debug.getlocal(1, j) t[j] = tostring(n) end print(unpack(t)) end
---
local x, y = 1, 2 local function f() return x, y end return debug.getupvalue(f, 1), debug.getupvalue(f, 2), debug.getupvalue(f, 3), debug.setupvalue(f, 1, 10), x, debug.getupvalue(print, 1), debug.upvalueid(f, 1) ~= debug.upvalueid(f, 2)
---
local x, y = 1, 2 local function f() return x end local function g() return y end debug.upvaluejoin(f, 1, g, 1) y = 5 return f(), pcall(debug.upvaluejoin, f, 2, g, 1), pcall(debug.upvaluejoin, f, 1, print, 1), pcall(debug.upvalueid, f, 0), pcall(debug.upvalueid, print, 1)
---
local r = debug.getregistry() return type(r), type(r[1]), type(r._LOADED), r._LOADED == package.loaded
---
return debug.gethook()
---
return string.format("%5d|%-5d|%05d|%+d|% d|%+5d|%.3d|%5.3d|%-5.3d|%+.3d|%x|%#x|%X|%#X|%o|%#o|%u|%i|%c|%e|%E|%g|%G|%a|%A|%f|%q|%s|%%", 1,2,3,4,5,6,7,8,9,10,255,255,255,255,8,8,9,-9,65,1.5,1.5,1.5,1e20,0.5,0.5,2.5,"q\n\r\0\\\"","s")
---
return string.format("%5.1f|%-8.3e|%+g|% g|%#g|%#.0f|%#.0e|%010.2f|%+010.2f|%-+10.2f|%.0f|%.20f|%.14g|%.17g|%.99f", 1.25,1.25,1.25,1.25,1,1,1,-1.5,1.5,1.5,0.5,0.1,0.1,0.1,1/3):sub(1,400)
---
return string.format("%s|%10s|%-10s|%.2s|%5.1s|%-5.1s|%q|%q|%q", "abc","abc","abc","abc","abc","abc",1,1.5,1/3)
---
return string.format("%q", 0/0), string.format("%q", 1/0), string.format("%q", -0), string.format("%q", 1e100), string.format("%q", true), pcall(string.format, "%q"), string.format("%q", nil)
---
return string.format("%q", "\1\0019\r\n\t\127\255\"\\'")
---
return string.format("%d", "10"), string.format("%d", 3.99), string.format("%d", -3.99), string.format("%d", 2^53), string.format("%d", 2^63), string.format("%d", -2^63), string.format("%d", 1e300), string.format("%d", 0/0), string.format("%d", 1/0), string.format("%x", -1), string.format("%x", 2^64), string.format("%x", 2^63), string.format("%u", -1), string.format("%o", -1), string.format("%c%c", 256, -1), string.format("%i", "0x10")
---
return string.format("%d", 5LL), string.format("%x", -1LL), string.format("%u", -1ULL), string.format("%d", -1ULL), string.format("%s", 5LL), string.format("%q", 5LL), pcall(string.format, "%f", 5LL), pcall(string.format, "%g", 5ULL), pcall(string.format, "%c", 65LL), string.format("%5d", 5LL), string.format("%#x", 255ULL)
---
return pcall(string.format, "%"), pcall(string.format, "%y", 1), pcall(string.format, "%123d", 1), pcall(string.format, "%.123d", 1), pcall(string.format, "%1"), pcall(string.format, "%-"), pcall(string.format, "%ll", 1), pcall(string.format, "%ld", 1), pcall(string.format, "%*d", 1, 2), pcall(string.format, "%n", 1), pcall(string.format, "% % ", 1), pcall(string.format, "%5%", 1)
---
return pcall(string.format), pcall(string.format, nil), pcall(string.format, {}), pcall(string.format, "%d"), pcall(string.format, "%d", nil), pcall(string.format, "%d", "x"), pcall(string.format, "%d", {}), pcall(string.format, "%s"), pcall(string.format, "%f", "a"), pcall(string.format, "%c", "x"), pcall(string.format, "%d %d", 1)
---
return string.format("%s %s %s", nil, true, false), string.format("%.3s", nil), string.format("%5s|%-7s|", nil, true), string.format("%s", "a\0b"), #string.format("%s", ("x"):rep(200)), #string.format("%.99s", ("x"):rep(200)), #string.format("%99s", "")
---
return string.format("%a|%A|%.0a|%.3a|%20a|%-20a|%020a|%+a|% a|%#a|%a|%a|%a|%a", 1,1,1.5,1/3,1,1,1,1,1,1,0,-0,1/0,0/0)
---
return string.format("%e|%.0e|%#.0e|%e|%e|%e|%E|%5.1e", 0,12345,12345,1/0,-1/0,0/0,1e-300,5e-324)
---
return string.format("%g|%g|%g|%g|%g|%g|%g|%g", 1e5,1e6,1e-4,1e-5,123456789,0.1,100000,1e15), string.format("%.0g|%.1g|%.3g|%#.3g|%10.3g|%-10.3g|%+.3g", 1.5,1.5,1234,1234,1234,1234,1234)
---
return string.format("%5s%-5s%05s", "a", "b", "c"), string.format("%+s", "x"), string.format("%#s", "x"), string.format("% s", "x"), string.format("%05d|%-05d|%+05d|% 05d", -3, -3, 3, 3)
---
return string.format("%p", nil), string.format("%p", 1), string.format("%p", true), string.format("%p", "x") == string.format("%p", "x"), string.format("%20p", nil), pcall(string.format, "%p")
---
return ("hello world"):find("o w"), ("hello"):find("l+"), ("hello"):find("xyz"), ("hello"):find(""), ("hello"):find("", 10), ("hello"):find("", 6), ("hello"):find("", 7), ("hello"):find("l", -2), ("hello"):find("h", -100), ("a.b"):find(".", 1, true), ("a.b"):find("%."), ("a+b"):find("+", 1, true), ("abc"):find("b", nil, true), ("abc"):find("b", 2), ("abc"):find("b", 3), ("abc"):find("(b)(c)"), ("abc"):find("()b()")
---
return ("THE (quick) fox"):find("%((%a+)%)"), ("x"):match("()"), ("abc"):match("^b"), ("abc"):match("^a"), ("abc"):match("c$"), ("a$c"):match("a$c"), ("a^c"):match("a^c"), ("abc"):match("^abc$"), ("abc"):match("^"), ("abc"):match("$"), ("^a"):match("%^a"), ("a\nb"):match("a.b"), ("a\0b"):match("a%zb"), ("a\0b"):match("a\0b"), ("a\0b"):match("a[\0]b"), ("a\0b"):find("\0", 1, true)
---
return ("THE (quick) fox"):gsub("%w+", "<%0>"), ("abc"):gsub("", "-"), ("abc"):gsub("b*", "-"), ("abc"):gsub(".", {a = 1, b = true, c = false}), ("abc"):gsub(".", {a = "%1"}), ("abc"):gsub("(.)(.)", "%2%1"), ("abc"):gsub("%w", "%%"), ("abc"):gsub(".", function(c) if c == "b" then return nil end return c .. c end), ("abc"):gsub("b", "%0%0"), ("abc"):gsub("a", "x", 0), ("aaa"):gsub("a", "x", 2), ("aaa"):gsub("a", "x", -1), ("abc"):gsub("^a", "x"), ("aaa"):gsub("^a", "x"), ("abc"):gsub("$", "!")
---
return pcall(string.gsub, "abc", "(", "x"), pcall(string.gsub, "abc", ")", "x"), pcall(string.gsub, "abc", "%", "x"), pcall(string.gsub, "abc", "[a", "x"), pcall(string.gsub, "abc", "[]", "x"), pcall(string.gsub, "abc", "[^]", "x"), pcall(string.gsub, "abc", "%b", "x"), pcall(string.gsub, "abc", "%bx", "x"), pcall(string.gsub, "abc", "%f", "x"), pcall(string.gsub, "abc", "%fa", "x"), pcall(string.gsub, "abc", "%1", "x"), pcall(string.gsub, "abc", "(a)%2", "x"), pcall(string.gsub, "abc", "(a%1)", "x"), pcall(string.gsub, "abc", "a", "%2"), pcall(string.gsub, "abc", "a", "%9"), pcall(string.gsub, "abc", "a", "%"), pcall(string.gsub, "abc", "a", "%x"), pcall(string.gsub, "abc", "(a", "%1"), pcall(string.gsub, "abc", "a)", "%1"), pcall(string.gsub, "abc", "[a-", ""), pcall(string.gsub, "abc", "[a-%", ""), pcall(string.gsub, "abc", "[%", ""), pcall(string.gsub, "abc", "[%a-z]", "x"), pcall(string.gsub, "a-c", "[a-]", "x"), pcall(string.gsub, "abc", "[]]", "x"), pcall(string.gsub, "a]c", "[]]", "x"), pcall(string.gsub, "a^c", "[%^]", "x"), pcall(string.gsub, "abc", "[^%a]", "x"), pcall(string.gsub, "a", "[z-a]", "x")
---
return pcall(string.gsub, "abc", ".", 5), pcall(string.gsub, "abc", ".", true), pcall(string.gsub, "abc", ".", nil), pcall(string.gsub, "abc", "."), pcall(string.gsub, "abc", ".", function() return {} end), pcall(string.gsub, "abc", ".", function() return true end), pcall(string.gsub, "abc", ".", function() return 5 end), pcall(string.gsub, "abc", ".", {a = {}}), pcall(string.gsub, "abc", ".", {a = print}), pcall(string.gsub, "abc", ".", setmetatable({}, {__index = function(t, k) return k:upper() end})), pcall(string.gsub, "abc", ".", "x", {}), pcall(string.gsub, "abc", ".", "x", "2"), pcall(string.gsub, "abc", ".", "x", 1.9), pcall(string.gsub, 123, 2, 4), pcall(string.gsub, "abc", ".", function() error("cb") end), pcall(string.gsub, "abc", ".", function() return false end)
---
local r = {} for a, b in ("k1=v1,k2=v2"):gmatch("(%w+)=(%w+)") do r[#r + 1] = a .. b end for w in ("one two"):gmatch("%a+") do r[#r + 1] = w end for p in ("abc"):gmatch("()") do r[#r + 1] = p end for x in ("abc"):gmatch("") do r[#r + 1] = "e" end for x in ("aXbX"):gmatch("^a") do r[#r+1] = "anch" .. x end for x in ("abc"):gmatch("b*") do r[#r + 1] = "<" .. x .. ">" end return r
---
return pcall(string.gmatch), pcall(string.gmatch, "x"), pcall(string.gmatch, nil, "x"), pcall(string.gmatch("abc", "(")), pcall(string.gmatch("abc", "[")), pcall(string.gmatch("abc", "%")), type(string.gmatch("a", "a", 2)), string.gfind
---
local f = ("abc"):gmatch(".") return f(), f(1, 2), f(nil), f(), f()
---
for k, v in ("abc"):gmatch("(a)(b)"), 1, 2 do print(k, v) end
---
return ("f(a(b)c)d"):match("%b()"), ("f(a(b)c"):match("%b()"), ("xx"):match("%bxx"), ("[[]]"):match("%b[]"), ("THE (quick) fox"):gsub("%f[%a]%a", "X"), ("aXb"):find("%f[%u]"), ("abc"):find("%f[\0]"), ("abc"):find("%f[^%z]"), ("hello hello"):match("(h.-o) %1"), ("abab"):match("(a)(b)%1%2"), ("aa"):match("(a)%1"), ("ab"):match("(a)%1"), ("x=y"):match("^(%w*)=(%w*)$"), ("  trim  "):match("^%s*(.-)%s*$"), ("key = value"):match("^(%S+)%s*=%s*(.*)$")
---
return ("%a%A%c%C%d%D%g%G%l%L%p%P%s%S%u%U%w%W%x%X"):gsub("%%(.)", function(c) local n = 0 for i = 0, 255 do if string.char(i):match("^%" .. c) then n = n + i end end return c .. n .. " " end)
---
return ("abc"):byte(), ("abc"):byte(2), ("abc"):byte(-1), ("abc"):byte(10), ("abc"):byte(1, -1), ("abc"):byte(0), select("#", ("abc"):byte(0)), select("#", ("abc"):byte(3, 2)), ("abc"):byte(-10, 10), pcall(string.byte, "a", {}), ("\0\255"):byte(1, 2), ("abc"):byte("2"), ("abc"):byte(1.9)
---
return string.char(), string.char(72, 105), pcall(string.char, 256), pcall(string.char, -1), pcall(string.char, "65"), pcall(string.char, 65.9), pcall(string.char, "x"), pcall(string.char, 65, nil), pcall(string.char, 65, 300), pcall(string.char, 0/0), pcall(string.char, 1/0), string.char(0, 255)
---
return ("abc"):len(), ("a\0b"):len(), string.len(123), pcall(string.len), pcall(string.len, nil), pcall(string.len, {}), ("aBc"):upper(), ("aBc"):lower(), ("\xe4"):upper(), ("abc"):reverse(), (""):reverse(), string.reverse(123), pcall(string.upper), pcall(string.lower, true), ("abc"):sub(2), ("abc"):sub(-2), ("abc"):sub(2, 2), ("abc"):sub(0), ("abc"):sub(5), ("abc"):sub(-100, 100), ("abc"):sub(3, 2), pcall(string.sub), pcall(string.sub, "x"), pcall(string.sub, "x", "y"), ("abc"):sub("2"), ("abc"):sub(1.5), ("abc"):sub(-1.5), ("abc"):sub(nil), ("abc"):sub(1, nil)
---
return tostring(1i), tostring(2.5i), tostring(-1i), tostring(0x1p3i), tostring(0i), tostring(1e400i), tostring(-0i), tostring(0x10i), tostring(1I), tostring(1e1i), tostring(.5i), tostring(5.i)
---
return type(1i), 1i == 1i, 1i == 1, 1 == 1i, 1i ~= 1i, 1i == nil, 1i == "x", 1i == {}, rawequal(1i, 1i)
---
local a = 1i return a == a, rawequal(a, a)
---
return 1i == 1LL
---
return 1i + 1
---
return 1 + 1i
---
return 1i + 1i
---
return 1i * 2
---
return 1i - 1LL
---
return 1LL - 1i
---
return 1i / nil
---
return nil / 1i
---
return 1i ^ "x"
---
return 1i % {}
---
return {} + 1i
---
return -1i
---
local x = 1i return -x
---
local x = 1i return #x
---
return 1i < 1i
---
return 1i < 2
---
return 2 <= 1i
---
return 1i < "x"
---
return 1i > nil
---
return 1i .. "x"
---
return "x" .. 1i
---
return 1i .. 1i
---
return 1 .. 1i
---
return 1i .. 1LL
---
local x = 1i return x.re, x.im
---
local x = 2.5i return x[0], x[1]
---
local x = 1i return x.foo
---
local x = 1i return x[2]
---
local x = 1i return x["re"], x[1LL]
---
local x = 1i return x[{}]
---
local x = 1i return x[nil]
---
local x = 1i return x[true]
---
local x = 1i return x[1.9]
---
local x = 1i x.re = 5 return x.re, tostring(x)
---
local x = 1i x.im = 5 return x.im
---
local x = 1i x[0] = 5 return tostring(x)
---
local x = 1i x.foo = 5
---
local x = 1i return x()
---
local x = 1i return x:foo()
---
return (1i)()
---
return tonumber(1i)
---
return tonumber(1i, 10)
---
return tonumber("1i"), tonumber("1I"), tonumber("0x1i")
---
return math.abs(1i)
---
return math.floor(1i)
---
return bit.bor(1i, 1)
---
return bit.tobit(1i)
---
return string.format("%d", 1i)
---
return string.format("%s", 1i), string.format("%q", 1i)
---
return string.format("%f", 1i)
---
return string.format("%x", 1i)
---
return string.rep("x", 1i)
---
return ("x"):rep(1i)
---
return ({[1i] = 1})[1i]
---
local k = 1i local t = {[k] = 1} return t[k], next(t) == k
---
return getmetatable(1i)
---
return pairs(1i)
---
return ipairs(1i)
---
return next(1i)
---
return select(1i, 1)
---
return setmetatable({}, 1i)
---
for i = 1i, 2 do end
---
for i = 1, 2, 1i do end
---
for k in 1i do end
---
for k in pairs(1i) do end
---
return not 1i, 1i and 2, 1i or 2
---
return unpack({1i, 2i})
---
return table.concat({1i})
---
table.sort({1i, 2i})
---
return error(1i)
---
return pcall(error, 1i)
---
return assert(false, 1i)
---
return assert(1i)
---
return loadstring(1i)
---
return 1ii
---
return 1iu
---
return 1il
---
return 1LLi
---
return 1ULLi
---
return 1iLL
---
return 0b1i
---
return 0xi
---
return 1e
---
return 1ei
---
return 1.5LL
---
return 0x1.8i, 1
---
return 3 i
---
return 3i.re
---
return (3i).im
---
local function f(x) return x end return tostring(f(3i)), f(3i).im
---
return math.max(1i, 2)
---
return math.sqrt(1i)
---
return os.date("%c", 1i)
---
return coroutine.wrap(1i)
---
return rawlen(1i)
---
return type(1i .. "")
---
return 1i == setmetatable({}, {__eq = function() return true end})
---
return setmetatable({}, {__eq = function() return true end}) == 1i
---
return setmetatable({}, {__add = function() return "m" end}) + 1i
---
return 1i + setmetatable({}, {__add = function() return "m" end})
---
return 1i .. setmetatable({}, {__concat = function() return "m" end})
---
return setmetatable({}, {__lt = function() return "m" end}) < 1i
---
return 1i < setmetatable({}, {__lt = function() return "m" end})
---
print(1i, 2i)
---
io.write(1i)
---
return tostring(1i):len()
---
return 1i and 1 or 2
---
return {1i, x = 2i}
---
local x <const> = 1i
---
return 1/0*1i
---
return getmetatable(1LL)
---
return #{nil, 2LL}
---
return #{nil, nil, 3LL, nil, nil}
---
return #{1LL, 2, nil, 4}
---
return #{1, 2, nil, 4}
---
return #{{}, nil, 3}
---
return #{x = 1LL, 1, nil, 3}
---
table.sort({1LL, "x"})
---
table.sort({1LL, {}})
---
table.sort({{}, 1LL, 2})
---
table.sort({nil, 1LL})
---
local t = {3LL, 1LL, 2} table.sort(t) return t
---
return next({1LL, nil, 3LL}, 1)
---
return #{[1] = 1LL, [2] = 2LL, [4] = 4LL}
---
return #{1LL, print, nil, 4}
---
local t = {} for i = 1, 70 do t[#t+1] = "local a" .. i .. " = " .. i end return loadstring("local function f() " .. table.concat(t, " ") .. " local function g() return " .. (function() local s = {} for i = 1, 70 do s[i] = "a" .. i end return table.concat(s, "+") end)() .. " end end", "=u")
---
local t = {} for i = 1, 201 do t[i] = "a" .. i end return loadstring("local " .. table.concat(t, ","), "=u")
---
local t = {} for i = 1, 200 do t[i] = "a" .. i end return loadstring("local " .. table.concat(t, ","), "=u") ~= nil
---
local t = {} for i = 1, 201 do t[i] = "a" .. i end return loadstring("local function f(" .. table.concat(t, ",") .. ") end", "=u")
---
local t = {} for i = 1, 201 do t[i] = "local a" .. i end return loadstring("function f()\n" .. table.concat(t, "\n") .. " end", "=u")
---
local t = {} for i = 1, 255 do t[i] = "1" end return loadstring("f(" .. table.concat(t, ",") .. ")", "=u")
---
for n = 240, 256 do local t = {} for i = 1, n do t[i] = "x" end print(n, select(2, loadstring("return " .. table.concat(t, ",") , "=u"))) end
---
for n = 240, 256 do local t = {} for i = 1, n do t[i] = "x" end print(n, select(2, loadstring("return " .. table.concat(t, "..") , "=u"))) end
---
for n = 240, 256 do local t = {} for i = 1, n do t[i] = "x" end print(n, select(2, loadstring(table.concat(t, ",") .. " = 1", "=u"))) end
---
for n = 195, 205 do print(n, select(2, loadstring(("("):rep(n) .. "1" .. (")"):rep(n), "=u")), select(2, loadstring("return " .. ("("):rep(n) .. "1" .. (")"):rep(n), "=u"))) end
---
for n = 195, 205 do print(n, select(2, loadstring(("do "):rep(n) .. ("end "):rep(n), "=u")), select(2, loadstring("return " .. ("{"):rep(n) .. ("}"):rep(n), "=u"))) end
---
for n = 195, 205 do print(n, select(2, loadstring("return " .. ("-"):rep(n) .. "x", "=u")), select(2, loadstring("return " .. ("not "):rep(n) .. "x", "=u"))) end
---
for n = 195, 205 do print(n, select(2, loadstring("return " .. ("x.."):rep(n) .. "x", "=u")), select(2, loadstring("return " .. ("x^"):rep(n) .. "x", "=u")), select(2, loadstring("return " .. ("x+"):rep(n) .. "x", "=u"))) end
---
for n = 95, 105 do print(n, select(2, loadstring(("function f() "):rep(n) .. ("end "):rep(n), "=u")), select(2, loadstring(("if x then "):rep(n) .. ("end "):rep(n), "=u"))) end
---
for n = 45, 70 do print(n, select(2, loadstring(("for i = 1, 2 do "):rep(n) .. ("end "):rep(n), "=u")), select(2, loadstring(("for k in p do "):rep(n) .. ("end "):rep(n), "=u"))) end
---
local t = {} for i = 1, 300 do t[i] = "'s" .. i .. "'" end return #loadstring("return {" .. table.concat(t, ",") .. "}")()
---
local t = {} for i = 1, 300 do t[i] = "local function f" .. i % 100 .. "() end" end return loadstring(table.concat(t, "\n"), "=u")
---
local s = {} for i = 1, 300 do s[i] = "elseif x == " .. i .. " then y = " .. i end return loadstring("if false then " .. table.concat(s, " ") .. " end", "=u") ~= nil
---
return loadstring(("x"):rep(100000) .. " = 1", "=u") ~= nil, loadstring("return '" .. ("y"):rep(100000) .. "'")():len()
---
return loadstring("x = '" .. ("y"):rep(100) .. "\n", "=u")
---
return loadstring("x = " .. ("y"):rep(100) .. " z", "=u")
---
return loadstring("x = [[" .. ("y"):rep(100), "=u")
---
return loadstring("x = 1 " .. ("9"):rep(100) .. "z", "=u")
---
return loadstring("goto a ::a:: ::a::", "=u")
---
return loadstring("goto a do ::a:: end", "=u")
---
return loadstring("do goto a end local x ::a:: print(x)", "=u")
---
return loadstring("do goto a end local x ::a::", "=u") ~= nil
---
return loadstring("do goto a end local x ::a:: ;", "=u")
---
return loadstring("repeat if x then goto cont end local y = 1 ::cont:: until y", "=u")
---
return loadstring("repeat if x then goto cont end local y = 1 ::cont:: until x", "=u")
---
return loadstring("for i = 1, 2 do goto cont local y = 1 ::cont:: end", "=u") ~= nil
---
return loadstring("goto f local function f() end ::f::", "=u")
---
return loadstring("::a:: do ::a:: end", "=u") ~= nil, loadstring("do ::a:: end ::a::", "=u") ~= nil
---
return loadstring("function f() ::a:: end goto a", "=u")
---
return loadstring("::a:: function f() goto a end", "=u")
---
return loadstring("break", "=u")
---
return loadstring("while x do function f() break end end", "=u")
---
return loadstring("while x do break; y = 1 end", "=u") ~= nil, loadstring("while x do break y = 1 end", "=u") ~= nil
---
return loadstring("goto break", "=u")
---
return loadstring("goto = 1 goto goto", "=u")
---
return loadstring("::goto::", "=u")
---
return loadstring("local goto = 1 return goto", "=u")
---
return loadstring("goto:x()", "=u"), loadstring("goto.x = 1", "=u"), loadstring("goto()", "=u")
---
local i = 1 ::top:: if i <= 3 then i = i + 1 goto top end return i
---
local r = {} for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end r[#r + 1] = i * 10 + j end ::next:: end return r
---
local fs = {} do local i = 1 ::l:: local x = i fs[i] = function() return x end i = i + 1 if i <= 3 then goto l end end return fs[1](), fs[2](), fs[3]()
---
local k = 0 ::l:: local x = k local f = function() x = x + 1 return x end k = k + 1 if k < 3 then goto l end return f(), f(), k
---
local a, b, c = (function() return 1, 2, 3 end)() local t = {} t[1], t[2], t[3] = (function() return 1, 2 end)() local i = 1 i, t[i] = i + 1, 20 return a, b, c, t, i
---
local t = setmetatable({}, {__newindex = function(t, k, v) print("set", k, v) rawset(t, k, v) end, __index = function(t, k) print("get", k) return k end}) t.a, t.b, t.c = t.x, t.y
---
local function f(n) print("f", n) return n end local t = {} t[f(1)], t[f(2)] = f(3), f(4) return t
---
local function f(n) print("f", n) return n end local t = {[f(1)] = f(2), f(3), [f(4)] = f(5), f(6)} return t
---
local function f(n) print("f", n) return n end return f(1) + f(2) * f(3) ^ f(2) .. f(4) .. f(5), f(1) < f(2), f(1) == f(2) and f(3) or f(4)
---
local a = {1} local b = a a[1], a = 5, {} return b[1], #a
---
local x, y = 1, 2 x, y = y, x return x, y
---
local a, a = 1, 2 return a
---
local a <close> = 1
---
local function f(...) local a, b = ..., "x" return a, b, select("#", ...) end return f(1, 2), (f(1, 2))
---
local function f(...) return ... end return (f(1, 2)), f(1, 2), {f(1, 2), f(3, 4)}, #{f(1, 2), (f(3, 4))}
---
local function f(a, ...) local t = {...} t.n = select("#", ...) arg = arg return t, arg end return f(1, nil, nil)
---
local function f(...) local function g() return ... end end
---
return (function(...) return select("#", ...) end)(nil, nil, nil), (function(...) local a, b, c = ... return c, b, a end)(1, 2)
---
return load("return ...", "=c", "t", {})(5), load("x = 1 return x", "=c", "t", {x = 0})(), pcall(load, "x", "=c", "q"), load("x x", "=c"), load("\27Lua", "=c"), load("\27Lua", "=c", "t"), load("return 1", "=c", "b"), load(string.dump(function() return 7 end))(), load(string.dump(function() return 7 end), "=c", "t")
---
local i = 0 return load(function() i = i + 1 return ({"return ", "1", "+", "2", nil})[i] end)()
---
local i = 0 return load(function() i = i + 1 return ({"return ", "", "2"})[i] end)()
---
return load(function() return {} end)
---
return load(function() error("rd") end)
---
return load(function() error({}) end)
---
return load(function() return nil end)
---
local n = 0 return load(function() n = n + 1 if n > 3 then return nil end return "x" end, "=r")
---
return load(coroutine.wrap(function() coroutine.yield("return ") coroutine.yield("8") end))()
---
return pcall(load), pcall(load, nil), pcall(load, {}), pcall(load, 5), load("5")
---
return pcall(loadstring), pcall(loadstring, nil), loadstring(5), loadstring("x", 5), loadstring("error('e')", "@file.lua"), pcall(loadstring("error('e')", "@file.lua")), pcall(loadstring("error('e')", "=name")), pcall(loadstring("error('e')", "plain chunk")), pcall(loadstring("error('e')", "line1\nline2")), pcall(loadstring("error('e')", "")), pcall(loadstring("error('e')", "@")), pcall(loadstring("error('e')", "=")), pcall(loadstring("error('e')"))
---
return pcall(loadstring("error('e')", "=" .. ("n"):rep(100))), pcall(loadstring("error('e')", "@" .. ("n"):rep(100))), pcall(loadstring("error('e')", ("n"):rep(100))), pcall(loadstring("error('e')", ("n"):rep(50) .. "\n")), pcall(loadstring("error('e')", "a\tb")), pcall(loadstring("error('e')", "a\0b")), pcall(loadstring("error('e')", "\nabc"))
---
return loadfile("/nonexistent"), pcall(dofile, "/nonexistent"), pcall(loadfile, {}), pcall(loadfile, "/tmp"), pcall(dofile, 5)
---
return pcall(require), pcall(require, nil), pcall(require, ""), require("string") == string, require("_G") == _G, pcall(require, "a.b"), package.loaded.string == string
---
package.preload.foo = function(...) return {args = {...}} end return require("foo").args, require("foo") == require("foo"), package.loaded.foo ~= nil
---
package.preload.foo = function(...) end return require("foo"), package.loaded.foo
---
package.preload.foo = function(...) package.loaded.foo = "set" end return require("foo")
---
package.preload.foo = function(...) return false end return require("foo"), package.loaded.foo
---
package.preload.a = function() return require("b") end package.preload.b = function() return require("a") end return pcall(require, "a")
---
package.loaders[#package.loaders + 1] = function(n) return function() return "custom " .. n end end return require("zzz")
---
package.loaders = nil return pcall(require, "zzz")
---
module("m1") x = 5 return _NAME, _PACKAGE, _M.x
---
module("m1.m2", package.seeall) y = 6 return _NAME, _PACKAGE, m1.m2.y, print ~= nil
---
local f = string.dump(function(a) return a + 1 end) local g = loadstring(f) return g(4), type(f), f:sub(1, 4)
---
local up = 5 local g = loadstring(string.dump(function() return up end)) return pcall(g)
---
return pcall(string.dump, print), pcall(string.dump, nil), pcall(string.dump), type(string.dump(function() end, true)), pcall(string.dump, coroutine.wrap(print))
---
return os.date("!%Y-%m-%d %H:%M:%S %a %A %b %B %c %d %j %p %U %w %W %x %X %y %Z %%", 86400 * 400), os.date("!%D %e %F %h %I %k %l %M %n %R %r %s %t %T %u %V %g %G %C %E %O %P %Ex %Od", 1e9)
---
return os.date("!*t", 0), os.date("!*t", -1), os.date("!*t", 1e10), os.date("*t", 86399).hour
---
return os.time{year=2000,month=1,day=1}, os.time{year=2000,month=13,day=32,hour=25,min=61,sec=61}, os.time{year=1970,month=1,day=1,hour=0}, os.time{year="2000",month="1",day="1"}, os.time{year=2000.9,month=1,day=1}, os.time{year=2000,month=-5,day=0,hour=-1}, pcall(os.time, {}), pcall(os.time, {year=2000}), pcall(os.time, {year=2000,month=1}), pcall(os.time, {year={},month=1,day=1}), pcall(os.time, 5), os.time{year=2000,month=6,day=1,isdst=true}
---
return pcall(os.date, {}), pcall(os.date, "%Y", "x"), pcall(os.date, "%Y", {}), os.date("", 0), os.date("!", 0), os.date("!%", 0), os.date("%E", 0), os.date("x%Qy", 0), os.date("!%Y", 2^53), os.date("!%Y", 0/0), os.date("!%c", 2^31)
---
return os.getenv("NOPE_X"), pcall(os.getenv), os.difftime(5, 3), os.difftime(5), pcall(os.difftime), os.setlocale(), os.setlocale("C"), os.setlocale("xx"), os.setlocale(nil, "all"), pcall(os.setlocale, "C", "zz"), type(os.clock()), type(os.time())
---
local up = 5 local g = loadstring(string.dump(function() return up end)) return pcall(g)
---
local n = 0 return load(function() n = n + 1 if n > 10000 then return nil end return "x = 1 " end) ~= nil
`);

/** Corners of everything. */
export function edges(): Snippet[] {
  return snippetsOf('edges', SOURCES);
}
