import { lines, type Snippet, snippetsOf } from '../snippet.ts';

const CONSTRUCTORS = [
  '{}',
  '{nil}',
  '{1}',
  '{1, 2, 3}',
  '{1, nil}',
  '{nil, 2}',
  '{1, nil, 3}',
  '{nil, nil, 3}',
  '{1, 2, nil, 4}',
  '{nil, nil}',
  '{1, 2, 3, nil}',
  '{1, nil, nil, 4}',
  '{1, nil, 3, nil}',
  '{nil, 2, nil, 4}',
  '{1, 2, 3, nil, 5}',
  '{1, nil, 3, nil, 5, nil}',
  '{nil, nil, nil, nil, 5}',
  '{1, 2, nil, nil, nil, nil, nil, 8}',
  '{[1] = 1}',
  '{[1] = 1, [2] = 2}',
  '{[2] = 2}',
  '{[1] = 1, [3] = 3}',
  '{[1] = 1, [2] = 2, [4] = 4}',
  '{1, [2] = 2}',
  '{1, [3] = 3}',
  '{1, 2, [4] = 4}',
  '{x = 1}',
  '{x = 1, 1, 2}',
  '{1, x = 1, 2}',
  '{n = 0, nil, 2}',
  '{(function() return 1, 2, 3 end)()}',
  '{(function() return 1, 2, 3 end)(), 4}',
  '{(function() return 1, nil, 3 end)()}',
  '{((function() return 1, 2 end)())}',
  '{(function() end)()}',
  '{(function() end)(), 1}',
  '{unpack({1, 2, nil, 4}, 1, 4)}',
  '{0, [0] = 5}',
  '{[0] = 5}',
  '{[-1] = 1, [1] = 1}',
  '{1, 2; 3}',
  '{1, 2, 3,}',
  '{[1] = "a", "b"}',
  '{"b", [1] = "a"}',
  '{[1.5] = 1}',
  '{[2^53] = 1}',
  '{["1"] = 1}',
  '{[true] = 1, [false] = 2}',
].map((table) => `local t = ${table} return #t, t, table.getn(t), table.maxn(t), select("#", unpack(t))`);

const LENGTHS = lines(`
local t = {} for i = 1, 10 do t[i] = i end t[10] = nil return #t
local t = {} for i = 1, 10 do t[i] = i end t[5] = nil return #t
local t = {} for i = 1, 8 do t[i] = i end t[8] = nil t[4] = nil return #t
local t = {} t[1] = 1 t[2] = 2 t[4] = 4 return #t
local t = {} t[4] = 4 t[2] = 2 t[1] = 1 return #t
local t = {} t[3] = 3 t[2] = 2 t[1] = 1 return #t
local t = {1, 2, 3} t[#t + 1] = 4 t[#t + 1] = 5 return #t
local t = {1, 2, 3} t[2] = nil return #t
local t = {1, 2, 3} t[3] = nil return #t
local t = {1, 2, 3} t[1] = nil return #t
local t = {1, 2, 3, 4} t[4] = nil t[3] = nil return #t
local t = {1, 2, 3, 4} t[3] = nil t[4] = nil return #t
local t = {} for i = 1, 100 do t[i] = i end for i = 100, 51, -1 do t[i] = nil end return #t
local t = {} for i = 1, 100 do t[i] = i end for i = 51, 99 do t[i] = nil end return #t
local t = {} for i = 1, 16 do t[i] = true end for i = 1, 16, 2 do t[i] = nil end return #t
local t = {} for i = 100, 1, -1 do t[i] = i end return #t
local t = {} for i = 2, 100 do t[i] = i end return #t
local t = {n = 1} for i = 1, 5 do t[i] = i end t[3] = nil return #t
local t = {} t[1] = 1 t[2] = 2 t[3] = 3 t[2] = nil return #t
local t = {} t[1] = 1 t[2] = 2 t[3] = 3 t[5] = 5 return #t
local t = {10, 20, 30, nil} return #t
local t = {10, 20, 30, nil, 50} t[6] = 60 return #t
local t = {nil, nil, 3} t[4] = 4 return #t
local t = {nil, nil, 3} t[1] = 1 return #t
local t = {1, 2, 3, 4, 5, 6, 7} t[7] = nil t[6] = nil return #t
local t = table.pack(1, nil, 3) return #t, t.n
local t = table.pack(nil, nil) return #t, t.n
local t = {} t[2^53] = 1 t[1.5] = 2 t[-1] = 3 t[0] = 4 return #t
local t = {} t[1] = 1 t[1e9] = 2 return #t
local function f(...) return #{...} end return f(), f(nil), f(1, nil), f(nil, 2), f(1, nil, 3), f(nil, nil, nil, 4)
local function f(...) local t = {...} t[#t + 1] = "x" return t end return f(1, 2), f(1, nil), f(nil)
return #setmetatable({1, 2}, {__len = function() return 42 end}), rawlen(setmetatable({1, 2}, {__len = function() return 42 end}))
return #setmetatable({1, 2}, {__index = {1, 2, 3, 4}})
return #setmetatable({}, {__len = function() return "x" end}), #setmetatable({}, {__len = function() end})
`);

