-- A template engine that compiles templates to Lua source and loads them, with filters, blocks, escaping and errors by line.
local Template = {filters = {}}
Template.__index = Template

function Template.filters.upper(s) return tostring(s):upper() end
function Template.filters.trim(s) return (tostring(s):match('^%s*(.-)%s*$')) end
function Template.filters.default(s, d) if s == nil or s == '' then return d end return s end
function Template.filters.join(t, sep) return table.concat(t, sep or ', ') end
function Template.filters.escape(s)
  return (tostring(s):gsub('[<>&"\']', {['<'] = '&lt;', ['>'] = '&gt;', ['&'] = '&amp;', ['"'] = '&quot;', ["'"] = '&#39;'}))
end
function Template.filters.repeat_(s, n) return tostring(s):rep(tonumber(n)) end

local function quote(s) return ('%q'):format(s):gsub('\\\n', '\\n') end

local function compile_expression(text, line)
  local parts = {}
  for part in (text .. '|'):gmatch('%s*(.-)%s*|') do parts[#parts + 1] = part end
  local code = parts[1]
  if code == '' then error(('template:%d: empty expression'):format(line), 0) end
  for i = 2, #parts do
    local name, argument = parts[i]:match('^([%w_]+)%(?(.-)%)?$')
    if not name or not Template.filters[name] then error(('template:%d: unknown filter %q'):format(line, parts[i]), 0) end
    code = ('filters.%s(%s%s)'):format(name, code, argument ~= '' and ', ' .. argument or '')
  end
  return code
end

function Template.compile(source)
  local out = {'local filters, escape, out = ... '}
  local line, at, depth = 1, 1, {}
  while true do
    local open, after, kind = source:find('{([{%%#])', at)
    local text = source:sub(at, open and open - 1)
    if text ~= '' then out[#out + 1] = ('out[#out + 1] = %s '):format(quote(text)) end
    line = line + select(2, text:gsub('\n', ''))
    if not open then break end
    local close = ({['{'] = '}}', ['%'] = '%}', ['#'] = '#}'})[kind]
    local stop = source:find(close, after, true)
    if not stop then error(('template:%d: unclosed {%s'):format(line, kind), 0) end
    local body = source:sub(after + 1, stop - 1)
    if kind == '{' then
      local raw = body:match('^!(.*)$')
      local code = compile_expression(raw or body, line)
      out[#out + 1] = raw and ('out[#out + 1] = tostring(%s) '):format(code) or ('out[#out + 1] = escape(%s) '):format(code)
    elseif kind == '%' then
      local word, rest = body:match('^%s*(%a+)%s*(.-)%s*$')
      if word == 'for' then
        local names, list = rest:match('^([%w_, ]+) in (.+)$')
        if not names then error(('template:%d: malformed for'):format(line), 0) end
        out[#out + 1] = ('for %s in %s do '):format(names, list:find('%(') and list or 'ipairs(' .. list .. ')')
        depth[#depth + 1] = 'for'
      elseif word == 'if' then
        out[#out + 1] = ('if %s then '):format(rest)
        depth[#depth + 1] = 'if'
      elseif word == 'elseif' then
        out[#out + 1] = ('elseif %s then '):format(rest)
      elseif word == 'else' then
        out[#out + 1] = 'else '
      elseif word == 'set' then
        out[#out + 1] = ('local %s '):format(rest)
      elseif word == 'end' then
        if not table.remove(depth) then error(('template:%d: end without a block'):format(line), 0) end
        out[#out + 1] = 'end '
      else
        error(('template:%d: unknown tag %q'):format(line, tostring(word)), 0)
      end
    end
    local newlines = select(2, body:gsub('\n', ''))
    line = line + newlines
    out[#out + 1] = ('\n'):rep(newlines)
    at = stop + 2
  end
  if #depth > 0 then error(('template:%d: %s is never closed'):format(line, depth[#depth]), 0) end
  local chunk, problem = loadstring(table.concat(out), '=template')
  if not chunk then error(problem, 0) end
  return setmetatable({chunk = chunk}, Template)
end

function Template:render(values)
  local out = {}
  setfenv(self.chunk, setmetatable(values or {}, {__index = function(_, k)
    return ({ipairs = ipairs, pairs = pairs, tostring = tostring, string = string, math = math})[k]
  end}))
  self.chunk(Template.filters, Template.filters.escape, out)
  return table.concat(out)
end

local page = Template.compile([[
<h1>{{ title | upper }}</h1>{# a comment #}
{% for i, user in ipairs(users) %}
  {{ i }}. {{ user.name | default("nobody") }}{% if user.admin == true %} (admin){% end %}
{% end %}
]])
print(page:render{title = 'a <b> & "c"', users = {{name = "O'Neil", admin = true}, {name = ''}, {}}})

local inline = Template.compile('{% set total = 0 %}{% for n in list %}{{ n }}{% end %}')
print(pcall(inline.render, inline, {list = {}}))
local nested = Template.compile('{% for r in rows %}{% for _, c in ipairs(r) %}[{{ c }}]{% end %};{% end %}')
print(pcall(nested.render, nested, {rows = {{1, 2}, {3}}}))
local rows = Template.compile('{% for _, r in rows %}{% for _, c in r %}[{{ c }}]{% end %};{% end %}')
print(rows:render{rows = {{1, 2}, {3}}})
print(Template.compile('{{! html }} {{ html }} {{ list | join("-") }} {{ "x" | repeat_(3) | upper }}'):render{html = '<i>', list = {1, 2, 3}})
local cond = Template.compile('{% if n > 10 %}big{% elseif n > 5 %}medium{% else %}small{% end %}')
print(cond:render{n = 20}, cond:render{n = 7}, cond:render{n = 1})
print(pcall(cond.render, cond, {}))
print(pcall(cond.render, cond, {n = 'x'}))

for _, bad in ipairs{'{{ a', '{% for x %}', '{% end %}', '{% if a %}', '{% nope %}', 'a\nb\n{{ x | missing }}', '{{ }}', '{{ a + }}', '\n{% if = %}{% end %}', '{% for i, v in %}{% end %}'} do
  print(pcall(Template.compile, bad))
end
local broken = Template.compile('line 1\nline 2 {{ user.name }}\n')
print(pcall(broken.render, broken, {}))
local multi = Template.compile('{% set x =\n 1 +\n 2 %}\n{{ x }} {{ nothing.here }}')
print(pcall(multi.render, multi, {}))
return Template.compile('plain'):render(), #Template.compile(('{{ x }},'):rep(50)):render{x = 'ab'}
