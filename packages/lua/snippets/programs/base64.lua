-- Base64 both ways, plain and URL-safe, with the arithmetic operators and with bit operations.
local alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

local encode_map, decode_map = {}, {}
for i = 1, #alphabet do
  local c = alphabet:sub(i, i)
  encode_map[i - 1] = c
  decode_map[c:byte()] = i - 1
end
decode_map[('-'):byte()] = 62
decode_map[('_'):byte()] = 63

local function encode(data)
  local out = {}
  for i = 1, #data, 3 do
    local a, b, c = data:byte(i, i + 2)
    local n = a * 65536 + (b or 0) * 256 + (c or 0)
    out[#out + 1] = encode_map[math.floor(n / 262144)]
    out[#out + 1] = encode_map[math.floor(n / 4096) % 64]
    out[#out + 1] = b and encode_map[math.floor(n / 64) % 64] or '='
    out[#out + 1] = c and encode_map[n % 64] or '='
  end
  return table.concat(out)
end

local function decode(text)
  text = text:gsub('[^%w%+/%-_]', '')
  local out = {}
  for i = 1, #text, 4 do
    local a, b, c, d = text:byte(i, i + 3)
    if not b then return nil, 'truncated' end
    local n = bit.bor(bit.lshift(decode_map[a], 18), bit.lshift(decode_map[b], 12), bit.lshift(c and decode_map[c] or 0, 6), d and decode_map[d] or 0)
    out[#out + 1] = string.char(bit.rshift(n, 16))
    if c then out[#out + 1] = string.char(bit.band(bit.rshift(n, 8), 255)) end
    if d then out[#out + 1] = string.char(bit.band(n, 255)) end
  end
  return table.concat(out)
end

-- The way with patterns that is passed around on the web.
local function encode_by_pattern(data)
  return ((data:gsub('.', function(x)
    local r, b = '', x:byte()
    for i = 8, 1, -1 do r = r .. (b % 2 ^ i - b % 2 ^ (i - 1) > 0 and '1' or '0') end
    return r
  end) .. '0000'):gsub('%d%d%d?%d?%d?%d?', function(x)
    if #x < 6 then return '' end
    local c = 0
    for i = 1, 6 do c = c + (x:sub(i, i) == '1' and 2 ^ (6 - i) or 0) end
    return alphabet:sub(c + 1, c + 1)
  end) .. ({'', '==', '='})[#data % 3 + 1])
end

local samples = {'', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar', 'Hello, World!', '\0\1\2\253\254\255', ('x'):rep(100)}
for _, sample in ipairs(samples) do
  local text = encode(sample)
  print(#sample, text, decode(text) == sample, encode_by_pattern(sample) == text)
end

local url = encode('??>>~~'):gsub('[+/=]', {['+'] = '-', ['/'] = '_', ['='] = ''})
print(url, decode(url), decode('YQ'), decode('Y Q = ='), decode('Y'))

local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
print(encode(all), decode(encode(all)) == all)
return #encode(('abc'):rep(1000)), decode(encode(('abc'):rep(1000))) == ('abc'):rep(1000)
