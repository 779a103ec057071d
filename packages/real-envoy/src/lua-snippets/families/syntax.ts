// Data: a table, as long as it is.
import { lines, type Snippet, snippetsOf } from '../snippet.ts';

const ERRORS = [
  ...lines(
    `
a b
a = = 1
x == 1
x += 1
x++
return 7//2
return 1 & 2
return 1 | 2
return ~1
return 1 ~ 2
return 1 << 2
return 1 >> 2
return !x
x != 1
f(
f(1
f(1,
f(1,)
f(1 2)
(f
("abc")
"abc"
"abc":len()
5
5 = 1
nil = 1
f() = 1
f().x
f()()[1]
a.b
a.b:c
a:b
a:b = 1
a.1
a.5x
a.
a.end
a.b.
a[
a[1
a[1]
a[] = 1
a = 
a, = 1
a, b
a, 5 = 1, 2
a, f() = 1, 2
local
local 5
local a b
local a.b
local a =
local a, 
local a,5
local function
local function a.b() end
local function a:b() end
local function 5() end
local function f
local function f(
local function f(a
local function f(a,
local function f(a b) end
local function f(a, 5) end
local function f(..., a) end
local function f(...
local function f() 
function
function f
function 5() end
function f.5() end
function f.() end
function f:() end
function f:g.h() end
function f:g:h() end
function f(a.b) end
function f[1]() end
f = function
f = function(
f = function f() end
f = function() 
if
if x
if x then
if x then else
if x then else else end
if x then elseif
if x then elseif y
if x then elseif y then else elseif z then end
if x the
if then end
if x do end
while
while x
while x do
while do end
while x then end
repeat
repeat x = 1
repeat until
repeat x = 1 end
for
for i
for i = 
for i = 1
for i = 1,
for i = 1, 2
for i = 1, 2,
for i = 1, 2, 3, 4 do end
for i = 1, 2 then end
for i do end
for i in
for i in x
for i, in x do end
for i, 5 in x do end
for i, j = 1, 2 do end
for 5 = 1, 2 do end
for i.x = 1, 2 do end
do
do end end
end
else
elseif
until
then
in
return return
return 1 2
return 1,
return 1; 2
return; x = 1
return end
break
if x then break end
function f() break end
while true do function f() break end end
break x
do break end
goto
goto 5
goto nolabel
goto x y
::a:: ::a::
::a:: do ::a:: end
::a
::5::
::
::a:
: :a::
goto a local x ::a:: x = 1
goto a local x ::a::
do goto a end local x ::a:: print(x)
goto a do ::a:: end
do ::a:: end goto a
while true do goto continue local x = 1 ::continue:: print(x) end
repeat goto c local x ::c:: until x
function f() goto out end ::out::
::goto::
::break::
goto end
local goto = 1 return goto
goto = 1
local t = {goto = 1} return t.goto
local x <const> = 1
local x <close> = nil
x = {
x = {1
x = {1,
x = {1,,2}
x = {,}
x = {1 2}
x = {a = }
x = {[1] 2}
x = {[1 = 2}
x = {[] = 2}
x = {a.b = 1}
x = {"a" = 1}
x = {5 = 1}
x = {...}
x = {;}
x = 1 +
x = + 1
x = 1 + * 2
x = not
x = #
x = -
x = (1
x = ()
x = (1, 2)
x = 1)
x = ]
x = }
x = 1 1
x = a..
x = ..a
x = ...
function f() return ... end
function f(a) return function() return ... end, ... end
x = a.b:c
x = a:b
x = {}.x
x = {}:x()
x = {}[1]
x = "a".b
x = "a":upper()
x = 5:foo()
x = function() end()
x = 1.x
x = 1..2
x = 3x
x = 0xg
x = 1e
x = 1e+
x = 0x
x = 08x
x = 1..
x = .1.
x = 0b2
x = 5LLx
x = 5L
x = 1.5LL
x = @
x = $a
x = ` +
      '`' +
      String.raw`
x = ?
x = \
x = a ? b : c
x = "abc
x = 'abc
x = "abc'
x = "a\qb"
x = "a\
x = "\xg"
x = "\x1"
x = "\300"
x = "\256"
x = "\u{"
x = "\u{110000}"
x = "\u{xyz}"
x = "\u41"
x = "\u{}"
x = "\u{7fffffff}"
x = "\u{d800}"
x = "\z
x = "\
x = [[abc
x = [==[abc]=]
x = [=abc
x = [=
x = [==
--[[ unfinished
--[==[ unfinished ]=]
x = 1 --[[ unfinished
x = nil.y
x = true.y
nil()
true = 1
and = 1
local and = 1
x = 1 and
x = or 1
x = a.and
x = a.not
if = 5
class A end
import x
const x = 1
let x = 1
var x = 1
x = x if y
x := 1
x => 1
f x
f 5
f "a" 5
f {} 5
f: g()
f.g 'a' = 1
(a) = 1
(a.b) = 1
(f())
((f)()) = 1
a.b.c
a()b()
a;b
;;
;
return ;;
x = 1;;; y = 2
x = 1,
x, y = 1, 
for i = 1, 2 do local function f() goto next end ::next:: end
local a <const>
function t.a.b.c:d.e() end
local function f() return end end
do local x end x =
x = - - 
return -- nothing
not x
-x
#x
...
f(...)
return ...
`,
  ),
  '--[[ unfinished',
  '--[==[ unfinished ]=]',
  'x = "a\nb"',
  "x = 'a\nb'",
  'x = "abc\\\n',
  'x = "a\\\n\nb"',
  '\n\n\nx =',
  'x = 1\ny = = 2\n',
  'f(\n\n1,\n',
  'x = [[a\nb\nc',
  '--[[\n\n',
  'if x then\n\n\ny = 1',
  'function f()\n  if x then\n    y()\n',
  'local t = {\n 1,\n 2\n',
  'f(1\n2)',
  'x = 5 y = 6\n z',
  'return 1\nreturn 2',
  'x = \0',
  'x\0y = 1',
  'x = 1\0',
  '\x80\x81 = =',
  'x = \xff\xfe =',
  'x = é =',
  'local \x80 = 1 return \x80',
  '\ufeff'.replace('\ufeff', '\xef\xbb\xbfreturn 1'),
  '#!shebang\nreturn 1',
  '# comment',
  '\x1bLua',
  '\x1b',
  'x = "\x01" y',
  `x = ${'"'}${'long '.repeat(30)}`,
  `x = ${'y'.repeat(90)} z`,
  `${'x'.repeat(300)} =`,
  `x = 1${'0'.repeat(100)}z`,
  `return ${'('.repeat(190)}1${')'.repeat(190)}`,
  `return ${'('.repeat(300)}1${')'.repeat(300)}`,
  `return ${'{'.repeat(190)}${'}'.repeat(190)}`,
  `return ${'{'.repeat(250)}${'}'.repeat(250)}`,
  `${'do '.repeat(190)}${'end '.repeat(190)}`,
  `${'do '.repeat(250)}${'end '.repeat(250)}`,
  `${'local function f() '.repeat(100)}${'end '.repeat(100)}`,
  `${'local function f() '.repeat(250)}${'end '.repeat(250)}`,
  `return ${'-'.repeat(100)}1`.replaceAll('--', '- -'),
  `return ${'not '.repeat(150)}true`,
  `return ${'not '.repeat(250)}true`,
  `return ${'a.'.repeat(50)}b`,
  `return 1 ${'+ 1 '.repeat(300)}`,
  `return ${'1 .. '.repeat(150)}1`,
  `return ${'1 .. '.repeat(300)}1`,
  `return ${'2 ^ '.repeat(250)}1`,
  `${Array.from({ length: 200 }, (_, i) => `local a${i} = ${i}`).join(' ')} return a0, a199`,
  `${Array.from({ length: 201 }, (_, i) => `local a${i} = ${i}`).join(' ')}`,
  `local function f() ${Array.from({ length: 201 }, (_, i) => `local a${i} = ${i}`).join(' ')} end`,
  `local ${Array.from({ length: 201 }, (_, i) => `a${i}`).join(', ')} = 1`,
  `local function f(${Array.from({ length: 201 }, (_, i) => `a${i}`).join(', ')}) end`,
  `return (function(${Array.from({ length: 200 }, (_, i) => `a${i}`).join(', ')}) return a199 end)(${Array.from({ length: 200 }, (_, i) => i).join(', ')})`,
  `return f(${Array.from({ length: 240 }, (_, i) => i).join(', ')})`,
  `return select("#", ${Array.from({ length: 260 }, (_, i) => i).join(', ')})`,
  `${Array.from({ length: 61 }, (_, i) => `local a${i} = ${i}`).join(' ')} return function() return ${Array.from({ length: 61 }, (_, i) => `a${i}`).join(' + ')} end`,
  `${Array.from({ length: 60 }, (_, i) => `local a${i} = ${i}`).join(' ')} return (function() return ${Array.from({ length: 60 }, (_, i) => `a${i}`).join(' + ')} end)()`,
  `local t = {${Array.from({ length: 500 }, (_, i) => i).join(', ')}} return #t, t[500]`,
  `local t = {${Array.from({ length: 300 }, (_, i) => `k${i} = ${i}`).join(', ')}} return t.k0, t.k299`,
  `local s = 0 ${Array.from({ length: 300 }, (_, i) => `s = s + ${i}.5`).join(' ')} return s`,
  `local x = 5 if x == 1 then return 1 ${Array.from({ length: 100 }, (_, i) => `elseif x == ${i + 10} then return ${i}`).join(' ')} else return "none" end`,
  `local a = {} return a${'[1]'.repeat(3)}`,
  `a${', a'.repeat(150)} = 1`,
  `a${', a'.repeat(250)} = 1`,
];

