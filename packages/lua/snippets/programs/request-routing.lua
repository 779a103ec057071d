-- What filters do all day: URLs, queries, cookies, headers, routes with parameters, rate limits, A/B buckets, signatures.
local function decode(text)
  return (text:gsub('+', ' '):gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end))
end
local function encode(text)
  return (text:gsub('[^%w%-%._~]', function(c) return ('%%%02X'):format(c:byte()) end))
end
print(decode('a%20b+c%2Fd%zz'), encode('a b/c?é&='), decode(encode('round trip: 100% & more')))

local function parse_query(query)
  local list, map = {}, {}
  for pair in query:gmatch('[^&]+') do
    local k, v = pair:match('^([^=]*)=(.*)$')
    if not k then k, v = pair, '' end
    k, v = decode(k), decode(v)
    list[#list + 1] = {k, v}
    map[k] = map[k] and map[k] .. ',' .. v or v
  end
  return map, list
end
local map, list = parse_query('a=1&b=2&a=3&flag&empty=&sp%20ace=x+y&=v')
print(map.a, map.b, map.flag, map.empty, map['sp ace'], map[''], #list)

local function parse_url(url)
  local u = {}
  local rest = url
  u.scheme, rest = rest:match('^(%a[%w+.-]*)://(.*)$')
  rest = rest or url
  rest, u.fragment = rest:match('^([^#]*)#?(.*)$')
  rest, u.query = rest:match('^([^?]*)%??(.*)$')
  local authority
  if u.scheme then authority, u.path = rest:match('^([^/]*)(.*)$') else u.path = rest end
  if authority then
    local info, host = authority:match('^(.-)@(.*)$')
    u.user = info
    host = host or authority
    u.host, u.port = host:match('^(.-):(%d+)$')
    u.host = u.host or host
    u.port = tonumber(u.port)
  end
  return u
end
for _, url in ipairs{'http://user:pw@example.com:8080/a/b?x=1#frag', 'https://example.com', '/just/path?q', 'ftp+x://h/', '//nohost', 'a:b', ''} do
  local u = parse_url(url)
  print(u.scheme, u.user, u.host, u.port, u.path, u.query, u.fragment)
end

local function parse_cookies(header)
  local jar, order = {}, {}
  for part in (header or ''):gmatch('[^;]+') do
    local name, value = part:match('^%s*([^=%s]+)%s*=%s*"?(.-)"?%s*$')
    if name then
      if jar[name] == nil then order[#order + 1] = name end
      jar[name] = value
    end
  end
  return jar, order
end
local jar, order = parse_cookies('session=abc123; theme="dark mode" ;bad; x=1=2; session=def')
print(jar.session, jar.theme, jar.bad, jar.x, table.concat(order, ','))

-- Routes: literal parts, parameters, wildcards; the most specific wins.
local Router = {}
Router.__index = Router
function Router.new() return setmetatable({routes = {}}, Router) end
function Router:add(method, template, handler)
  local names, weight = {}, 0
  local pattern = template:gsub('[%-%.]', '%%%0'):gsub('{(%w+)(%*?)}', function(name, star)
    names[#names + 1] = name
    weight = weight + (star == '*' and 100 or 10)
    return star == '*' and '(.*)' or '([^/]+)'
  end)
  self.routes[#self.routes + 1] = {method = method, pattern = '^' .. pattern .. '/?$', names = names, weight = weight, handler = handler, n = #self.routes}
  table.sort(self.routes, function(a, b)
    if a.weight ~= b.weight then return a.weight < b.weight end
    return a.n < b.n
  end)
  return self
end
function Router:dispatch(method, path)
  local allowed = {}
  for _, route in ipairs(self.routes) do
    local captures = {path:match(route.pattern)}
    if captures[1] then
      if route.method == method or route.method == '*' then
        local params = {}
        for i, name in ipairs(route.names) do params[name] = decode(captures[i]) end
        return 200, route.handler(params)
      end
      allowed[#allowed + 1] = route.method
    end
  end
  if #allowed > 0 then return 405, table.concat(allowed, ', ') end
  return 404
end
local router = Router.new()
  :add('GET', '/users/{id}', function(p) return 'user ' .. p.id end)
  :add('GET', '/users/me', function() return 'myself' end)
  :add('POST', '/users/{id}/posts/{post}', function(p) return p.id .. ':' .. p.post end)
  :add('*', '/static/{rest*}', function(p) return 'file ' .. p.rest end)
  :add('GET', '/v1.0/x-y', function() return 'punctuation' end)
for _, request in ipairs{'GET /users/7', 'GET /users/me', 'GET /users/me/', 'POST /users/7', 'POST /users/a%20b/posts/9', 'DELETE /static/css/a.css', 'GET /v1.0/x-y', 'GET /v1x0/x-y', 'GET /', 'GET /users/'} do
  print(request, router:dispatch(request:match('^(%S+) (%S+)$')))
end

-- Token bucket on a clock that is passed in.
local function bucket(rate, burst)
  local tokens, last = burst, 0
  return function(now, cost)
    tokens = math.min(burst, tokens + (now - last) * rate)
    last = now
    if tokens >= (cost or 1) then
      tokens = tokens - (cost or 1)
      return true, tokens
    end
    return false, ('retry after %.2f'):format(((cost or 1) - tokens) / rate)
  end
end
local allow, seen = bucket(2, 3), {}
for _, t in ipairs{0, 0, 0, 0, 0.25, 0.5, 2, 2, 2, 2, 10} do seen[#seen + 1] = tostring((allow(t))) end
print(table.concat(seen, ' '), select(2, allow(10, 5)))

-- Stable buckets by a hash.
local function hash(text)
  local h = 0x811c9dc5
  for i = 1, #text do
    h = bit.bxor(h, text:byte(i))
    h = bit.tobit(h + bit.lshift(h, 1) + bit.lshift(h, 4) + bit.lshift(h, 7) + bit.lshift(h, 8) + bit.lshift(h, 24))
  end
  return h % 2 ^ 32
end
local counts = {0, 0, 0, 0}
for i = 1, 400 do
  local b = hash('user-' .. i) % 4 + 1
  counts[b] = counts[b] + 1
end
print(hash(''), hash('a'), hash('foobar'), table.concat(counts, ' '))

local function normalise(path)
  local out = {}
  for part in path:gmatch('[^/]+') do
    if part == '..' then out[#out] = nil elseif part ~= '.' then out[#out + 1] = part end
  end
  return '/' .. table.concat(out, '/') .. (path:sub(-1) == '/' and #out > 0 and '/' or '')
end
print(normalise('/a/b/../c/./d'), normalise('/../../x'), normalise('//a///b/'), normalise('/'), normalise('a/..'))

local accepted = {}
for part in ('text/html;q=0.8, application/json, */*;q=0.1, text/plain;q=bad'):gmatch('[^,]+') do
  local mime, q = part:match('^%s*([^;%s]+)%s*;?%s*q?=?([%d.]*)')
  accepted[#accepted + 1] = {mime = mime, q = tonumber(q) or 1, n = #accepted}
end
table.sort(accepted, function(a, b) if a.q ~= b.q then return a.q > b.q end return a.n < b.n end)
for i, a in ipairs(accepted) do accepted[i] = a.mime .. '@' .. a.q end
return table.concat(accepted, ' '), os.date('!%a, %d %b %Y %H:%M:%S GMT', 784111777)
