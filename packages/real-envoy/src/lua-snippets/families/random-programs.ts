import { luaString, type Snippet } from '../snippet.ts';
import { COROUTINE_DRIVER, COROUTINE_PRELUDE, randomCoroutines } from './random-coroutines.ts';
import { pick, type Random, seeded, times } from './random-source.ts';

/** How many sources one snippet compiles and runs, one after the other. */
const PER_SNIPPET = 20;

/**
 * Snippets that compile and run each source by itself and return what came of it.
 *
 * @param before put in front of each source; it should end with a newline where lines matter
 * @param after put behind each source
 */
function runEach(group: string, sources: readonly string[], before = '', after = ''): Snippet[] {
  const snippets: Snippet[] = [];
  for (let from = 0; from < sources.length; from += PER_SNIPPET) {
    const list = sources.slice(from, from + PER_SNIPPET).map((source) => `  ${luaString(source)},`);
    snippets.push({
      name: `${group} ${from / PER_SNIPPET + 1}`,
      source: `local before, after, results = ${luaString(before)}, ${luaString(after)}, {}
for i, source in ipairs{
${list.join('\n')}
} do
  local chunk, problem = loadstring(before .. source .. after, '=c')
  results[i] = chunk and {pcall(chunk)} or problem
end
return results`,
    });
  }
  return snippets;
}

const tokensOf = (source: string): string[] =>
  source.match(/\s+|[A-Za-z_]\w*|\d[\w.]*|"(?:[^"\\]|\\.)*"|\.\.\.?|[=~<>]=|::|./gs) ?? [];

/** Breaks a source into lines at random places between its tokens. */
function broken(random: Random, source: string): string {
  const rarity = 1 + random(6);
  return tokensOf(source)
    .map((token) => {
      if (/^\s+$/.test(token)) return random(rarity) === 0 ? '\n' : token;
      return random(rarity + 1) === 0 ? `${token}\n` : token;
    })
    .join('');
}

/** Expressions that fail, each in its own way. */
const FAILING =
  `n.x | n.x.y | n[1] | t.q.r | t.q.r.s | zz.y | zz | n() | t.q() | n:m() | t:m() | t.q:m() | s:m(1) | n + 1 | 1 + n
  t.q * 2 | -n | -t.q | #n | n .. "x" | "x" .. n | "a" .. t.q .. "b" | n < 1 | 1 <= n | t < t | n + n | id(n).x | id(t).q.r | (n).x
  (t.q).r | t[n.x] | t[1].x.y | f() | f(1) | string.rep() | string.rep({}, 1) | s:rep({}) | error("E") | err() | id(error)("E2", 2)
  (function() error("in", 2) end)() | t.q.r + 1 | n.x or 1 | n.x and 1 | not n.x | t[zz.w] | up.x | up() | up + 1 | (n)() | #t.q
  id(1, n.x) | id(n.x, 1) | {n.x} | {a = n.x} | {[n.x] = 1} | {1, n.x, 2} | math.floor(n.x) | s.x.y | ("x").y.z | n == n.x | n.x == 1`
    .split(/[|\n]/)
    .map((text) => text.trim());

/** Places where an expression can stand. */
const PLACES =
  `return E | local a = E | local a, b = E, 1 | local a, b = 1, E | t.v = E | t[E] = 1 | t.v, t.w = E, 1 | if E then id() end
  while E do break end | repeat local r = 1 until E | for i = E, 2 do end | for i = 1, E do end | for k in E do end | for k in id, E, 1 do end
  id(E) | id(1, E, 2) | id({E, 1, x = E}) | return id(E), 1 | local a = 1 + (E) * 2 | local a = (E) .. "x" .. 1 | local a = t.x and (E) or 5
  return (E) | local function g() return E end g() | id(function() return E end)()`
    .split(/[|\n]/)
    .map((text) => text.trim());

/** Which line and which name an error reports, however the source is broken into lines. */
function positions(): Snippet[] {
  const random = seeded(11);
  const prelude =
    'local n, t, s, id, f, up = nil, {{}}, "s", function(...) return ... end, 5, nil local function err() error("lvl", 2) end ' +
    'local _ = function() return up end setmetatable(_G, {__index = function(_, k) if k == "zz" then error("undef", 2) end end})\n';
  return runEach(
    'positions',
    times(
      600,
      () =>
        prelude +
        broken(
          random,
          pick(random, PLACES).replaceAll('E', () => pick(random, FAILING)),
        ),
    ),
  );
}