const ORDER = lines(`
local r = {} for k, v in pairs({10, 20, 30}) do r[#r + 1] = k .. "=" .. v end return table.concat(r, " ")
local r = {} for k, v in pairs({10, nil, 30}) do r[#r + 1] = k .. "=" .. v end return table.concat(r, " ")
local r = {} for k, v in pairs({[3] = 3, [2] = 2, [1] = 1}) do r[#r + 1] = k end return table.concat(r, " ")
local r = {} for k, v in pairs({[10] = 1, [20] = 2, [30] = 3}) do r[#r + 1] = k end return table.concat(r, " ")
local r = {} for k, v in pairs({[-1] = 1, [0] = 2, [1] = 3, [2] = 4}) do r[#r + 1] = k end return table.concat(r, " ")
local r = {} for k, v in pairs({[1.5] = 1, [2.5] = 2, [3.5] = 3}) do r[#r + 1] = k end return table.concat(r, " ")
local r = {} for k, v in pairs({[true] = 1, [false] = 2}) do r[#r + 1] = tostring(k) end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 20 do t[i * 3] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 10, 1, -1 do t[i] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 10 do t[i * i] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 10 do t[2 ^ i] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = -5, 5 do t[i] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 12 do t[i / 2] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 8 do t[1000 * i] = i end t[3000] = nil for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 8 do t[1000 * i] = i end t[3000] = nil t[9000] = 9 t[3000] = 3 for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {1, 2, 3, [10] = 10, [20] = 20}, {} for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {[100] = 1, [200] = 2}, {} t[1] = "a" t[2] = "b" t[3] = "c" for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for i = 1, 5 do t[i] = i t[i * 100] = i end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for _, k in ipairs{5, 3, 1, 4, 2} do t[k] = k end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t, r = {}, {} for _, k in ipairs{1e100, -1e100, 1/0, -1/0, 0.1, 1e15} do t[k] = k end for k in pairs(t) do r[#r + 1] = k end return table.concat(r, " ")
local t = {1, 2, 3, 4, 5} for k in pairs(t) do t[k] = nil end return next(t)
local t, n = {1, 2, 3, x = 1}, 0 for k in pairs(t) do t[k] = nil n = n + 1 end return n, next(t)
local t = {1, 2, 3} return next(t), next(t, 1), next(t, 2), next(t, 3), next({}), next({}, nil), next({x = 5})
local t = {1, 2, 3} t[2] = nil return next(t, 1), next(t, 3)
return next({1, 2}, 1.0), next({10, 20}, 0 + 1)
return next({1, 2}, 3)
return next({1, 2}, "x")
return next({x = 1}, "y")
return next({}, 1)
return next({1}, 1.5)
return pcall(next, {}, "nope")
local t = {a = 1} local k = next(t) t[k] = nil return next(t, k)
local t = {x = 1, y = 2, z = 3} local n = 0 for k, v in pairs(t) do n = n + v end return n
local t = {} for i = 1, 300 do t["k" .. i] = i end local s = 0 for k, v in pairs(t) do s = s + v end return s
local r = {} for i, v in ipairs({1, 2, nil, 4}) do r[#r + 1] = i end return r
local r = {} for i, v in ipairs(setmetatable({1, 2}, {__index = function(t, i) if i < 5 then return i * 10 end end})) do r[#r + 1] = v end return r
local r = {} for k, v in next, {5, 6} do r[#r + 1] = k + v end return r
local r = {} for i, v in ipairs({}) do r[#r + 1] = i end return r
`);

