-- Errors as values: classes of errors, try/catch/finally, retries, cleanup, rethrown errors, handlers, levels, tracebacks.
local Failure = {}
Failure.__index = Failure
Failure.__tostring = function(self) return self.kind .. ': ' .. self.message .. (self.cause and ' <- ' .. tostring(self.cause) or '') end
local function failure(kind, message, cause)
  return setmetatable({kind = kind, message = message, cause = cause}, Failure)
end

local function try(block)
  local results = {pcall(block.body)}
  local ok = table.remove(results, 1)
  if not ok then
    local e = results[1]
    local handler = type(e) == 'table' and block[e.kind] or type(e) == 'string' and block.text or block.any
    if handler then
      results = {pcall(handler, e)}
      ok = table.remove(results, 1)
    end
  end
  if block.finally then block.finally() end
  if not ok then error(results[1], 0) end
  return unpack(results)
end

local log = {}
local function note(...) log[#log + 1] = table.concat({...}, ' ') end
print(try{body = function() return 1, 2 end, finally = function() note('f1') end})
print(try{body = function() error(failure('io', 'disk')) end, io = function(e) return 'handled ' .. tostring(e) end, finally = function() note('f2') end})
print(try{body = function() error('plain') end, text = function(e) return 'text ' .. e end})
print(try{body = function() error({1, 2}) end, any = function(e) return 'any', #e end})
print(try{body = function() error() end, any = function(e) return 'nil', e end})
print(pcall(try, {body = function() error(failure('net', 'down')) end, io = print, finally = function() note('f3') end}))
print(pcall(try, {body = function() error(failure('io', 'x')) end, io = function(e) error(failure('wrapped', 'y', e)) end}))
print(select(2, pcall(try, {body = function() error(failure('io', 'x')) end, io = function(e) error(failure('wrapped', 'y', e), 0) end})))
print(tostring(select(2, pcall(try, {body = function() error(failure('io', 'x')) end, io = function(e) error(failure('wrapped', 'y', e)) end}))))
print(table.concat(log, ','))

local function retry(times, f)
  local last
  for attempt = 1, times do
    local results = {pcall(f, attempt)}
    if results[1] then return attempt, unpack(results, 2) end
    last = results[2]
  end
  error(('gave up after %d: %s'):format(times, tostring(last)), 2)
end
print(retry(5, function(n) if n < 3 then error('not yet') end return 'on ' .. n end))
print(pcall(retry, 2, function(n) error('never ' .. n, 0) end))
print(pcall(function()
  retry(1, function() local t = nil; return t.x end)
end))

local function with(resource, f)
  resource.open = true
  local results = {pcall(f, resource)}
  resource.open = false
  if results[1] then return unpack(results, 2) end
  error(results[2], 0)
end
local r = {}
print(with(r, function(x) return x.open end), r.open)
print(pcall(with, r, function(x) error('inside ' .. tostring(x.open)) end), r.open)

-- What each level reports.
local function level0() error('L0', 0) end
local function level1() error('L1', 1) end
local function level2() error('L2', 2) end
local function level3() error('L3', 3) end
for _, f in ipairs{level0, level1, level2, level3} do
  local function caller()
    f()
  end
  local function outer()
    caller()
  end
  print(select(2, pcall(outer)))
end

-- Handlers see the error before the stack is gone.
local function depth()
  local n = 0
  while debug.getinfo(n + 2, 'l') do n = n + 1 end
  return n
end
local function dive(n)
  if n == 0 then error('deep') end
  dive(n - 1)
  return n
end
local base_depth = depth()
local _, inside = xpcall(dive, function(m) return depth() - base_depth end, 10)
print(inside > 10, xpcall(dive, function(m) return m:upper() end, 3))
print(xpcall(dive, function(m) return (debug.traceback(m, 1):gsub('\n.*', '')) end, 2))
print(xpcall(function() error('first') end, function(m) error('second') end))
print(xpcall(function() error(failure('a', 'b')) end, function(e) return e.kind, e.message end))
print(xpcall(function() return pcall(error, 'inner') end, function(m) return 'not called' end))

-- Errors that cross coroutines.
local co = coroutine.create(function()
  local ok, e = pcall(function()
    coroutine.yield('waiting')
    error('after yield')
  end)
  coroutine.yield(e)
  error(failure('co', 'dead'))
end)
print(coroutine.resume(co))
print(coroutine.resume(co))
local ok, e = coroutine.resume(co)
print(ok, tostring(e), coroutine.status(co), coroutine.resume(co))
print(pcall(coroutine.wrap(function() error('wrapped') end)))
print(pcall(coroutine.wrap(function() error('wrapped', 0) end)))
print(pcall(coroutine.wrap(function() error({}) end)) == false)

-- Errors from everywhere in expressions.
local broken = setmetatable({}, {
  __index = function(_, k) error('index ' .. tostring(k)) end,
  __newindex = function(_, k) error('newindex ' .. k, 2) end,
  __call = function() error('call') end,
  __add = function() error('add') end,
  __concat = function() error('concat') end,
  __eq = function() error('eq') end,
  __lt = function() error('lt') end,
  __len = function() error('len') end,
  __unm = function() error('unm') end,
  __tostring = function() error('tostring') end,
})
local other = setmetatable({}, getmetatable(broken))
for i, f in ipairs{
  function() return broken.x end, function() broken.x = 1 end, function() return broken() end, function() return broken + 1 end,
  function() return broken .. 'x' end, function() return broken == other end, function() return broken < other end,
  function() return #broken end, function() return -broken end, function() return tostring(broken) end,
  function() for _ in broken do end end, function() return ('x'):rep(broken) end, function() return {broken.a, 1} end,
} do
  print(i, pcall(f))
end
return assert(1, 'unused'), pcall(assert, nil, failure('assert', 'passed through'))
