// Data: a table, as long as it is.
import { chunks, lines, type Snippet, snippetsOf } from '../snippet.ts';

const VALUES = lines(String.raw`
return type(1), type("x"), type(nil), type(true), type({}), type(print), type(function() end), type(coroutine.create(print)), type(io.stdout), type(1LL)
return type()
return type(nil, 1), type(1, 2)
return tostring(1), tostring("x"), tostring(nil), tostring(true), tostring(1.5), tostring(-0), tostring(1e15)
return tostring()
return tostring({}):match("^table: 0x%x+$") ~= nil, tostring(print):match("^function: builtin#%d+$") ~= nil, tostring(function() end):match("^function: 0x%x+$") ~= nil
return tostring(coroutine.create(print)):match("^thread: 0x%x+$") ~= nil, tostring(newproxy()):match("^userdata: 0x%x+$") ~= nil
return tostring(setmetatable({}, {__tostring = function() return "obj" end}))
return tostring(setmetatable({}, {__tostring = function() return 5 end}))
return tostring(setmetatable({}, {__tostring = function() end}))
return tostring(setmetatable({}, {__tostring = function() return {} end})) ~= nil
return tostring(setmetatable({}, {__tostring = "x"}))
return tostring(setmetatable({}, {__tostring = function(t) error("inside") end}))
return tostring(setmetatable({}, {__name = "My"})):match("^(%a+): ")
return tostring(1, 2), select("#", tostring(nil))
local t = {} for _, l in ipairs{"_G", "string", "table", "math", "os", "io", "bit", "coroutine", "debug"} do for k, v in pairs(_G[l]) do if type(v) == "function" and k ~= "print" then t[l .. "." .. k] = string.format("%s", v):match("builtin#%d+") or "address" end end end return t
return tostring(pairs({})), tostring(ipairs({})), tostring(("x"):gmatch("x")), tostring(coroutine.wrap(print))
return tonumber("10"), tonumber(5), tonumber(" 0x1F "), tonumber("abc"), tonumber(""), tonumber(nil), tonumber(true), tonumber({})
return tonumber()
return tonumber({}, 10)
return tonumber(nil, 10)
return tonumber(true, 2)
return tonumber(15, 16), tonumber(1.5, 10), tonumber("8", 8), tonumber("7", 8)
return tonumber("1e1"), tonumber("0x1p4"), tonumber("1e"), tonumber("1 2"), tonumber("1\n")
return select("#"), select("#", nil), select("#", 1, nil, 3), select(2, "a", "b", "c"), select(-1, "a", "b"), select(-2, "a", "b"), select(5, 1), select("2", "a", "b"), select(1.9, "a", "b")
return select(0)
return select(-1)
return select(-3, "a", "b")
return select("x", 1)
return select()
return select(nil)
return select({})
return rawequal(1, 1), rawequal("a", "a"), rawequal({}, {}), rawequal(1, "1"), rawequal(nil, nil), rawequal(0, -0), rawequal(0/0, 0/0)
return rawequal()
return rawequal(1)
local t = setmetatable({}, {__eq = function() return true end}) local u = setmetatable({}, getmetatable(t)) return t == u, rawequal(t, u)
local t = setmetatable({}, {__index = function() return 1 end, __newindex = function() end}) rawset(t, "x", 5) return rawget(t, "x"), rawget(t, "y"), t.y, rawset(t, 1, 2) == t
return rawget()
return rawget({})
return rawget(5, 1)
return rawset()
return rawset({}, 1)
return rawset({})
return rawset({}, nil, 1)
return rawset({}, 0/0, 1)
return rawget({}, nil), rawget({}, 0/0)
return rawlen({1, 2}), rawlen("abc"), rawlen({}), rawlen("")
return rawlen()
return rawlen(5)
return rawlen(nil)
return getmetatable({}), getmetatable("x") ~= nil, getmetatable(1), getmetatable(nil), getmetatable(print), getmetatable(true)
return getmetatable()
local mt = {} local t = setmetatable({}, mt) return getmetatable(t) == mt, setmetatable(t, nil) == t, getmetatable(t)
local t = setmetatable({}, {__metatable = "locked"}) return getmetatable(t)
local t = setmetatable({}, {__metatable = "locked"}) setmetatable(t, {})
local t = setmetatable({}, {__metatable = false}) return getmetatable(t), pcall(setmetatable, t, nil)
return setmetatable({})
return setmetatable()
return setmetatable(5, {})
return setmetatable({}, 5)
return setmetatable({}, "x")
return setmetatable("x", {})
return setmetatable({}, nil) ~= nil
return assert(1), assert(1, 2, 3), assert("x"), assert({}) ~= nil, assert(0), assert("")
return assert(false)
return assert(nil)
return assert(nil, "message")
return assert(false, "with\nnewline")
return assert(nil, 5)
return assert(false, {1})
return assert(nil, nil)
return assert(false, nil, 3)
return assert()
return pcall(assert, false), pcall(assert, nil, "m"), pcall(assert), pcall(assert, false, {1})
local function f() assert(false, "in f") end f()
return assert(pcall(error, "x"))
return assert(loadstring("x ="))
return error("msg")
error("msg", 0)
error("msg", 1)
error("msg", 2)
error("msg", 3)
error("msg", -1)
error("msg", "2")
error("msg", {})
error()
error(nil)
error(nil, 2)
error({1, 2})
error({code = 5}, 2)
error(true)
error(5)
error(5.5, 0)
error(print) 
local function f() error("lvl1", 1) end f()
local function f() error("lvl2", 2) end f()
local function f() error("lvl3", 3) end local function g() f() end g()
local function f() error("lvl2", 2) end return pcall(f)
local function f() error("lvl2", 2) end return pcall(function() f() end)
local function f() error("lvl2", 2) end return pcall(function() return f() end)
local function f() error("lvl3", 3) end return pcall(function() f() end)
return pcall(error), pcall(error, nil), pcall(error, "x"), pcall(error, "x", 0), pcall(error, "x", 1), pcall(error, "x", 2), pcall(error, {1})
return pcall(), 1
return pcall(nil)
return pcall(5)
return pcall({})
return pcall(print, 1, 2)
return pcall(function(...) return select("#", ...), ... end, 1, nil, 3)
return pcall(pcall, error, "x")
return pcall(pcall)
return pcall(setmetatable({}, {__call = function(self, a) return a end}), 7)
return pcall(function() local x = nil; x() end)
return pcall(function() return pcall(error, "inner") end)
return pcall(string.rep), pcall(string.rep, "x"), pcall(("x").rep, {})
return select("#", pcall(function() end)), select("#", pcall(function() return nil end)), select("#", pcall(error))
return xpcall(function() return 1, 2 end, print)
return xpcall(function(...) return select("#", ...), ... end, print, 1, nil, 3)
return xpcall(function() error("e") end, function(m) return "handled: " .. m end)
return xpcall(function() error("e", 0) end, function(m) return m, "second" end)
return xpcall(function() error() end, function(m) return m == nil end)
return xpcall(function() local x = nil + 1 end, function(m) return m:upper() end)
return xpcall(error, function(m) return "h" .. m end, "x")
return xpcall(function() error("e") end, function(m) error("again") end)
return xpcall(function() error("e") end, function(m) local x = nil; return x.y end)
return xpcall(function() error({1}) end, function(m) return type(m), m[1] end)
return xpcall(function() error("e") end, nil)
return xpcall(function() error("e") end, 5)
return xpcall()
return xpcall(print)
return xpcall(nil, print)
return xpcall(5, function(m) return m end)
return xpcall(function() error("e") end, error)
return xpcall(function() error("e") end, tostring)
return xpcall(function() return xpcall(error, function(m) return "inner " .. m end, "x") end, print)
return xpcall(function() string.rep() end, function(m) return m end)
return xpcall(coroutine.wrap(function() error("co") end), function(m) return "h:" .. m end)
local function f(n) return n == 0 and error("deep") or f(n - 1) + 1 end return xpcall(f, function(m) return m end, 50)
return select(2, xpcall(function() error("t") end, debug.traceback)):match("^[^\n]+\nstack traceback:\n") ~= nil
return unpack(setmetatable({1, 2}, {__len = function() return 1 end}))
return _VERSION, _G._G == _G, _G._VERSION, jit.version:match("^LuaJIT 2.1"), jit.version_num, jit.os, jit.arch, type(jit.status)
return arg, utf8, bit32, _ENV, math.tointeger, math.type, coroutine.close, table.clear, string.pack, warn
return type(newproxy()), getmetatable(newproxy()), type(getmetatable(newproxy(true))), getmetatable(newproxy(newproxy(true))) ~= nil
return newproxy({})
return newproxy(5)
local p = newproxy(true) getmetatable(p).__index = function(_, k) return k .. "!" end getmetatable(p).__len = function() return 7 end return p.x, #p
local p = newproxy(true) local q = newproxy(p) return getmetatable(p) == getmetatable(q), p == q
local p = newproxy() return p.x
local p = newproxy() p.x = 1
local p = newproxy(false) return #p
return newproxy() == newproxy(), newproxy() < newproxy()
return type(collectgarbage()), collectgarbage(), collectgarbage("collect"), type(collectgarbage("count")), collectgarbage("step"), collectgarbage("isrunning")
return collectgarbage("stop"), collectgarbage("isrunning"), collectgarbage("restart"), collectgarbage("isrunning")
return type(collectgarbage("setpause", 100)), type(collectgarbage("setstepmul", 200)), collectgarbage("setpause", 200), collectgarbage("setstepmul", 100)
return collectgarbage("bad")
return collectgarbage("generational")
return collectgarbage({})
return collectgarbage("count", "x")
return type(gcinfo()), gcinfo() > 0, collectgarbage("count") > 0, select("#", collectgarbage("count"))
local w = setmetatable({}, {__mode = "k"}) w[{}] = 1 collectgarbage() return next(w)
local w = setmetatable({}, {__mode = "v"}) w[1] = {} w[2] = "s" w[3] = 5 collectgarbage() return w[1], w[2], w[3]
local w = setmetatable({}, {__mode = "kv"}) local k = {} w[k] = k w[{}] = {} collectgarbage() local n = 0 for _ in pairs(w) do n = n + 1 end return n
local log = {} do local p = newproxy(true) getmetatable(p).__gc = function() log[#log + 1] = "gc" end end collectgarbage() collectgarbage() return log
return next({}), next({5}), select("#", next({}))
return next()
return next(5)
return next(nil)
return pairs()
return pairs(nil)
return pairs(5)
return pairs("x")
return ipairs()
return ipairs(nil)
return ipairs(5)
local f, t, k = pairs({1}) return type(f), type(t), k, f == next
local f, t, k = ipairs({1}) return type(f), type(t), k, f(t, 0), f(t, 1)
for k, v in pairs(nil) do end
for k, v in ipairs() do end
for k, v in nil do end
for k in 5 do end
for k, v in {} do end
for k, v in "x" do end
for _ in setmetatable({}, {__call = function(self, s, c) c = (c or 0) + 1 if c < 4 then return c end end}) do print(_) end
for k, v in pairs(setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t, nil end})) do print(k, v) end
for k, v in pairs(setmetatable({}, {__pairs = function(t) return next, {a = 1}, nil, "extra" end})) do print(k, v) end
return select("#", pairs(setmetatable({}, {__pairs = function() return 1, 2, 3, 4 end})))
for i, v in ipairs(setmetatable({}, {__ipairs = function(t) return function(_, i) if i < 3 then return i + 1, "v" end end, t, 0 end})) do print(i, v) end
return pairs(setmetatable({}, {__pairs = 5}))
return pairs(setmetatable({}, {__pairs = function() error("in pairs") end}))
return print(), print(nil, 1, "a", true), print(setmetatable({}, {__tostring = function() return "T" end}))
print(1, 2) print("a\tb") print(-0, 1e100, 0/0) print()
print(setmetatable({}, {__tostring = function() return {} end}))
local tostring = nil print(1)
`);

