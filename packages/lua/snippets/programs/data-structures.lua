-- Heap, queue, LRU cache, trie, set algebra, graph search, disjoint sets, matrices, big numbers.
local Heap = {}
Heap.__index = Heap
function Heap.new(before) return setmetatable({n = 0, before = before or function(a, b) return a < b end}, Heap) end
function Heap:push(v)
  local i = self.n + 1
  self.n = i
  while i > 1 do
    local p = math.floor(i / 2)
    if not self.before(v, self[p]) then break end
    self[i] = self[p]
    i = p
  end
  self[i] = v
end
function Heap:pop()
  if self.n == 0 then return nil end
  local top, last = self[1], self[self.n]
  self[self.n] = nil
  self.n = self.n - 1
  local i = 1
  while self.n > 0 do
    local c = 2 * i
    if c > self.n then break end
    if c < self.n and self.before(self[c + 1], self[c]) then c = c + 1 end
    if not self.before(self[c], last) then break end
    self[i] = self[c]
    i = c
  end
  if self.n > 0 then self[i] = last end
  return top
end
local h, sorted = Heap.new(), {}
for i = 1, 30 do h:push((i * 17) % 31) end
while h.n > 0 do sorted[#sorted + 1] = h:pop() end
print(table.concat(sorted, ' '), h:pop())

local Lru = {}
Lru.__index = Lru
function Lru.new(size)
  local head, tail = {}, {}
  head.next, tail.prev = tail, head
  return setmetatable({size = size, count = 0, map = {}, head = head, tail = tail}, Lru)
end
local function unlink(n) n.prev.next, n.next.prev = n.next, n.prev end
function Lru:front(n)
  n.next, n.prev = self.head.next, self.head
  self.head.next.prev = n
  self.head.next = n
end
function Lru:get(k)
  local n = self.map[k]
  if not n then return nil end
  unlink(n)
  self:front(n)
  return n.value
end
function Lru:put(k, v)
  local n = self.map[k]
  if n then
    n.value = v
    unlink(n)
  else
    if self.count == self.size then
      local old = self.tail.prev
      unlink(old)
      self.map[old.key] = nil
      self.count = self.count - 1
    end
    n = {key = k, value = v}
    self.map[k] = n
    self.count = self.count + 1
  end
  self:front(n)
end
local cache = Lru.new(2)
cache:put('a', 1)
cache:put('b', 2)
print(cache:get('a'), cache:put('c', 3), cache:get('b'), cache:get('a'), cache:get('c'))
cache:put('a', 10)
cache:put('d', 4)
print(cache:get('c'), cache:get('a'), cache:get('d'), cache.count)

local trie = {}
local function add(word)
  local node = trie
  for c in word:gmatch('.') do
    node[c] = node[c] or {}
    node = node[c]
  end
  node.word = word
end
for w in ('car cart care cat dog do dot'):gmatch('%a+') do add(w) end
local function complete(prefix)
  local node = trie
  for c in prefix:gmatch('.') do
    node = node[c]
    if not node then return {} end
  end
  local out = {}
  local function collect(n)
    if n.word then out[#out + 1] = n.word end
    for k, child in pairs(n) do if k ~= 'word' then collect(child) end end
  end
  collect(node)
  table.sort(out)
  return out
end
print(table.concat(complete('car'), ' '), table.concat(complete('do'), ' '), #complete('x'))

local Set = {}
Set.__index = Set
local function set(...) local s = setmetatable({}, Set) for _, v in ipairs{...} do s[v] = true end return s end
local function keys(s) local k = {} for v in pairs(s) do k[#k + 1] = v end table.sort(k) return k end
Set.__add = function(a, b) local r = set() for v in pairs(a) do r[v] = true end for v in pairs(b) do r[v] = true end return r end
Set.__mul = function(a, b) local r = set() for v in pairs(a) do r[v] = b[v] end return r end
Set.__sub = function(a, b) local r = set() for v in pairs(a) do r[v] = not rawget(b, v) or nil end return r end
Set.__le = function(a, b) for v in pairs(a) do if not rawget(b, v) then return false end end return true end
Set.__lt = function(a, b) return a <= b and not (b <= a) end
Set.__eq = function(a, b) return a <= b and b <= a end
Set.__len = function(a) return #keys(a) end
Set.__tostring = function(a) return '{' .. table.concat(keys(a), ', ') .. '}' end
local x, y = set(1, 2, 3), set(3, 4)
print(tostring(x + y), tostring(x * y), tostring(x - y), x * y <= x, x <= y, x < x + y, set(1, 2) == set(2, 1), #(x + y))

local graph = {a = {b = 7, c = 9, f = 14}, b = {a = 7, c = 10, d = 15}, c = {a = 9, b = 10, d = 11, f = 2}, d = {b = 15, c = 11, e = 6}, e = {d = 6, f = 9}, f = {a = 14, c = 2, e = 9}}
local function dijkstra(from)
  local dist, prev = {[from] = 0}, {}
  local queue = Heap.new(function(p, q) return p[1] < q[1] or p[1] == q[1] and p[2] < q[2] end)
  queue:push({0, from})
  while queue.n > 0 do
    local d, node = unpack(queue:pop())
    if d == dist[node] then
      for to, w in pairs(graph[node]) do
        if not dist[to] or d + w < dist[to] then
          dist[to], prev[to] = d + w, node
          queue:push({d + w, to})
        end
      end
    end
  end
  return dist, prev
end
local dist, prev = dijkstra('a')
local path, at = {}, 'e'
while at do
  table.insert(path, 1, at)
  at = prev[at]
end
print(dist.e, table.concat(path, '>'), dist.d, dist.b)

local parent = {}
local function find(v)
  if parent[v] == nil then parent[v] = v end
  if parent[v] ~= v then parent[v] = find(parent[v]) end
  return parent[v]
end
for i = 1, 20 do parent[find(i)] = find(i % 3 == 0 and 3 or i % 3) end
print(find(1) == find(4), find(1) == find(2), find(9) == find(18))

local function multiply(a, b)
  local r = {}
  for i = 1, #a do
    r[i] = {}
    for j = 1, #b[1] do
      local sum = 0
      for k = 1, #b do sum = sum + a[i][k] * b[k][j] end
      r[i][j] = sum
    end
  end
  return r
end
local m = {{1, 1}, {1, 0}}
local p = {{1, 0}, {0, 1}}
for _ = 1, 30 do p = multiply(p, m) end
print(p[1][1], p[1][2], p[2][2])

local function big_multiply(a, n)
  local carry = 0
  for i = 1, #a do
    local v = a[i] * n + carry
    a[i] = v % 10000
    carry = math.floor(v / 10000)
  end
  while carry > 0 do
    a[#a + 1] = carry % 10000
    carry = math.floor(carry / 10000)
  end
end
local big = {1}
for i = 2, 50 do big_multiply(big, i) end
local digits = {tostring(big[#big])}
for i = #big - 1, 1, -1 do digits[#digits + 1] = ('%04d'):format(big[i]) end
print(table.concat(digits))

local function queens(n)
  local cols, d1, d2, count = {}, {}, {}, 0
  local function place(row)
    if row > n then count = count + 1 return end
    for c = 1, n do
      if not (cols[c] or d1[row + c] or d2[row - c]) then
        cols[c], d1[row + c], d2[row - c] = true, true, true
        place(row + 1)
        cols[c], d1[row + c], d2[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return count
end
return queens(4), queens(6), queens(7)
