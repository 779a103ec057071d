-- A coroutine scheduler: tasks, sleeping on a virtual clock, channels, a mutex, errors, cancellation, generators.
local Scheduler = {}
Scheduler.__index = Scheduler

function Scheduler.new()
  return setmetatable({now = 0, ready = {}, sleeping = {}, names = {}, log = {}, alive = 0}, Scheduler)
end

function Scheduler:note(...)
  local parts = {('%g'):format(self.now)}
  for i = 1, select('#', ...) do parts[#parts + 1] = tostring((select(i, ...))) end
  self.log[#self.log + 1] = table.concat(parts, ' ')
end

function Scheduler:spawn(name, f, ...)
  local co = coroutine.create(f)
  self.names[co] = name
  self.alive = self.alive + 1
  self.ready[#self.ready + 1] = {co = co, args = {n = select('#', ...), ...}}
  return co
end

function Scheduler:wake(co, ...)
  self.ready[#self.ready + 1] = {co = co, args = {n = select('#', ...), ...}}
end

function Scheduler:sleep(seconds)
  local co = coroutine.running()
  local at = self.now + seconds
  local i = 1
  while self.sleeping[i] and self.sleeping[i].at <= at do i = i + 1 end
  table.insert(self.sleeping, i, {at = at, co = co})
  return coroutine.yield('sleep')
end

function Scheduler:step(entry)
  local results = {coroutine.resume(entry.co, unpack(entry.args, 1, entry.args.n))}
  if coroutine.status(entry.co) == 'dead' then
    self.alive = self.alive - 1
    if results[1] then
      self:note(self.names[entry.co], 'ended with', unpack(results, 2))
    else
      self:note(self.names[entry.co], 'failed:', results[2])
    end
  end
end

function Scheduler:run()
  while true do
    while #self.ready > 0 do self:step(table.remove(self.ready, 1)) end
    local next_one = table.remove(self.sleeping, 1)
    if not next_one then break end
    self.now = next_one.at
    self.ready[1] = {co = next_one.co, args = {n = 0}}
  end
  return self.alive
end

local Channel = {}
Channel.__index = Channel
function Channel.new(scheduler, size)
  return setmetatable({scheduler = scheduler, size = size or 0, queue = {}, readers = {}, writers = {}}, Channel)
end
function Channel:send(value)
  if #self.readers > 0 then
    self.scheduler:wake(table.remove(self.readers, 1), value)
  elseif #self.queue < self.size then
    self.queue[#self.queue + 1] = value
  else
    self.writers[#self.writers + 1] = {co = coroutine.running(), value = value}
    coroutine.yield('send')
  end
end
function Channel:receive()
  if #self.queue > 0 then
    local value = table.remove(self.queue, 1)
    local writer = table.remove(self.writers, 1)
    if writer then
      self.queue[#self.queue + 1] = writer.value
      self.scheduler:wake(writer.co)
    end
    return value
  end
  local writer = table.remove(self.writers, 1)
  if writer then
    self.scheduler:wake(writer.co)
    return writer.value
  end
  self.readers[#self.readers + 1] = coroutine.running()
  return coroutine.yield('receive')
end

local s = Scheduler.new()
s:spawn('slow', function(n)
  for i = 1, n do
    s:sleep(10)
    s:note('slow', i)
  end
  return 'done', n
end, 3)
s:spawn('fast', function()
  for i = 1, 5 do
    s:sleep(4)
    s:note('fast', i)
  end
end)
s:spawn('failing', function()
  s:sleep(5)
  local x = nil
  return x.field
end)
s:spawn('caught', function()
  local ok, e = pcall(function()
    s:sleep(7)
    error({code = 42})
  end)
  return ok, type(e), e.code
end)

local channel = Channel.new(s, 2)
s:spawn('producer', function()
  for i = 1, 6 do
    channel:send(i * i)
    s:note('sent', i)
  end
  channel:send(nil)
end)
s:spawn('consumer', function()
  local sum = 0
  while true do
    local v = channel:receive()
    if v == nil then return sum end
    sum = sum + v
    s:sleep(1)
  end
end)
print('left over', s:run())
print(table.concat(s.log, '\n'))

-- Deadlock is visible as tasks that are still alive.
local d = Scheduler.new()
local c = Channel.new(d)
d:spawn('waiting', function() return c:receive() end)
print('deadlocked', d:run(), #d.log)

-- Generators over trees, zipped together.
local function walk(tree)
  return coroutine.wrap(function()
    local function visit(node)
      if not node then return end
      visit(node.l)
      coroutine.yield(node.v)
      visit(node.r)
    end
    visit(tree)
  end)
end
local function insert(tree, v)
  if not tree then return {v = v} end
  if v < tree.v then tree.l = insert(tree.l, v) else tree.r = insert(tree.r, v) end
  return tree
end
local t1, t2
for _, v in ipairs{5, 2, 8, 1, 9, 3} do t1 = insert(t1, v) end
for _, v in ipairs{'m', 'c', 'x', 'a'} do t2 = insert(t2, v) end
local a, b, pairs_seen = walk(t1), walk(t2), {}
while true do
  local x, y = a(), b()
  if x == nil or y == nil then break end
  pairs_seen[#pairs_seen + 1] = x .. y
end
print(table.concat(pairs_seen, ' '))

local function take(n, f) return coroutine.wrap(function() for i = 1, n do coroutine.yield((f())) end end) end
local function filter(p, f) return coroutine.wrap(function() for v in f do if p(v) then coroutine.yield(v) end end end) end
local function naturals() local n = 0 return function() n = n + 1 return n end end
local out = {}
for v in take(10, filter(function(n) for d = 2, math.sqrt(n) do if n % d == 0 then return false end end return n > 1 end, naturals())) do out[#out + 1] = v end
return out, coroutine.isyieldable(), s.now