const LOADING = lines(String.raw`
return load("return 1 + 1")(), load("x =")
return load("return ...", "=name")(1, 2), load("error('e')", "=name"), pcall(load("error('e')", "=name"))
return pcall(load("error('e')", "@file.lua")), pcall(load("error('e')", "plain")), pcall(load("error('e')"))
return pcall(load("\nerror('e')", "first\nsecond")), pcall(load("error('e')", "\nx")), pcall(load("error('e')", "")), pcall(load("error('e')", "="))
return pcall(load("error('e')", ("n"):rep(100))), pcall(load("error('e')", "=" .. ("n"):rep(100))), pcall(load("error('e')", "@" .. ("n"):rep(100)))
return pcall(load("error('e')", ("n"):rep(48))), pcall(load("error('e')", ("n"):rep(49))), pcall(load("error('e')", "=" .. ("n"):rep(59))), pcall(load("error('e')", "=" .. ("n"):rep(60)))
return pcall(load("error('e')", "tab\there")), pcall(load("error('e')", "cr\rhere")), pcall(load("error('e')", "a\127b")), pcall(load("error('e')", "a\200b"))
return load("return x", "=n", "t", {x = 5})(), load("return x", "=n", "bt", {x = 6})(), pcall(load("return x.y", "=n", "t", {}))
return load("x = 1 return x", "=n", "t", {})(), x
return load("return 1", "=n", "b")
return load("return 1", "=n", "x")
return load("return 1", "=n", "")
return load("return _G", "=n", "t", {_G = 3})(), load("return print", nil, nil, {})()
return getfenv(load("return 1", "=n", "t", {a = 7})).a, load("return 1", "=n", "t", nil)()
local env = {} load("function f() return g end g = 3", "=n", "t", env)() return env.f(), f
return load(function() return nil end), type(load(function() return nil end))
local n = 0 return load(function() n = n + 1 return ({"return ", "1 + ", "2"})[n] end)()
local n = 0 return load(function() n = n + 1 return ({"return ", "1 + ", "", "2"})[n] end)
local n = 0 return load(function() n = n + 1 return ({"return 5", 6})[n] end)()
return load(function() return {} end)
return load(function() error("in reader") end)
return load(function() error({1}) end)
return load(function() return true end)
return load()
return load(nil)
return load({})
return load(5)
return load("x", {})
return load("x", "=n", {})
return loadstring("return 1, 2")(), loadstring("x ="), loadstring("return 1", "=n")()
return loadstring("x = = 1", "=n"), loadstring("x = = 1", "@n"), loadstring("x = = 1")
return loadstring("x = = 1\ny"), loadstring("\nx = = 1"), loadstring("\n\n\n\nx = = 1", "=n")
return loadstring()
return loadstring(nil)
return loadstring({})
return loadstring(5)
return loadstring("")(), loadstring("-- c")(), select("#", loadstring("return")())
return loadstring("return ...")(1, 2, 3), loadstring("local a, b = ... return b, a")(1, 2)
return loadstring("syntax error here"), select("#", loadstring("syntax error here"))
local f = loadstring("return y") y = 9 return f(), setfenv(f, {y = 8}) == f, f()
return loadfile("/nonexistent/x.lua")
return dofile("/nonexistent/x.lua")
return pcall(dofile, "/nonexistent/x.lua")
return loadfile({})
return require("nonexistent_module_xyz")
return require("string") == string, require("_G") == _G, require("bit") == bit
return require()
return require({})
package.preload.mine = function(name, ...) return {name = name, n = select("#", ...)} end local m = require("mine") return m.name, m.n, require("mine") == m, package.loaded.mine == m
package.preload.mine = function() end return require("mine"), package.loaded.mine
package.preload.mine = function() error("loading") end return require("mine")
package.preload.mine = function() package.loaded.mine = 5 end return require("mine")
package.preload.mine = function() return require("mine") end return require("mine")
package.loaded.mine = "x" return require("mine")
package.loaded.mine = false return pcall(require, "mine")
package.preload = nil return require("mine")
package.loaders = nil return require("mine")
package.path = 5 return require("mine")
return package.path, package.cpath, package.config
return type(package.loaded), type(package.preload), type(package.loaders), package.searchers == package.loaders, #package.loaders, package.seeall ~= nil
return package.searchpath("nonexistent", "./?.lua;/x/?.lua")
return package.searchpath("a.b", "?.lua;?/c", ".", "-")
return package.searchpath("a.b", "")
return package.loadlib("/nonexistent.so", "f")
module("mymod") return mymod
module("mymod", package.seeall) function hello() return print ~= nil end return mymod.hello(), mymod._NAME, mymod._PACKAGE, mymod._M == mymod
module("a.b.c", package.seeall) return a.b.c._NAME, a.b.c._PACKAGE
module()
module(5)
string = 5 return pcall(module, "string")
x = 5 module("x")
return getfenv() == _G, getfenv(0) == _G, getfenv(1) == _G, getfenv(print) == _G
return getfenv(2) == _G
return getfenv(50)
return getfenv(-1)
return getfenv({})
return getfenv("x")
return getfenv("1") == _G
local f = setfenv(function() return x end, {x = 3}) return f(), getfenv(f).x
setfenv(1, {y = 4}) return y
local p = print setfenv(1, {}) x = 1 return p, _G, x
local function f() setfenv(2, {z = 1}) end f() return z
setfenv(1, setmetatable({}, {__index = _G})) a = 5 return a, _G.a, print ~= nil
setfenv(0, {}) return print ~= nil
return setfenv(print, {})
return setfenv(50, {})
return setfenv(-1, {})
return setfenv(1)
return setfenv({}, {})
return setfenv(1, 5)
return setfenv()
local function f() return function() return v end end setfenv(f, {v = 1}) local g = f() return g(), setfenv(f, {v = 2}) == f, g(), f()()
setmetatable(_G, {__index = function(_, k) return "auto " .. k end}) return undefined_thing
setmetatable(_G, {__newindex = function(t, k, v) rawset(t, k, v * 2) end}) nn = 5 return nn
setmetatable(_G, {__index = function(_, k) error("undefined " .. k, 2) end}) return undefined_thing
_G.x = 5 return x, _G["x"], rawget(_G, "x")
_G = nil x = 6 return x
local t = {} for k in pairs(_G) do t[#t + 1] = k end table.sort(t) return t
local t = {} for k in pairs(string) do t[#t + 1] = k end for k in pairs(table) do t[#t + 1] = k end for k in pairs(math) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
local t = {} for k in pairs(coroutine) do t[#t + 1] = k end for k in pairs(debug) do t[#t + 1] = k end for k in pairs(package) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
local t = {} for k in pairs(package.loaded) do t[#t + 1] = k end table.sort(t) return table.concat(t, " ")
`);