const FUNCTIONS = `string: byte char find format gmatch gsub len lower match rep reverse sub upper
table: concat foreach foreachi getn insert maxn move pack remove sort unpack
math: abs ceil floor fmod frexp ldexp max min modf sqrt deg rad
bit: arshift band bnot bor bswap bxor lshift rol ror rshift tobit tohex
os: date difftime time setlocale
io: type lines read write
coroutine: create isyieldable resume status wrap yield
_G: assert error getmetatable ipairs next pairs pcall rawequal rawget rawlen rawset select setmetatable tonumber type unpack xpcall
_G: load loadstring newproxy setfenv collectgarbage
debug: getinfo getlocal getupvalue setmetatable`
  .split('\n')
  .flatMap((line) => {
    const [library = '', names = ''] = line.split(': ');
    return names.split(' ').map((name) => (library === '_G' ? name : `${library}.${name}`));
  });

const ARGUMENTS =
  `nil | true | false | 0 | 1 | -1 | 2 | 3 | 0.5 | -0 | 100 | "" | "a" | "abc" | "10" | "0x1F" | "%d %s" | "(a)(.)" | "%w+" | "." | "a\\0b"
  " 5 " | "*a" | "!%Y" | "*l" | "return 1" | "x =" | "count" | "S" | "#" | {} | {1, 2, 3} | {"x", "y"} | {3, 1, 2} | {1, nil, 3} | print
  {year = 2000, month = 1, day = 1} | string.upper | function(...) return ... end | function(a, b) return b end | function() error("cb") end
  function(a, b) return tostring(a) < tostring(b) end | setmetatable({}, {__index = function(t, k) return k end}) | 5LL | io.stdout
  setmetatable({}, {__call = function(s, ...) return ... end}) | setmetatable({}, {__tostring = function() return "T" end}) | newproxy()
  setmetatable({1, 2}, {__len = function() return 5 end}) | coroutine.create(function(...) return ... end) | nope`
    .split(/[|\n]/)
    .map((text) => text.trim());

/** Ways to call a function; F is the function, A its arguments. */
const CALLS =
  `return F(A) | local r = {F(A)} return #r, r[1], r[2], r[3] | return select("#", F(A)) | return pcall(F, A) | return (F(A))
  local f = F return f(A) | return coroutine.wrap(function() return F(A) end)() | local t = {q = F} return t.q(A)
  local t = {q = F} return 1, t:q(A) | for k, v in F(A) do return type(k), type(v) end | local t = {q = F} t:q(A)`
    .split(/[|\n]/)
    .map((text) => text.trim());

/** Arguments that keep a call harmless and its answer the same everywhere. */
function tamed(random: Random, name: string, drawn: readonly string[]): readonly string[] {
  const rest = drawn.slice(1);
  switch (name) {
    case 'string.rep':
      return [drawn[0] ?? '"x"', pick(random, ['3', '0', '-1', '"2"', '{}', 'nil', '2.9']), ...drawn.slice(2)];
    case 'setfenv':
    case 'debug.setmetatable':
      return [pick(random, ['{}', 'function() end', 'nil', '"x"']), ...rest];
    case 'debug.getinfo':
    case 'debug.getlocal':
      return [pick(random, ['nil', '{}', '"m"', '50', 'print']), ...rest];
    case 'collectgarbage':
      return [pick(random, ['"bad"', '{}', '5', '"stop"']), ...rest];
    case 'io.lines':
      return [pick(random, ['nil', '{}', '"/nonexistent"', 'true']), ...rest];
    case 'os.date':
      return [drawn[0] ?? '"!%c"', '0'];
    case 'os.time':
      return [pick(random, ['{}', '5', '{year = 2001, month = 2, day = 3}', '"x"', 'true']), ...rest];
    default:
      return drawn;
  }
}

/** Library functions with arguments of every kind, called in every way. */
function libraryCalls(): Snippet[] {
  const random = seeded(12);
  const sources = times(1600, () => {
    const name = pick(random, FUNCTIONS);
    const list = tamed(
      random,
      name,
      times(random(5), () => pick(random, ARGUMENTS)),
    );
    const call = pick(random, CALLS).replace('F', () => name);
    return list.length === 0 ? call.replace(/(, )?\bA\b/, '') : call.replace(/\bA\b/, () => list.join(', '));
  });
  return runEach('library calls', sources);
}