const FUNCTIONS = lines(`
return table.concat({1, 2, 3}), table.concat({1, 2, 3}, ", "), table.concat({}), table.concat({}, ","), table.concat({"a"}, ","), table.concat({"a", 1.5, -0}, "-")
return table.concat({1, 2, 3, 4}, ",", 2), table.concat({1, 2, 3, 4}, ",", 2, 3), table.concat({1, 2, 3}, ",", 3, 2), table.concat({1, 2, 3}, ",", 1, 1), table.concat({1, 2}, nil, 2)
return table.concat({1, 2, 3}, 0), table.concat({[0] = "z", "a"}, ",", 0), table.concat({[5] = "x"}, ",", 5, 5), table.concat({1, 2, 3}, ",", "2"), table.concat({1, 2, 3}, ",", 1.9, 2.9)
return table.concat({1, nil, 3})
return table.concat({1, nil, 3}, ",", 1, 3)
return table.concat({1, {}, 3})
return table.concat({1, true})
return table.concat({print})
return table.concat({1, 2}, ",", 1, 5)
return table.concat({1, 2}, ",", -1, 2)
return table.concat()
return table.concat(nil)
return table.concat("x")
return table.concat({}, {})
return table.concat({}, ",", "x")
return table.concat({}, ",", 1, {})
return table.concat(setmetatable({}, {__index = function(_, i) return i end}), ",", 1, 3)
return table.concat(setmetatable({}, {__len = function() return 2 end, __index = {"a", "b"}}), ",")
return table.concat({setmetatable({}, {__tostring = function() return "x" end})})
local t = {} for i = 1, 1000 do t[i] = i end return #table.concat(t, ",")
local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0) table.insert(t, 3, "m") return t
local t = {1, 2} table.insert(t, 3, 9) return t
local t = {1} table.insert(t, 5, 9) return t[1], t[5], #t
local t = {1, 2} table.insert(t, 0, 9) return t[0], t[1], t[2], t[3]
local t = {1, 2} table.insert(t, -1, 9) return t[-1], t[0], t[1], t[2], t[3]
local t = {} table.insert(t, "a") table.insert(t, "b") return t, #t
local t = {} table.insert(t, nil) return #t, next(t)
local t = {1, 2} table.insert(t, 1, nil) return t[1], t[2], t[3], #t
local t = {1, 2, 3} table.insert(t, "2", "x") return t
local t = {1, 2, 3} table.insert(t, 2.9, "x") return t
return table.insert()
return table.insert({})
return table.insert({}, 1, 2, 3)
return table.insert(nil, 1)
return table.insert("x", 1)
return table.insert({}, "x", 1)
return table.insert({}, {}, 1)
return table.insert({}, nil, 1)
return select("#", table.insert({}, 1))
local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v * 2) end}) table.insert(t, 5) return t
local t = setmetatable({}, {__len = function() return 10 end}) table.insert(t, "x") return t[1], t[11]
local t = {1, 2, 3} return table.remove(t), table.remove(t, 1), t, table.remove(t), table.remove(t), t
local t = {1, 2, 3} return table.remove(t, 2), t
local t = {1, 2, 3} return table.remove(t, 5), table.remove(t, 4), t
local t = {1, 2, 3} return table.remove(t, 0), table.remove(t, -1), t
local t = {} return table.remove(t), table.remove(t, 1), select("#", table.remove(t)), select("#", table.remove(t, 1))
local t = {[0] = "z"} return table.remove(t, 0), t[0]
local t = {1, 2, 3} return table.remove(t, "1"), table.remove(t, 1.9), t
local t = {1, 2, 3} return table.remove(t, nil), t
return table.remove()
return table.remove(nil)
return table.remove({}, "x")
return table.remove({1}, {})
return table.remove("x")
local t = setmetatable({1, 2, 3}, {__index = function(t, k) return k end}) return table.remove(t), table.remove(t, 1), t
return table.unpack == unpack, unpack({1, 2, 3}), unpack({1, 2, 3}, 2), unpack({1, 2, 3}, 2, 3), unpack({}, 1, 2), unpack({1, 2, 3}, 3, 2)
return unpack({1, nil, 3}), unpack({1, nil, 3}, 1, 3), unpack({[0] = 0, 1}, 0), unpack({1, 2}, -1, 1), unpack({1, 2}, nil, 1), unpack({1, 2}, "2"), unpack({1, 2}, 1.9)
return select("#", unpack({}, 1, 100)), select("#", unpack({}, 1, 0)), select("#", unpack({}))
return unpack({}, 1, 1e6)
return unpack({}, 1, 1e8)
return unpack({}, -2^31, 2^31 - 1)
return select("#", unpack({}, 1, 7000))
return unpack()
return unpack(nil)
return unpack("x")
return unpack({}, "x")
return unpack({}, 1, {})
return unpack(setmetatable({}, {__index = function(_, i) return i end}), 1, 3)
return table.pack(), table.pack(1), table.pack(1, nil, 3), table.pack(nil).n, table.pack(unpack({}, 1, 10)).n
return table.maxn({}), table.maxn({1, 2, 3}), table.maxn({1, nil, 3}), table.maxn({[10] = 1, [2.5] = 1}), table.maxn({[-5] = 1}), table.maxn({x = 1}), table.maxn({[1e300] = 1}), table.maxn({[0.5] = 1})
return table.maxn()
return table.maxn(5)
return table.getn({}), table.getn({1, 2, 3})
return table.getn()
return table.getn(5)
return table.setn
return table.foreach({1, 2, 3}, print), table.foreach({5, 6}, function(k, v) if v == 6 then return "found" end end), table.foreach({}, print)
return table.foreach({1})
return table.foreach({1}, 5)
return table.foreach(nil, print)
return table.foreach({1}, function(k, v) error("in foreach") end)
return table.foreachi({1, 2, nil, 4}, print), table.foreachi({7, 8}, function(i, v) return i == 2 and v or nil end)
return table.foreachi({1})
return table.foreachi(nil, print)
return table.foreachi({1}, {})
return table.move({1, 2, 3}, 1, 3, 2), table.move({1, 2, 3}, 2, 3, 1), table.move({1, 2, 3}, 1, 3, 1, {}), table.move({1, 2, 3}, 1, 0, 5), table.move({1, 2, 3}, 2, 3, 10, {})
local t = {1, 2, 3, 4, 5} table.move(t, 1, 3, 3) return t
local t = {1, 2, 3, 4, 5} table.move(t, 3, 5, 1) return t
local t = {} return table.move({1, 2}, 1, 2, 1, t) == t
return table.move()
return table.move({})
return table.move({}, 1)
return table.move({}, 1, 2)
return table.move({}, 1, 2, 3, 5)
return table.move(5, 1, 2, 3)
return table.move({}, "x", 2, 3)
return table.move({}, 1.5, 2.5, 3.5)
return table.clear, table.new, table.create
local t = setmetatable({1, 2, 3}, {__len = function() return 5 end}) return table.getn(t), table.remove(t), #t, rawlen(t), table.concat(t), select("#", unpack(t))
local t = setmetatable({1, 2, 3}, {__len = function() return 2 end}) return table.remove(t), t[2], t[3], table.remove(t, 3), table.foreachi(t, print)
local t = setmetatable({1, 2, 3}, {__len = function() return "x" end}) return table.remove(t), table.remove(t, 1)
local t = setmetatable({1, 2, 3}, {__len = function() return {} end}) return table.remove(t, 1)
local t = setmetatable({1, 2, 3}, {__len = function() return coroutine.yield("len") end}) local co = coroutine.wrap(table.remove) return co(t), co(3), t
local t = setmetatable({1, 2, 3}, {__len = function() return 1 end}) table.insert(t, 9) table.sort(t, function(a, b) return a > b end) return t
`);