const DEBUG = lines(String.raw`
local i = debug.getinfo(1) return i.source, i.short_src, i.what, i.currentline, i.linedefined, i.lastlinedefined, i.nups, i.name, i.namewhat, i.isvararg, i.nparams
local i = debug.getinfo(print) return i.source, i.short_src, i.what, i.currentline, i.linedefined, i.nups
local function f(a, b) local i = debug.getinfo(1, "nSlu") return i end local i = f() return i.name, i.namewhat, i.what, i.currentline, i.linedefined, i.nparams, i.isvararg
local function f(...) return debug.getinfo(1, "u") end local i = f() return i.nups, i.nparams, i.isvararg
return debug.getinfo(50), pcall(debug.getinfo, 1, "X"), pcall(debug.getinfo, "x")
local function f() return debug.getinfo(2, "l").currentline end return f()
local t = debug.getinfo(function() return 1 end, "L").activelines return t
local function f() end return debug.getinfo(f, "f").func == f
local a, b = 1, "x" return debug.getlocal(1, 1), debug.getlocal(1, 2), debug.getlocal(1, 5)
local function f(a, b) local c = 3 return debug.getlocal(1, 1), debug.getlocal(1, 3), debug.getlocal(1, -1) end return f(1, 2, "va")
local function f(a, b) end return debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3)
local a = 1 debug.setlocal(1, 1, 5) return a
return debug.getlocal(50, 1)
local u, v = 1, 2 local function f() return u, v end return debug.getupvalue(f, 1), debug.getupvalue(f, 2), debug.getupvalue(f, 3)
local u = 1 local function f() return u end debug.setupvalue(f, 1, 9) return f(), u
local u = 1 local function f() return u end local function g() return u end return debug.upvalueid(f, 1) == debug.upvalueid(g, 1)
local a, b = 1, 2 local function f() return a end local function g() return b end debug.upvaluejoin(f, 1, g, 1) return f()
return debug.getupvalue(print, 1), pcall(debug.getupvalue, 5, 1)
return debug.getmetatable("x") == getmetatable("x"), debug.getmetatable(1), debug.setmetatable(1, {__index = {x = "num"}}), (5).x, debug.setmetatable(1, nil)
debug.setmetatable(nil, {__index = function() return "nil index" end}) local r = (nil).x debug.setmetatable(nil, nil) return r
debug.setmetatable(print, {__index = {name = "fn"}}) local r = print.name debug.setmetatable(print, nil) return r
debug.setmetatable(true, {__add = function() return "bool add" end}) local r = true + 1 debug.setmetatable(true, nil) return r
debug.setmetatable(5, {__call = function(n, x) return n + x end}) local r = (5)(6) debug.setmetatable(5, nil) return r
return type(debug.getregistry()), debug.gethook()
return debug.traceback("msg"):match("^msg\nstack traceback:\n"), debug.traceback(nil), debug.traceback({}) ~= nil, debug.traceback(5):match("^5")
local t = debug.traceback("m", 1) return (t:gsub("\n.*", "")), select(2, t:gsub("\n", "")) > 1
local function inner() local t = debug.traceback("tb") return t end local t = inner() return (t:gsub("\n%s*harness:.*", ""))
local co = coroutine.create(function() local x = 1 coroutine.yield() end) coroutine.resume(co) return debug.traceback(co), debug.traceback(co, "m"), debug.traceback(co, nil)
return pcall(debug.setmetatable, 5, 5), pcall(debug.sethook, 5)
return debug.getfenv(print) == _G, debug.setfenv(function() end, {}) ~= nil, type(debug.getfenv(function() end))
return debug.getuservalue(newproxy()), pcall(debug.setuservalue, 5, {})
return debug.getinfo(1, "S").source, debug.getinfo(1, "l").currentline, debug.getinfo(1, "n").name
`);

