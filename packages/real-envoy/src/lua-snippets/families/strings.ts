import { lines, type Snippet, snippetsOf } from '../snippet.ts';

const SUB = [
  '1',
  '2',
  '-1',
  '-3',
  '0',
  '6',
  '-6',
  '10',
  '-10',
  '1.9',
  '-1.9',
  '"2"',
  '2^31',
  '-2^31',
  '1e10',
  '-1e10',
  '2^32+2',
  '0/0',
  '1/0',
  '-1/0',
].map(
  (at) =>
    `local s = "hello" return s:sub(${at}), s:sub(1, ${at}), s:sub(2, ${at}), s:sub(${at}, -2), s:sub(${at}, ${at})`,
);

const BYTE = ['1', '3', '-1', '0', '4', '-3', '-4', '100', '-100', '1.9', '"2"', '2^31', '0/0'].map(
  (at) => `local s = "abc" return {s:byte(${at})}, {s:byte(1, ${at})}, {s:byte(${at}, -1)}, {s:byte(${at}, 2)}`,
);

const OTHERS = lines(String.raw`
return string.byte("A"), string.byte("\0\255", 1, 2), string.byte("abc", nil), string.byte("abc", 2, nil)
return select("#", string.byte("")), select("#", string.byte("abc", 5)), select("#", string.byte("abc", 1, -1))
return #{string.byte(string.rep("x", 8000), 1, -1)}
return string.byte(string.rep("x", 8002), 1, -1)
return string.byte()
return string.byte(nil)
return string.byte({})
return string.byte(65)
return string.byte("a", "x")
return string.byte("a", {})
return string.byte("a", 1, "x")
return string.char(), string.char(72, 105), string.char(0, 255), string.char("65"), string.char(65.9), string.char(-0.5)
return string.char(256)
return string.char(-1)
return string.char(65, 300)
return string.char("x")
return string.char(nil)
return string.char(65, nil)
return string.char({})
return string.char(1e10)
return string.char(0/0)
return string.len("abc"), string.len(""), string.len("a\0b"), string.len(12345), string.len(1.5)
return string.len()
return string.len(nil)
return string.len({})
return string.len(true)
return ("x"):len(), #"x", ("x").len
return string.lower("ABC xyz 123 \192\201"), string.upper("ABC xyz 123 \224\233"), string.lower(""), string.upper(12)
return string.lower()
return string.upper(nil)
return string.lower({})
return string.upper(print)
return string.reverse("abc"), string.reverse(""), string.reverse("a\0b"), string.reverse(123), string.reverse("x")
return string.reverse()
return string.reverse(nil)
return string.reverse({})
return string.rep("ab", 3), string.rep("ab", 1), string.rep("ab", 0), string.rep("ab", -1), string.rep("", 100), string.rep("x", 2.9), string.rep("x", "3")
return string.rep("ab", 3, ","), string.rep("ab", 1, ","), string.rep("ab", 0, ","), string.rep("", 3, ","), string.rep("a", 3, ""), string.rep("a", 3, nil), string.rep(1, 3, 2)
return string.rep("a", 3, "--"), ("x"):rep(3), ("x"):rep(3, "y")
return string.rep("x", 1e10), string.rep("x", -1e10), string.rep("x", 2^32 + 3), string.rep("x", 0/0)
return string.rep("xx", 2^31 - 1)
return string.rep("x", 2^30, "yy")
return string.rep()
return string.rep("x")
return string.rep("x", nil)
return string.rep("x", {})
return string.rep("x", "y")
return string.rep({}, 2)
return string.rep("x", 2, {})
return #string.rep("abc", 100000), string.rep("abc", 100000):sub(-4)
return string.sub()
return string.sub("x")
return string.sub("x", nil)
return string.sub("x", "y")
return string.sub("x", 1, "y")
return string.sub("x", 1, {})
return string.sub("hello", 2, nil), string.sub(12345, 2, 3), ("hello"):sub(2)
return string.sub({}, 1)
return string.sub(true, 1)
return type(string.dump(function() end)), string.dump(function() end):sub(1, 4)
return loadstring(string.dump(function(...) return 1, ... end))(2, 3)
return pcall(load(string.dump(function(a) return a + 1 end)), 4)
return load(string.dump(function() return 5 end), "=x", "t")
return load(string.dump(function() return 5 end), "=x", "b")()
return string.dump(next)
return string.dump(string.rep)
return string.dump()
return string.dump(5)
return string.dump(nil)
return string.dump({})
return loadstring("\27Lua")
return load("\27LJ", "=x", "t")
return load("return 1", "=x", "b")
return string.nope
return ("x").nope, ("x").rep == string.rep, ("x")[1], ("x")["len"] == string.len
return ("x"):nope()
return (5):len()
local s = "x" return s.y.z
local s = "x" s.y = 1
return getmetatable("").__index == string, getmetatable("x") == getmetatable("")
return #getmetatable(""), getmetatable("").__len
getmetatable("").__add = function(a, b) return a .. "+" .. b end return "x" + "y", "1" + "2"
getmetatable("").__index = function(s, k) return s .. "." .. tostring(k) end return ("a").b, ("a")[1]
getmetatable("").__call = function(s, x) return s .. x end return ("a")("b")
getmetatable("").__len = function(s) return 99 end return #"abc"
getmetatable("").__lt = function(a, b) return true end return "b" < "a"
getmetatable("").__eq = function(a, b) return true end return "b" == "a"
getmetatable("").__concat = function(a, b) return "mm" end return "b" .. "a", "x" .. 1
getmetatable("").__concat = function(a, b) return "mm" end return "b" .. {}, {} .. "b"
getmetatable("").__unm = function(a) return "neg" .. a end return -"x", -"2"
getmetatable("").__tostring = function(s) return "T" .. s end return tostring("x")
getmetatable("").__newindex = function(s, k, v) rawset(_G, k, v) end local s = "x" s.zz = 5 return zz
return "a" < "b", "a" < "A", "a" < "aa", "" < "a", "a\0b" < "a\0c", "\255" > "a", "Z" < "a", "10" < "9"
return "a" <= "a", "a" >= "b", "a" > "", "a\0" > "a", "é" > "z"
return "a" == "a", "a" ~= "b", "1" == 1, "" == "", "a\0" == "a"
return "abc" .. 1 .. 2.5 .. -0 .. 1e100 .. 0/0
return 1 .. "", -1 .. "", 1.5 .. "x", 2^53 .. ""
return "a" .. "b" .. "c" == "abc", ("a" .. "b"):upper()
return "10" + 5, "3" * "4", 10 .. 20, "0x10" + 0, " 5 " * 2, "1e1" - 1, "10" / 4, "7" % "4", "2" ^ "3", -"5"
return "abc" + 1
return "10" + {}
return 1 < "2"
return "a" < 1
return "" + 1
return "1" + nil
return math.floor("3.7"), ("5") + 0 == 5, #"12" + "3"
local t = {} t["1"] = "s" t[1] = "n" return t[1], t["1"]
return string.gfind, string.foreach, string.split, string.pack, string.unpack, string.trim
return type(string), string == package.loaded.string
`);

/** The functions of `string` without patterns, string operators and the strings' metatable. */
export function strings(): Snippet[] {
  return [...snippetsOf('sub', SUB), ...snippetsOf('byte', BYTE), ...snippetsOf('string', OTHERS)];
}