const SORTS = lines(`
local t = {3, 1, 2} table.sort(t) return t
local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return t
local t = {"banana", "apple", "Cherry", "10", "9", ""} table.sort(t) return t
local t = {} table.sort(t) return t
local t = {1} table.sort(t) return t
local t = {2, 1} table.sort(t) return t
local t = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10} table.sort(t, function(a, b) return a > b end) return t
local t = {5, 5, 5, 1, 1} table.sort(t) return t
local t = {} for i = 1, 100 do t[i] = (i * 37) % 101 end table.sort(t) local ok = true for i = 2, 100 do ok = ok and t[i - 1] <= t[i] end return ok, t[1], t[100]
local t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end table.sort(t, function(a, b) return a > b end) return t[1], t[500], t[1000]
local t = {{k = 3, n = "a"}, {k = 1, n = "b"}, {k = 2, n = "c"}} table.sort(t, function(a, b) return a.k < b.k end) return t
local t = {{k = 1, n = 1}, {k = 1, n = 2}, {k = 0, n = 3}, {k = 1, n = 4}, {k = 0, n = 5}} table.sort(t, function(a, b) return a.k < b.k end) return t
local t = {4, 2, 5, 1, 3} local r = {} table.sort(t, function(a, b) r[#r + 1] = a .. "<" .. b return a < b end) return table.concat(r, " ")
local t = {1, 2, 3, 4, 5, 6, 7, 8} local r = {} table.sort(t, function(a, b) r[#r + 1] = a .. b return a < b end) return table.concat(r, " ")
local t = {8, 7, 6, 5, 4, 3, 2, 1} local r = {} table.sort(t, function(a, b) r[#r + 1] = a .. b return a < b end) return table.concat(r, " ")
local t = {1, "a"} table.sort(t)
local t = {1, {}, 2} table.sort(t)
local t = {{}, {}} table.sort(t)
local t = {true, false} table.sort(t)
local t = {3, 1, nil, 2} table.sort(t)
local t = {nil, 2, 1} table.sort(t) return t
local t = {3, 1, 2} table.sort(t, function() return true end)
local t = {} for i = 1, 10 do t[i] = i end table.sort(t, function() return true end)
local t = {3, 1, 2} table.sort(t, function() return false end) return t
local t = {3, 1, 2} table.sort(t, function() error("cmp") end)
local t = {3, 1, 2} table.sort(t, function() error({1}) end)
local t = {3, 1, 2} table.sort(t, function(a, b) return a < b and 1 or nil end) return t
local t = {3, 1, 2} table.sort(t, nil) return t
local t = {3, 1, 2} table.sort(t, 5)
local t = {3, 1, 2} table.sort(t, {})
table.sort()
table.sort(nil)
table.sort("x")
return select("#", table.sort({}))
local t = setmetatable({}, {__lt = function(a, b) return a.v < b.v end}) local mt = getmetatable(t) local l = {} for i, v in ipairs{3, 1, 2} do l[i] = setmetatable({v = v}, mt) end table.sort(l) return l[1].v, l[2].v, l[3].v
return coroutine.wrap(function() return pcall(table.sort, {3, 1, 2}, function(a, b) coroutine.yield() return a < b end) end)()
local t = {3, 1, 2} table.sort(t, math.min)
local p = setmetatable({}, {__index = function(_, i) return 4 - i end, __newindex = function() error("no write") end}) table.sort(p) return "sorted"
local t = {0/0, 1, 2} return pcall(table.sort, t)
local words = {} for w in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do words[#words + 1] = w end table.sort(words) return table.concat(words, " ")
`);

/** Tables: length with holes, order, the library. */
export function tables(): Snippet[] {
  return [
    ...snippetsOf('constructor', CONSTRUCTORS),
    ...snippetsOf('length', LENGTHS),
    ...snippetsOf('order', ORDER),
    ...snippetsOf('function', FUNCTIONS),
    ...snippetsOf('sort', SORTS),
  ];
}