/** What `#`, `next` and `table.maxn` say after a history of writes; no names as keys, their order is chance in LuaJIT. */
function tableHistories(): Snippet[] {
  const random = seeded(13);
  const tables = [
    '{}',
    '{1, 2, 3}',
    '{1, nil, 3}',
    '{nil, nil, 3}',
    '{[1] = 1, [2] = 2}',
    '{1, 2, 3, 4, 5, 6, 7, 8}',
    '{[10] = 1}',
  ];
  const key = (): string =>
    pick(random, [
      `${random(12)}`,
      `${1 + random(40)}`,
      `${-random(4)}`,
      `${random(8)}.5`,
      `2^${random(40)}`,
      '#t + 1',
      '#t',
      'true',
    ]);
  const step = (): string =>
    pick(random, [
      () => `t[${key()}] = ${pick(random, ['1', 'nil', '{}'])}`,
      () => `t[${key()}] = 2`,
      () => `table.insert(t, ${random(9)})`,
      () => `pcall(table.insert, t, ${1 + random(6)}, 7)`,
      () => 'table.remove(t)',
      () => `pcall(table.remove, t, ${1 + random(6)})`,
      () => `for i = ${1 + random(4)}, ${2 + random(20)} do t[i] = ${pick(random, ['i', 'nil'])} end`,
      () => `for i = ${5 + random(10)}, 1, -1 do t[i] = ${pick(random, ['i', 'nil'])} end`,
      () => 'for k in pairs(t) do t[k] = nil end',
      () => 'L(t, out)',
    ])();
  const before =
    'local function L(t, out) local keys = {} for k in pairs(t) do keys[#keys + 1] = tostring(k) end ' +
    'out[#out + 1] = #t .. ": " .. table.concat(keys, " ") .. " / " .. table.maxn(t) end local out = {} ';
  const sources = times(400, () => `local t = ${pick(random, tables)} ${times(3 + random(20), step).join(' ')}`);
  return runEach('table histories', sources, before, ' L(t, out) return out');
}

const WORDS =
  `end do then if else elseif function local return for in while repeat until break goto :: nil true not and or = == ~= < <= .. ... . : ; ,
  ( ) { } [ ] + - * / % ^ # x 1 "s" [[l]] 0x 1e \\ " ' [=[ --[[ @ ! & | ~ $ ? // << >> 1LL`.split(/\s+/);

const WHOLE = `local a = {b = 1, [2] = "c"; 3} return a.b, #a
for i = 1, 10, 2 do if i > 5 then break elseif i == 3 then print(i) else goto skip end ::skip:: end
local function f(a, ...) local x, y = ..., a return f(x)(y), function() return x.y:z(1) end end
while x and not y or z do x = x - 1 repeat local q = -x ^ 2 until q == #s .. "t" end
function t.a.b:c(d) self.x, t[1] = d, nil do return (self) end end
local s = [[long]] .. "a\\65\\x41\\z b" .. 'c' .. 1e5 .. 0xff return s:rep(2), f"x", g{1}, h[[y]]
if a then return elseif b then local c <= d end
for k, v in pairs(t) do t[k], u = v, k; f(k)(v).w = {} end`.split('\n');

/** Valid sources with a few tokens lost, doubled, swapped or replaced: what the parser says. */
function brokenSources(): Snippet[] {
  const random = seeded(14);
  const damage = (tokens: string[]): void => {
    const at = random(tokens.length);
    switch (random(5)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, ` ${pick(random, WORDS)} `);
        break;
      case 2:
        tokens[at] = pick(random, WORDS);
        break;
      case 3: {
        const other = random(tokens.length);
        [tokens[at], tokens[other]] = [tokens[other]!, tokens[at]!];
        break;
      }
      default:
        tokens.length = Math.max(1, at);
    }
  };
  const sources = times(1200, () => {
    const tokens = tokensOf(pick(random, WHOLE));
    for (let count = 1 + random(3); count > 0; count--) damage(tokens);
    return tokens.join('');
  });
  // Compiled only: what is still valid might run for ever.
  return runEach(
    'broken sources',
    sources.map((source) => `return (select(2, loadstring(${luaString(source)}, "=b")))`),
  );
}

/** Programs by the hundred, drawn by a fixed seed. */
export function randomPrograms(): Snippet[] {
  return [
    ...positions(),
    ...libraryCalls(),
    ...tableHistories(),
    ...brokenSources(),
    ...runEach('coroutines', randomCoroutines(300), COROUTINE_PRELUDE, COROUTINE_DRIVER),
  ];
}
