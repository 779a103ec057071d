-- Takes a JSON web token apart, as scripts do to read claims: base64url, a small JSON reader by patterns, checks of time.
local b64 = {}
do
  local chars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for i = 1, 64 do b64[chars:sub(i, i)] = i - 1 end
end

local function base64url(text)
  local bits, count, out = 0, 0, {}
  for c in text:gmatch('.') do
    local v = b64[c]
    if not v then return nil, ('invalid character %q'):format(c) end
    bits = bits * 64 + v
    count = count + 6
    if count >= 8 then
      count = count - 8
      local scale = 2 ^ count
      out[#out + 1] = string.char(math.floor(bits / scale))
      bits = bits % scale
    end
  end
  return table.concat(out)
end

local function parse_flat_object(text)
  local fields = {}
  local body = text:match('^%s*(%b{})%s*$')
  if not body then return nil, 'not an object' end
  for key, value in body:gmatch('"([%w_%-]+)"%s*:%s*("[^"]*")') do fields[key] = value:sub(2, -2) end
  for key, value in body:gmatch('"([%w_%-]+)"%s*:%s*(%-?%d+%.?%d*)') do fields[key] = tonumber(value) end
  for key, value in body:gmatch('"([%w_%-]+)"%s*:%s*(%b[])') do
    local list = {}
    for item in value:gmatch('"([^"]*)"') do list[#list + 1] = item end
    fields[key] = list
  end
  for key, value in body:gmatch('"([%w_%-]+)"%s*:%s*(%a+)') do
    if value == 'true' then fields[key] = true elseif value == 'false' then fields[key] = false end
  end
  return fields
end

local Token = {}
Token.__index = Token

function Token.parse(header)
  local scheme, text = header:match('^(%a+)%s+(%S+)$')
  if not scheme then return nil, 'malformed authorization header' end
  if scheme:lower() ~= 'bearer' then return nil, 'scheme ' .. scheme .. ' is not supported' end
  local parts = {}
  for part in (text .. '.'):gmatch('([^.]*)%.') do parts[#parts + 1] = part end
  if #parts ~= 3 then return nil, ('expected 3 parts, found %d'):format(#parts) end
  local decoded = {}
  for i = 1, 2 do
    local plain, problem = base64url(parts[i])
    if not plain then return nil, 'part ' .. i .. ': ' .. problem end
    local fields, wrong = parse_flat_object(plain)
    if not fields then return nil, 'part ' .. i .. ': ' .. wrong end
    decoded[i] = fields
  end
  return setmetatable({header = decoded[1], claims = decoded[2], signature = parts[3]}, Token)
end

function Token:expired(now)
  return self.claims.exp ~= nil and self.claims.exp < now
end

function Token:has_scope(wanted)
  local scopes = self.claims.scope
  if type(scopes) == 'string' then
    local list = {}
    for s in scopes:gmatch('%S+') do list[#list + 1] = s end
    scopes = list
  end
  for _, scope in ipairs(scopes or {}) do
    if scope == wanted then return true end
  end
  return false
end

function Token:__tostring()
  return ('%s token of %s'):format(self.header.alg, tostring(self.claims.sub))
end

local sample = 'Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.'
  .. 'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyLCJhZG1pbiI6dHJ1ZSwic2NvcGUiOiJyZWFkIHdyaXRlIn0.'
  .. 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'

local token, problem = Token.parse(sample)
print(token, problem)
print(token.header.alg, token.header.typ, token.claims.name, token.claims.iat, token.claims.admin)
print(token:has_scope('read'), token:has_scope('write'), token:has_scope('delete'))
print(token:expired(1e12), token:expired(0), #token.signature)
token.claims.exp = 100
print(token:expired(99), token:expired(101))
token.claims.scope = {'a', 'b'}
print(token:has_scope('b'), token:has_scope('read'))

for _, bad in ipairs{'', 'Bearer', 'Basic abc', 'Bearer a.b', 'Bearer a.b.c.d', 'Bearer !!.a.b', 'Bearer YWJj.YWJj.x', 'bearer e30.e30.', 'BEARER e30.W10.'} do
  local t, why = Token.parse(bad)
  print(('%q'):format(bad), t and tostring(t) or nil, why)
end
return token.claims
