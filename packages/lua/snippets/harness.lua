-- Runs one snippet and describes what came of it, byte for byte the same text wherever it runs: in Envoy's LuaJIT when
-- answers are recorded, in our VM when they are compared. Gets the snippet's source, returns the description:
--   lines that it printed, each behind "> "
--   "= " and the values it returned, or "! " and the error value it raised, or "? " and the syntax error.
local source = ...

local lines = {}
local tostring, select, type, pcall, next, pairs = tostring, select, type, pcall, next, pairs
local format, byte, gsub, concat, sort = string.format, string.byte, string.gsub, table.concat, table.sort

function print(...)
  local texts = {}
  for i = 1, select('#', ...) do texts[i] = tostring((select(i, ...))) end
  lines[#lines + 1] = '> ' .. concat(texts, '\t')
end

local function escaped(char)
  if char == '\n' then return '\\n' end
  if char == '"' or char == '\\' then return '\\' .. char end
  return format('\\%03d', byte(char))
end

local function quoted(text)
  return '"' .. gsub(text, '[%c"\\\127-\255]', escaped) .. '"'
end

local function key_before(a, b)
  local ta, tb = type(a), type(b)
  if ta ~= tb then return ta < tb end
  if ta == 'number' or ta == 'string' then return a < b end
  return tostring(a) < tostring(b)
end

local describe

local function described_table(t, open)
  if open[t] then return '<cycle>' end
  open[t] = true
  local parts, keys, length = {}, {}, 0
  while rawget(t, length + 1) ~= nil do
    length = length + 1
    parts[length] = describe(rawget(t, length), open)
  end
  for key in next, t do
    if not (type(key) == 'number' and key >= 1 and key <= length and key % 1 == 0) then keys[#keys + 1] = key end
  end
  sort(keys, key_before)
  for _, key in pairs(keys) do
    parts[#parts + 1] = '[' .. describe(key, open) .. ']=' .. describe(rawget(t, key), open)
  end
  open[t] = nil
  return '{' .. concat(parts, ', ') .. '}'
end

function describe(value, open)
  local kind = type(value)
  if kind == 'string' then return quoted(value) end
  if kind == 'number' then return (format('%.17g', value)) end
  if kind == 'table' then return described_table(value, open) end
  if kind == 'nil' or kind == 'boolean' or kind == 'cdata' then return tostring(value) end
  return kind
end

local function described(first, ...)
  local texts = {}
  for i = 1, select('#', ...) do texts[i] = describe((select(i, ...)), {}) end
  lines[#lines + 1] = first .. concat(texts, ', ')
  return concat(lines, '\n')
end

local function outcome(ok, ...)
  return described(ok and '= ' or '! ', ...)
end

local chunk, problem = loadstring(source, '=snippet')
if not chunk then return described('? ', problem) end
return outcome(pcall(chunk))
