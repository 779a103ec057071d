import { lines, luaString, type Snippet, snippetsOf } from '../snippet.ts';

/** Pattern and subjects: each gives find, match and the count of gsub. */
const CASES: readonly (readonly [string, ...string[]])[] = [
  ['abc', 'abc', 'xabcabc', 'ab'],
  ['a.c', 'abc', 'a\nc', 'ac'],
  ['a*', 'aaa', 'baa', ''],
  ['a+', 'baaa', 'b', 'a'],
  ['a-', 'aaa', ''],
  ['a-b', 'aaab', 'b', 'aaa'],
  ['a?b', 'ab', 'b', 'aab'],
  ['.*', 'abc', ''],
  ['.-', 'abc'],
  ['.+', 'abc', ''],
  ['^abc', 'abcabc', 'xabc'],
  ['abc$', 'abcabc', 'abcx'],
  ['^abc$', 'abc', 'abcd'],
  ['^', 'abc', ''],
  ['$', 'abc', ''],
  ['^$', '', 'a'],
  ['^*', '*a', 'aa'],
  ['a$b', 'a$b', 'ab'],
  ['a^b', 'a^b', 'ab'],
  ['$a', '$a', 'a'],
  ['%$', 'a$b'],
  ['%^', 'a^b'],
  ['a.-b', 'a12b34b', 'ab'],
  ['a.*b', 'a12b34b', 'ac'],
  ['%a+', 'abc123', '123', 'éab'],
  ['%d+', 'abc123', 'abc'],
  ['%l+', 'ABcd', 'AB'],
  ['%u+', 'abCD', 'ab'],
  ['%s+', 'a \t\n\v\f\rb', 'ab'],
  ['%p+', 'a!?.b', 'ab'],
  ['%w+', '!ab12!', '!_!'],
  ['%x+', 'xyzAF09g', 'xyz'],
  ['%c+', 'a\x01\x1f\x7fb', 'ab'],
  ['%g+', ' ab! ', ' '],
  ['%z', 'a\0b', 'ab'],
  ['%A+', 'ab12cd', 'ab'],
  ['%D+', '12ab34', '12'],
  ['%S+', ' ab cd', ' '],
  ['%W+', 'ab--cd', 'ab'],
  ['%L+', 'abCD', 'ab'],
  ['%U+', 'ABcd', 'AB'],
  ['%P+', '!!ab!!', '!!'],
  ['%X+', 'afxyz', 'af'],
  ['%C+', '\x01ab\x02', '\x01'],
  ['%G+', 'ab \t', 'ab'],
  ['%Z+', '\0ab\0', '\0'],
  ['%y', 'y', 'x'],
  ['%Y', 'Y', 'y'],
  ['%.', 'a.b', 'ab'],
  ['%%', 'a%b', 'ab'],
  ['%-', 'a-b'],
  ['%[', 'a[b'],
  ['%]', 'a]b'],
  ['%(', 'a(b'],
  ['%)', 'a)b'],
  ['%?', 'a?b'],
  ['%*', 'a*b'],
  ['%+', 'a+b'],
  ['% ', 'a b'],
  ['%é', 'é'],
  ['[abc]+', 'xxbcay', 'xyz'],
  ['[^abc]+', 'abxyc', 'abc'],
  ['[a-c]+', 'xabcd', 'xyz'],
  ['[^a-c]+', 'abxyc', 'abc'],
  ['[a-]+', 'x-a-y', 'x'],
  ['[-a]+', 'x-a-y'],
  ['[a-c-e]+', 'b-e', 'd'],
  ['[%a-z]+', 'a-z', '-'],
  ['[a-%%]+', 'a-%', 'b'],
  ['[%]]+', 'a]]b'],
  ['[]]+', 'a]]b', 'ab'],
  ['[^]]+', ']]ab]', ']'],
  ['[]a]+', 'x]ay'],
  ['[%^a]+', '^a^', 'b'],
  ['[a^]+', 'a^', 'b'],
  ['[.]+', 'a..b', 'ab'],
  ['[$]+', 'a$b'],
  ['[%d%s]+', 'a1 2b', 'ab'],
  ['[%D]+', '1ab2', '1'],
  ['[^%d]+', '1ab2', '1'],
  ['[^%s%p]+', ' ab!', '!'],
  ['[z-a]', 'a', 'm'],
  ['[a-a]', 'a', 'b'],
  ['[\x80-\xff]+', 'a\xe9\xe2\x82\xac', 'a'],
  ['[+--]+', 'a+,-b', 'a'],
  ['[\0-\x1f]', 'a\x05b', 'ab'],
  ['[%w_]+', '!a_1!', '!'],
  ['(a)(b)', 'ab', 'ba'],
  ['((a)(b))', 'xab'],
  ['(a*)(b*)', 'aabb', 'c'],
  ['()', 'abc', ''],
  ['()b()', 'abc', 'ac'],
  ['(a)()', 'ba'],
  ['(.)(.)', 'abcd', 'a'],
  ['(%w+)=(%w+)', 'k=v, x=y', '='],
  ['(a)%1', 'aa', 'ab'],
  ['(.)%1', 'hello', 'abc'],
  ['(.)(.)%2%1', 'abba', 'abab'],
  ['(a(b)c)%2', 'abcb', 'abca'],
  ['()%1', 'a1', 'a'],
  ['%b()', '(a(b)c)', '((', 'x(y)z'],
  ['%bxy', 'axbyc', 'xx'],
  ['%b""', 'a"b"c', '"'],
  ['%b()%d', '(a)1', '(a)'],
  ['%f[%w]%w+', 'THE (quick) fox', '!!'],
  ['%f[%a]a', 'a ba a', 'ba'],
  ['%f[%A]', 'abc 1', '1'],
  ['%f[^\0]', 'abc', ''],
  ['%f[%z]', 'abc', ''],
  ['%f[abc]b', 'xb', 'ab'],
  ['x*', 'aaxxb', 'a'],
  ['(x*)(a)', 'xxa', 'a'],
  ['a?', 'aab', 'b'],
  ['a?a?a?', 'aa', ''],
  ['(a?)b', 'ab', 'b'],
  ['[ab]?c', 'bc', 'c'],
  ['%d?%d?%d', '1234', '1'],
  ['a-$', 'aaa', 'ab'],
  ['.-$', 'abc'],
  ['(.-)%s*$', 'ab  ', '  '],
  ['^%s*(.-)%s*$', '  ab c ', '   '],
  ['^(%d+)%.(%d+)$', '12.34', '12,34'],
  ['[^,]*', 'a,b,,c', ','],
  ['([^,]*),?', 'a,,b', ''],
  ['\n', 'a\nb', 'ab'],
  ['\0', 'a\0b', 'ab'],
  ['a\0b', 'a\0b', 'axb'],
  ['%a%d', 'a1', 'aa'],
  ['[[]', '[', 'a'],
  ['[[:alpha:]]', ':]', 'a]'],
  ['.\0', 'ab', 'a\0'],
  ['()()()', 'ab'],
  ['(()a())', 'ba'],
  ['%1', 'a'],
  ['%0', 'a'],
  ['%9', 'a'],
  ['(a)%2', 'ab'],
  ['(a%1)', 'aa'],
  ['(', 'a'],
  [')', 'a'],
  ['())', 'a'],
  ['(()', 'a'],
  ['a)', 'a'],
  ['%', 'a'],
  ['a%', 'a'],
  ['[', 'a'],
  ['[a', 'a'],
  ['[]', 'a'],
  ['[^', 'a'],
  ['[^]', 'a'],
  ['[%', 'a'],
  ['[a%', 'a'],
  ['[a-', 'a'],
  ['[a-]', '-'],
  ['[a]]', 'a]'],
  ['%f', 'a'],
  ['%fa', 'a'],
  ['%f[', 'a'],
  ['%b', 'a'],
  ['%bx', 'a'],
  ['*', '*', 'a'],
  ['+', '+'],
  ['?', '?'],
  ['-', '-', 'a'],
  ['**', '**'],
  ['a**', 'aa*'],
  ['a+*', 'a+*', 'aa'],
  ['a??', 'a?'],
  ['(a)*', 'a*', 'aa'],
  ['(a)+', 'a+'],
  ['%b()*', '()*', '()'],
  ['^a*$', 'aaa', 'aab'],
  ['^-', '-', 'a'],
  ['a|b', 'a|b', 'a'],
  ['{1}', '{1}'],
];

