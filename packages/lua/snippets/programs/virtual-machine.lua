-- A small language inside Lua: lexer, precedence parser, compiler to closures, and a stack machine with goto and dispatch.
local function lex(source)
  local tokens, i = {}, 1
  while true do
    i = source:find('%S', i)
    if not i then break end
    local a, z, text = source:find('^(%d+%.?%d*)', i)
    if a then
      tokens[#tokens + 1] = {kind = 'number', value = tonumber(text)}
      goto next
    end
    a, z, text = source:find('^([%a_][%w_]*)', i)
    if a then
      local words = {let = true, ['if'] = true, ['else'] = true, ['while'] = true, print = true, fn = true, ['return'] = true}
      tokens[#tokens + 1] = {kind = words[text] and text or 'name', value = text}
      goto next
    end
    a, z, text = source:find('^([<>=!]=)', i)
    if not a then a, z, text = source:find('^([-+*/%%(){}<>=;,])', i) end
    if not a then error(("unexpected '%s' at %d"):format(source:sub(i, i), i), 0) end
    tokens[#tokens + 1] = {kind = text}
    ::next::
    i = z + 1
  end
  tokens[#tokens + 1] = {kind = 'end'}
  return tokens
end

local precedence = {['=='] = 1, ['!='] = 1, ['<'] = 2, ['>'] = 2, ['<='] = 2, ['>='] = 2, ['+'] = 3, ['-'] = 3, ['*'] = 4, ['/'] = 4, ['%'] = 4}
local operations = {
  ['=='] = function(a, b) return a == b end, ['!='] = function(a, b) return a ~= b end,
  ['<'] = function(a, b) return a < b end, ['>'] = function(a, b) return a > b end,
  ['<='] = function(a, b) return a <= b end, ['>='] = function(a, b) return a >= b end,
  ['+'] = function(a, b) return a + b end, ['-'] = function(a, b) return a - b end,
  ['*'] = function(a, b) return a * b end, ['/'] = function(a, b) return a / b end, ['%'] = function(a, b) return a % b end,
}

local function compile(source)
  local tokens, at = lex(source), 1
  local function peek() return tokens[at].kind end
  local function take(kind)
    local token = tokens[at]
    if kind and token.kind ~= kind then error(("expected '%s' near token %d ('%s')"):format(kind, at, token.kind), 0) end
    at = at + 1
    return token
  end
  local expression, block

  local function primary()
    if peek() == 'number' then
      local v = take().value
      return function() return v end
    elseif peek() == 'name' then
      local name = take().value
      if peek() == '(' then
        take()
        local args = {}
        while peek() ~= ')' do
          args[#args + 1] = expression(0)
          if peek() ~= ')' then take(',') end
        end
        take(')')
        return function(env)
          local f = env[name]
          if type(f) ~= 'function' then error(name .. ' is not a function', 0) end
          local values = {}
          for i, a in ipairs(args) do values[i] = a(env) end
          return f(unpack(values, 1, #args))
        end
      end
      return function(env)
        local v = env[name]
        if v == nil then error('undefined ' .. name, 0) end
        return v
      end
    elseif peek() == '(' then
      take()
      local e = expression(0)
      take(')')
      return e
    elseif peek() == '-' then
      take()
      local e = primary()
      return function(env) return -e(env) end
    end
    error(("unexpected '%s'"):format(peek()), 0)
  end

  function expression(limit)
    local left = primary()
    while (precedence[peek()] or -1) > limit do
      local op = take().kind
      local f, a, b = operations[op], left, expression(precedence[op])
      left = function(env) return f(a(env), b(env)) end
    end
    return left
  end

  local RETURN = {}
  local function statement()
    local kind = peek()
    if kind == 'let' or kind == 'name' and tokens[at + 1].kind == '=' then
      local declares = kind == 'let' and take()
      local name = take('name').value
      take('=')
      local e = expression(0)
      take(';')
      return function(env)
        local v = e(env)
        if declares then rawset(env, name, v) return end
        local scope = env
        while scope and rawget(scope, name) == nil do scope = (getmetatable(scope) or {}).__index end
        rawset(scope or env, name, v)
      end
    elseif kind == 'print' then
      take()
      local e = expression(0)
      take(';')
      return function(env) print(e(env)) end
    elseif kind == 'if' then
      take()
      local condition, yes = expression(0), block()
      local no = peek() == 'else' and take() and block()
      return function(env)
        if condition(env) then return yes(env) elseif no then return no(env) end
      end
    elseif kind == 'while' then
      take()
      local condition, body = expression(0), block()
      return function(env)
        while condition(env) do
          local signal, v = body(env)
          if signal == RETURN then return signal, v end
        end
      end
    elseif kind == 'fn' then
      take()
      local name = take('name').value
      take('(')
      local params = {}
      while peek() ~= ')' do
        params[#params + 1] = take('name').value
        if peek() ~= ')' then take(',') end
      end
      take(')')
      local body = block()
      return function(env)
        env[name] = function(...)
          local scope = setmetatable({}, {__index = env})
          for i, p in ipairs(params) do scope[p] = (select(i, ...)) end
          local signal, v = body(scope)
          if signal == RETURN then return v end
        end
      end
    elseif kind == 'return' then
      take()
      local e = expression(0)
      take(';')
      return function(env) return RETURN, e(env) end
    end
    local e = expression(0)
    take(';')
    return function(env) e(env) end
  end

  function block()
    take('{')
    local list = {}
    while peek() ~= '}' do list[#list + 1] = statement() end
    take('}')
    return function(env)
      for _, s in ipairs(list) do
        local signal, v = s(env)
        if signal then return signal, v end
      end
    end
  end

  local list = {}
  while peek() ~= 'end' do list[#list + 1] = statement() end
  return function(env)
    for _, s in ipairs(list) do s(env) end
  end
end

compile([[
  fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
  let i = 0;
  while i < 12 { print fib(i); i = i + 3; }
  fn gcd(a, b) { while b != 0 { let t = a % b; a = b; b = t; } return a; }
  print gcd(1071, 462);
  print (1 + 2) * 3 - -4 / 2;
  fn count(n) { if n == 0 { return 0; } else { return 1 + count(n - 1); } }
  print count(100);
  print max(3, 7, 5);
]])({max = math.max})
for _, bad in ipairs{'let x 5;', 'print y;', 'print (1;', '@', 'x();', 'print 1 + ;', 'while 1 { '} do
  print(bad, pcall(function() compile(bad)({}) end))
end

-- A register machine driven by goto.
local function run(code, limit)
  local r, pc, steps = {0, 0, 0, 0}, 1, 0
  ::dispatch::
  steps = steps + 1
  if steps > limit then return nil, 'too many steps' end
  local op, a, b = unpack(code[pc] or {'halt'})
  pc = pc + 1
  if op == 'set' then r[a] = b goto dispatch end
  if op == 'add' then r[a] = r[a] + r[b] goto dispatch end
  if op == 'sub' then r[a] = r[a] - r[b] goto dispatch end
  if op == 'dec' then r[a] = r[a] - 1 goto dispatch end
  if op == 'jnz' then if r[a] ~= 0 then pc = b end goto dispatch end
  if op == 'jmp' then pc = a goto dispatch end
  if op == 'halt' then goto done end
  error('bad opcode ' .. tostring(op))
  ::done::
  return r[1], steps
end
print(run({{'set', 1, 0}, {'set', 2, 7}, {'set', 3, 6}, {'add', 1, 2}, {'dec', 3}, {'jnz', 3, 4}}, 100))
print(run({{'jmp', 1}}, 50))
print(pcall(run, {{'nope'}}, 5))
return 'ok'