const BLOCKS = chunks(`
local ok, e = pcall(function()
  local t = {}
  t.x.y = 1
end)
return e
---
local function thrower()
  error(
    "multi"
  )
end
return pcall(thrower)
---
local ok, e = pcall(function()
  return string.rep(
    {},
    2
  )
end)
return e
---
local t = setmetatable({}, {
  __index = function(t, k)
    error("no field " .. k, 2)
  end,
})
local ok, e = pcall(function()
  local a = 1
  local b = t.missing
end)
return e
---
local levels = {}
for level = 0, 4 do
  local function a() error("at", level) end
  local function b()
    a()
  end
  local function c()
    b()
  end
  levels[level] = select(2, pcall(c))
end
return levels
---
local ok, e = pcall(function()
  local x = 1 +
    nil
end)
return e
---
local ok, e = pcall(function()
  local a = {}
  local b = a
    .b
    .c
end)
return e
---
local ok, e = pcall(function()
  print(1,
    2,
    nil .. "x")
end)
return e
---
local ok, e = pcall(function()
  local f
  f(
    1,
    2
  )
end)
return e
---
return select(2, pcall(function()
  for i = 1,
    "x" do
  end
end))
`);

/** The global functions, loading, environments, modules and `debug`. */
export function base(): Snippet[] {
  return [
    ...snippetsOf('function', VALUES),
    ...snippetsOf('loading', LOADING),
    ...snippetsOf('debug', DEBUG),
    ...snippetsOf('lines', BLOCKS),
  ];
}