const LEXICAL = [
  ...lines(String.raw`
return "\a\b\f\n\r\t\v\\\"\'"
return "\65\066\1\0\0001\255", "\x41\x7a\xff\x00", "\z   abc", "a\z
return "\u{41}\u{e9}\u{20AC}\u{1F600}\u{10FFFF}"
return 'it''s'
return 'a"b', "a'b", 'a\'b', "a\"b"
return "\10a", "\010a", "\0010", "\1234"
return #"\z  ", "x\z y"
return [[a]], [[a]b]], [=[a]]b]=], [==[a]=]b]==], [[]], [=[]=]
return [[a\nb]], [["']], [[ [x] ]]
return #[[--]], "--" .. "x" -- "y"
return 1 --[[ comment ]] + --[==[ ]] ]==] 2
--[[ a ]] return 1 --[=[ b ]=]
--[ not long
return 1 --
return a, _a, a1, _1, A, __index
local _ = 1 local __ = 2 local a1b2 = 3 return _ + __ + a1b2
local and_ = 1 local nott = 2 local End = 3 return and_, nott, End
return 1;
return;
;;; return 1
local a <const> = 1
local a = 1; local b = 2; return a, b;
return "a" "b"
return ("a"):rep(2), #("abc"), -("5")
return {1;2;3}, {1,2;3}, {x=1;y=2}
return f"x"
local function f(s) return s end return f"x", f'y', f[[z]], f{1}[1], f"a":upper()
local t = {f = function(self, s) return s end} return t:f"x", t:f{5}[1], t.f(t, 1)
local f = function(a) return function(b) return a .. b end end return f"a""b", f"a"[[b]], f[[a]]'b'
return(1)
return-1
return{}
return"x"
return not nil
return#"abc"
return 1==1
if(true)then return(1)end
while(true)do break end return 1
for i=1,2 do end return 2
local a={}a.b=1 a["c"]=2 return a.b,a.c
local a,b=1,2 a,b=b,a return a,b
do local a = 1 end return a
a = 1 ; (print)(a)
local s = "x" ; ("y"):rep(1) return s
`),
  'return "a\\\nb"',
  'return "a\\\r\nb"',
  'return "a\\\n\rb"',
  'return "a\\\rb"',
  'return [[\na]], [[\r\na]], [[\n\na]], [[a\r\nb]], [[a\n\rb]], [[a\rb]]',
  'return "a\\z  \n\n  b"',
  'return 1\r\n+ 2\r\n',
  '--[[ a ]] return 1 --[=[ b ]=]',
  '--[ not long\nreturn 2',
  '-- only a comment',
  '',
  '   \n\t\n',
  '\n\nreturn 1',
  'return "\xe2\x82\xac", #"\xe2\x82\xac"',
  'return "a\0b", #"a\0b"',
  'local \xe9t\xe9 = 1 return \xe9t\xe9',
  'local x = 1\nlocal y = x\n(print or nil)("same line")\nreturn y',
  'local f = print\nf\n("x")\nreturn 1',
  'return\n1',
  'return -- c\n1',
  'local t = {\n  a = 1, -- one\n  b = 2,\n}\nreturn t',
  'return 0xA, 0Xa, 0xa.8p1, 1e2, 1E2, .5e1, 5.e-1, 3e0',
  'x = 1 x = 2 return x',
  'return "\\065\\10\\z \\x41"',
];

/** What does not compile, with LuaJIT's words, and what compiles against expectation. */
export function syntax(): Snippet[] {
  return [...snippetsOf('syntax', ERRORS), ...snippetsOf('lexical', LEXICAL)];
}
