-- A JSON reader and writer, as scripts carry it with them because Envoy has no cjson.
local json = {}

local escapes = {['"'] = '\\"', ['\\'] = '\\\\', ['\b'] = '\\b', ['\f'] = '\\f', ['\n'] = '\\n', ['\r'] = '\\r', ['\t'] = '\\t'}
local unescapes = {['"'] = '"', ['\\'] = '\\', ['/'] = '/', b = '\b', f = '\f', n = '\n', r = '\r', t = '\t'}

json.null = setmetatable({}, {__tostring = function() return 'null' end})

local function escape_char(c)
  return escapes[c] or string.format('\\u%04x', c:byte())
end

local function is_array(t)
  local n = 0
  for k in pairs(t) do
    if type(k) ~= 'number' or k <= 0 or k % 1 ~= 0 then return false end
    n = n + 1
  end
  return n == #t
end

local encode

local function encode_table(t, out)
  if t == json.null then
    out[#out + 1] = 'null'
  elseif next(t) ~= nil and is_array(t) then
    out[#out + 1] = '['
    for i = 1, #t do
      if i > 1 then out[#out + 1] = ',' end
      encode(t[i], out)
    end
    out[#out + 1] = ']'
  else
    local keys = {}
    for k in pairs(t) do keys[#keys + 1] = tostring(k) end
    table.sort(keys)
    out[#out + 1] = '{'
    for i, k in ipairs(keys) do
      if i > 1 then out[#out + 1] = ',' end
      encode(k, out)
      out[#out + 1] = ':'
      encode(t[k], out)
    end
    out[#out + 1] = '}'
  end
end

function encode(v, out)
  local kind = type(v)
  if kind == 'string' then
    out[#out + 1] = '"' .. v:gsub('[%c"\\]', escape_char) .. '"'
  elseif kind == 'number' then
    if v ~= v or v == math.huge or v == -math.huge then error('cannot encode number ' .. tostring(v)) end
    out[#out + 1] = string.format('%.14g', v)
  elseif kind == 'boolean' then
    out[#out + 1] = tostring(v)
  elseif kind == 'nil' then
    out[#out + 1] = 'null'
  elseif kind == 'table' then
    encode_table(v, out)
  else
    error('cannot encode a ' .. kind)
  end
end

function json.encode(v)
  local out = {}
  encode(v, out)
  return table.concat(out)
end

local function decode_error(text, pos, message)
  local line = select(2, text:sub(1, pos):gsub('\n', '')) + 1
  error(('%s at line %d, position %d'):format(message, line, pos), 0)
end

local function skip(text, pos)
  return text:find('[^ \t\r\n]', pos) or #text + 1
end

local function utf8_char(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xc0 + math.floor(code / 64), 0x80 + code % 64) end
  if code < 0x10000 then
    return string.char(0xe0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
  end
  return string.char(0xf0 + math.floor(code / 262144), 0x80 + math.floor(code / 4096) % 64, 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
end

local function decode_string(text, pos)
  local out = {}
  local i = pos + 1
  while true do
    local j = text:find('["\\]', i)
    if not j then decode_error(text, pos, 'unfinished string') end
    out[#out + 1] = text:sub(i, j - 1)
    if text:sub(j, j) == '"' then return table.concat(out), j + 1 end
    local c = text:sub(j + 1, j + 1)
    if c == 'u' then
      local hex = text:match('^%x%x%x%x', j + 2)
      if not hex then decode_error(text, j, 'invalid unicode escape') end
      local code = tonumber(hex, 16)
      i = j + 6
      if code >= 0xd800 and code < 0xdc00 then
        local low = text:match('^\\u(%x%x%x%x)', i)
        if low then
          code = 0x10000 + (code - 0xd800) * 0x400 + (tonumber(low, 16) - 0xdc00)
          i = i + 6
        end
      end
      out[#out + 1] = utf8_char(code)
    else
      if not unescapes[c] then decode_error(text, j, 'invalid escape') end
      out[#out + 1] = unescapes[c]
      i = j + 2
    end
  end
end

local decode_value

local function decode_list(text, pos, close, item)
  pos = skip(text, pos + 1)
  if text:sub(pos, pos) == close then return pos + 1 end
  while true do
    pos = skip(text, item(pos))
    local c = text:sub(pos, pos)
    if c == close then return pos + 1 end
    if c ~= ',' then decode_error(text, pos, "',' or '" .. close .. "' expected") end
    pos = skip(text, pos + 1)
  end
end

function decode_value(text, pos)
  pos = skip(text, pos)
  local c = text:sub(pos, pos)
  if c == '"' then return decode_string(text, pos) end
  if c == '{' then
    local object = {}
    pos = decode_list(text, pos, '}', function(at)
      if text:sub(at, at) ~= '"' then decode_error(text, at, 'key expected') end
      local key, after = decode_string(text, at)
      after = skip(text, after)
      if text:sub(after, after) ~= ':' then decode_error(text, after, "':' expected") end
      object[key], after = decode_value(text, after + 1)
      return after
    end)
    return object, pos
  end
  if c == '[' then
    local array, n = {}, 0
    pos = decode_list(text, pos, ']', function(at)
      n = n + 1
      array[n], at = decode_value(text, at)
      return at
    end)
    return array, pos
  end
  local word = text:match('^%a+', pos)
  if word == 'true' then return true, pos + 4 end
  if word == 'false' then return false, pos + 5 end
  if word == 'null' then return json.null, pos + 4 end
  local number = text:match('^-?%d+%.?%d*[eE]?[+-]?%d*', pos)
  if number and tonumber(number) then return tonumber(number), pos + #number end
  decode_error(text, pos, 'value expected')
end

function json.decode(text)
  local value, pos = decode_value(text, 1)
  pos = skip(text, pos)
  if pos <= #text then decode_error(text, pos, 'trailing garbage') end
  return value
end

print(json.encode({1, 2, {a = 'x', b = {true, false}}, json.null, 'q"\\\n\1'}))
print(json.encode({}), json.encode({{}}), json.encode('é'), json.encode(1.5e300), json.encode(-0.1))
for _, text in ipairs{
  '{"a": [1, 2.5, -3e2, "x\\u00e9\\ud83d\\ude00"], "b": {"c": null, "d": true}}',
  ' [ ] ', '{}', '"a\\nb\\/"', '[[[[]]]]', '12', 'true',
} do
  print(json.encode(json.decode(text)))
end
for _, bad in ipairs{'', '[1, 2', '{"a" 1}', '{a: 1}', '[1 2]', '"abc', '"\\x"', '"\\u12"', 'tru', '[1]x', '{"a":1,}', '\n\n  ?'} do
  print(pcall(json.decode, bad))
end
print(pcall(json.encode, {print}), pcall(json.encode, 0 / 0))
local big = {}
for i = 1, 200 do big[i] = {id = i, name = 'item ' .. i, tags = {'a', 'b', i % 2 == 0}} end
local text = json.encode(big)
local back = json.decode(text)
print(#text, back[200].id, back[200].name, back[7].tags[3], json.encode(back) == text)
return json.decode('{"k": [1, {"n": 2}]}')
