-- Building text: a rope that flattens, a buffer, indentation, wrapping, tables of text, diffs of lines.
local Builder = {}
Builder.__index = Builder
Builder.__len = function(self) return self.size end
Builder.__tostring = function(self) return table.concat(self.parts, '', 1, self.count) end
Builder.__concat = function(a, b) return tostring(a) .. tostring(b) end
Builder.__call = function(self, ...) return self:add(...) end

function Builder.new()
  return setmetatable({parts = {}, count = 0, size = 0}, Builder)
end

function Builder:add(...)
  for i = 1, select('#', ...) do
    local text = tostring((select(i, ...)))
    self.count = self.count + 1
    self.parts[self.count] = text
    self.size = self.size + #text
    -- Merge from the top as long as the lower piece is not longer: keeps the pieces few.
    while self.count > 1 and #self.parts[self.count - 1] <= #self.parts[self.count] do
      local top = self.parts[self.count]
      self.parts[self.count] = nil
      self.count = self.count - 1
      self.parts[self.count] = self.parts[self.count] .. top
    end
  end
  return self
end

local b = Builder.new()
for i = 1, 100 do b:add(i, i < 100 and ',' or '') end
print(#b, tostring(b):sub(1, 20), b.count < 12, b .. '!' == tostring(b) .. '!')
print(tostring(b('a', 'b')):sub(-5), #b)

local function indent(text, by)
  return (text:gsub('[^\n]+', function(line) return (' '):rep(by) .. line end))
end
print(indent('a\nb\n\nc', 2))

local function wrap(text, width)
  local lines, line = {}, ''
  for word in text:gmatch('%S+') do
    if #line > 0 and #line + 1 + #word > width then
      lines[#lines + 1] = line
      line = word
    else
      line = #line > 0 and line .. ' ' .. word or word
    end
  end
  if #line > 0 then lines[#lines + 1] = line end
  return lines
end
local sample = 'The quick brown fox jumps over the lazy dog and then some more words to fill the lines up nicely.'
for _, width in ipairs{10, 20, 40} do print(table.concat(wrap(sample, width), '|')) end

local function justify(line, width)
  local words = {}
  for w in line:gmatch('%S+') do words[#words + 1] = w end
  if #words < 2 then return line end
  local gaps, total = #words - 1, width
  for _, w in ipairs(words) do total = total - #w end
  local out = {}
  for i, w in ipairs(words) do
    out[#out + 1] = w
    if i <= gaps then
      local share = math.floor(total / gaps) + (i <= total % gaps and 1 or 0)
      out[#out + 1] = (' '):rep(share)
    end
  end
  return table.concat(out)
end
for _, line in ipairs(wrap(sample, 24)) do print('[' .. justify(line, 24) .. ']') end

local function text_table(rows)
  local widths = {}
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row) do widths[i] = math.max(widths[i] or 0, #tostring(cell)) end
  end
  local out = {}
  for _, row in ipairs(rows) do
    local cells = {}
    for i, cell in ipairs(row) do
      local form = type(cell) == 'number' and '%' .. widths[i] .. 's' or '%-' .. widths[i] .. 's'
      cells[i] = form:format(tostring(cell))
    end
    out[#out + 1] = '| ' .. table.concat(cells, ' | ') .. ' |'
  end
  return table.concat(out, '\n')
end
print(text_table{{'name', 'count', 'ratio'}, {'alpha', 5, 0.25}, {'b', 12345, 1 / 3}, {'', -1, 1e100}})

local function split(text, separator)
  local out, from = {}, 1
  while true do
    local a, z = text:find(separator, from, true)
    out[#out + 1] = text:sub(from, a and a - 1)
    if not a then return out end
    from = z + 1
  end
end
print(table.concat(split('a,b,,c,', ','), '|'), #split('', ','), #split('abc', ''  == '' and '--' or ''))

local function diff(a, b)
  local common = {}
  for i = 0, #a do common[i] = {[0] = 0} end
  for j = 0, #b do common[0][j] = 0 end
  for i = 1, #a do
    for j = 1, #b do
      common[i][j] = a[i] == b[j] and common[i - 1][j - 1] + 1 or math.max(common[i - 1][j], common[i][j - 1])
    end
  end
  local out, i, j = {}, #a, #b
  while i > 0 or j > 0 do
    if i > 0 and j > 0 and a[i] == b[j] then
      table.insert(out, 1, '  ' .. a[i])
      i, j = i - 1, j - 1
    elseif j > 0 and (i == 0 or common[i][j - 1] >= common[i - 1][j]) then
      table.insert(out, 1, '+ ' .. b[j])
      j = j - 1
    else
      table.insert(out, 1, '- ' .. a[i])
      i = i - 1
    end
  end
  return table.concat(out, '\n')
end
print(diff(split('one two three four', ' '), split('zero one three 3.5 four', ' ')))

local function rot13(text)
  return (text:gsub('%a', function(c)
    local base = c:match('%l') and 97 or 65
    return string.char((c:byte() - base + 13) % 26 + base)
  end))
end
print(rot13('Hello, World!'), rot13(rot13('Hello, World!')))

local function camel(text) return (text:gsub('[-_ ](%w)', string.upper):gsub('^%w', string.lower)) end
local function snake(text) return (text:gsub('(%l)(%u)', '%1_%2'):lower()) end
print(camel('x-forwarded-for'), camel('Some_longer name'), snake('someLongerName'))
return #tostring(b), select('#', ('a b c'):gsub(' ', '')), ('%s'):rep(3, '/'):format(1, 2, 3)