function threeWays(): string[] {
  return CASES.flatMap(([pattern, ...subjects]) =>
    subjects.map((subject) => {
      const p = luaString(pattern);
      const s = luaString(subject);
      return `local s, p = ${s}, ${p} return {pcall(string.find, s, p)}, {pcall(string.match, s, p)}, {pcall(string.gsub, s, p, "<%0>")}`;
    }),
  );
}

const CALLS = lines(String.raw`
return ("abc"):find("b"), ("abc"):find("b", 2), ("abc"):find("b", 3), ("abc"):find("b", -1), ("abc"):find("b", -2), ("abc"):find("b", -10)
return {("abc"):find("")}, {("abc"):find("", 2)}, {("abc"):find("", 4)}, {("abc"):find("", 5)}, {("abc"):find("", 10)}, {(""):find("")}, {(""):find("", 2)}
return {("a.c"):find(".", 1, true)}, {("a.c"):find(".", 3, true)}, {("a.c"):find("a.", 1, true)}, {("a%c"):find("%", 1, true)}, {("abc"):find("", 2, true)}
return {("a.c"):find(".", 1, false)}, {("a.c"):find(".", 1, nil)}, {("a.c"):find(".", 1, 0)}, {("a.c"):find(".", nil, true)}
return {("a(b"):find("(", 1, true)}, {("abc"):find("abcd", 1, true)}, {("aXb"):find("X", 3, true)}
return {(12345):rep(1):find(34)}, {string.find(12345, 34)}, {string.find("a1", 1)}
return {("abcabc"):find("^b", 2)}, {("abcabc"):find("^b", 1)}, {("abcabc"):match("^b", 2)}, {("abc"):match("()", 4)}, {("abc"):match("()", 5)}
return ("abc"):find("b", 1.9), ("abc"):find("b", "2"), ("abc"):find("b", 2^31), ("abc"):find("b", -2^31), ("abc"):find("b", 1e100), ("abc"):find("b", 0/0)
return string.find()
return string.find("a")
return string.find("a", nil)
return string.find({}, "a")
return string.find("a", {})
return string.find("a", "b", "x")
return string.find("a", "b", {})
return string.match()
return string.match("a")
return string.match("a", {})
return string.match(nil, "a")
return string.match("a", "b", "x")
return ("key = value"):match("^(%w+)%s*=%s*(%w+)$")
return ("2024-01-15"):match("(%d+)-(%d+)-(%d+)")
return ("x"):match(("(x)"):rep(32)), select("#", ("x"):rep(32):match(("(x)"):rep(32)))
return ("x"):rep(40):match(("(x)"):rep(33))
return ("x"):match(("()"):rep(33))
return #("a"):rep(300):match(("a?"):rep(198))
return ("a"):rep(300):match(("a?"):rep(199)) == ("a"):rep(199)
return ("a"):rep(300):match(("a?"):rep(200))
return ("a"):rep(10):match(("(a"):rep(33))
return #("a"):rep(100000):match(".*"), #("a"):rep(100000):match(".-$")
return ("a"):rep(1000):find(("a"):rep(300))
return select("#", ("abc"):match("(a)(b)(c)")), select("#", ("abc"):match("abc")), select("#", ("abc"):match("x"))
return ("abc"):find("(b)(c)")
return ("abc"):find("()c")
local t = {} for w in ("one two  three"):gmatch("%a+") do t[#t + 1] = w end return t
local t = {} for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do t[k] = v end return t
local t = {} for m in ("abc"):gmatch("") do t[#t + 1] = m end return t
local t = {} for p in ("abc"):gmatch("()") do t[#t + 1] = p end return t
local t = {} for m in ("abc"):gmatch("b*") do t[#t + 1] = m end return t
local t = {} for m in ("aab^a"):gmatch("^a") do t[#t + 1] = m end return t
local t = {} for m in ("a,b,,c"):gmatch("([^,]*)") do t[#t + 1] = m end return t
local t = {} for a, b in ("abcd"):gmatch("(.)()") do t[#t + 1] = a .. b end return t
local f = ("abc"):gmatch(".") return f(), f(), f(), f(), f()
local f = ("abc"):gmatch(".") return f(1, 2), f("x")
local f = ("abc"):gmatch("(") return f()
local f = ("abc"):gmatch("%") for m in f do end
return string.gmatch()
return string.gmatch("a")
return string.gmatch("a", {})
return string.gmatch({}, "a")
return type(string.gmatch("a", "b")), string.gmatch(12, "1")()
for m in ("a1"):gmatch("%d"), nil, nil do return m end
return ("abc"):gsub("b", "x"), ("abc"):gsub(".", "%0%0"), ("abc"):gsub("(a)(b)", "%2%1"), ("abc"):gsub("b", "%%"), ("abc"):gsub("", "-")
return {("abc"):gsub(".", "x", 2)}, {("abc"):gsub(".", "x", 0)}, {("abc"):gsub(".", "x", -1)}, {("abc"):gsub(".", "x", 1.9)}, {("abc"):gsub(".", "x", "2")}, {("abc"):gsub(".", "x", nil)}
return {("abc"):gsub(".", "x", 2^32 + 1)}, {("abc"):gsub(".", "x", 1e300)}, {("abc"):gsub("x*", "-", 2)}
return {("abc"):gsub("b", "%")}, {("abc"):gsub("b", "%x")}, {("abc"):gsub("b", "%%1")}, {("abc"):gsub("b", "a%")}
return ("abc"):gsub("b", "%1")
return ("abc"):gsub("b", "%2")
return ("abc"):gsub("(b)", "%2")
return ("abc"):gsub("()b", "%1")
return ("abc"):gsub("(b", "x")
return ("abc"):gsub("b)", "x")
return ("abc"):gsub("%w", "%0%1")
return ("hello world"):gsub("o", {o = "0"}), ("hello"):gsub("l", {l = 1}), ("hello"):gsub("l", {l = false}), ("hello"):gsub("l", {})
return ("hello"):gsub("l", {l = true})
return ("hello"):gsub("l", {l = {}})
return ("hello"):gsub("(h)(e)", {h = "H"}), ("a1"):gsub("()", {"x", "y", "z"})
return ("abc"):gsub("b", setmetatable({}, {__index = function(t, k) return k .. k end}))
return ("abc"):gsub("b", setmetatable({}, {__index = {b = "B"}}))
return ("abc"):gsub("b", setmetatable({}, {__index = function() error("inside") end}))
return ("abc"):gsub(".", function(c) return c:upper() end), ("abc"):gsub(".", function() end), ("abc"):gsub(".", function() return nil end)
return ("abc"):gsub(".", function() return false end), ("abc"):gsub(".", function() return 1.5 end), ("abc"):gsub(".", function() return "x", "y" end)
return ("abc"):gsub(".", function() return true end)
return ("abc"):gsub(".", function() return {} end)
return ("abc"):gsub(".", function() return print end)
return ("abc"):gsub("(.)(.)", function(...) return select("#", ...) end), ("abc"):gsub("()", function(p) return p end)
return ("abc"):gsub("b", function() error("inside") end)
return ("abc"):gsub("b", function() error({}) end)
return ("abc"):gsub("b", error)
return ("abc"):gsub("b", string.upper), ("abc"):gsub("%w", string.byte)
return pcall(string.gsub, "abc", "b", function() coroutine.yield() end)
return coroutine.wrap(function() return pcall(string.gsub, "abc", "b", function() coroutine.yield(1) end) end)()
return coroutine.wrap(function() return ("abc"):gsub("b", function() coroutine.yield(1) end) end)()
return ("abc"):gsub(".", function(c) return (c:gsub(".", function(d) return d .. d end)) end)
local n = 0 return ("abc"):gsub("", function() n = n + 1 return n end)
local s = ("abc"):gsub("b", function() return ("x"):rep(3) end) return s
return ("abc"):gsub("^a", "x"), ("aaa"):gsub("^a", "x"), ("abc"):gsub("c$", "x"), ("abc"):gsub("$", "x"), ("abc"):gsub("^", "x"), (""):gsub("", "x"), (""):gsub("^$", "x")
return ("hello world"):gsub("o*", "X")
return ("  trim  "):gsub("^%s+", ""):gsub("%s+$", "")
return (("  trim  "):gsub("^%s*(.-)%s*$", "%1"))
return ("abc"):gsub(".", 5), ("abc"):gsub("b", 1.5)
return string.gsub()
return string.gsub("a")
return string.gsub("a", "b")
return string.gsub("a", "b", nil)
return string.gsub("a", "b", true)
return string.gsub("a", "b", "c", {})
return string.gsub("a", "b", nil, {})
return string.gsub({}, "b", "c")
return string.gsub("a", {}, "c")
return string.gsub(121, 2, 3)
return ("a\0b"):gsub("\0", "x"), ("a\0b"):gsub("%z", "x"), ("a\0b"):gsub(".", {["\0"] = "nul"})
return ("%d"):gsub("%%d", "%%s"), ("a.b"):gsub("%.", "%%.")
return ("hello"):gsub("l+", function(m) return #m end)
return ("x = 1, y = 2"):gsub("(%w+) = (%w+)", "%2 = %1")
return ("$name is $age"):gsub("%$(%w+)", {name = "Bob", age = 42})
return ("abc def"):gsub("%f[%w]%w+", function(w) return w:sub(1, 1):upper() .. w:sub(2) end)
return ("a b c"):gsub("%s", "%%20")
return (("x"):rep(1000):gsub("x", "yy")):len()
return select(2, ("x"):rep(10000):gsub("", ""))
`);

/** The pattern engine, and the functions that use it. */
export function patterns(): Snippet[] {
  return [...snippetsOf('pattern', threeWays()), ...snippetsOf('call', CALLS)];
}
