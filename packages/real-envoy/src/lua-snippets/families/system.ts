import { lines, type Snippet, snippetsOf } from '../snippet.ts';

const DATE_LETTERS = [...'aAbBcCdDeFgGhHIjklmMnNpPrRsStTuUVwWxXyYzZ+%QqfiJKLovE@O'];
const LETTERS = DATE_LETTERS.map((letter) => {
  const forms = ['', 'E', 'O', '_', '-', '0', '^', '#', '10', '_10', '-10', '010', '^10'].map(
    (flags) => `%${flags}${letter}`,
  );
  return `return ${forms.map((form) => `os.date("!${form}", 1000000000)`).join(', ')}`;
});

const TIMES = [
  '0',
  '-1',
  '1',
  '86399',
  '86400',
  '951782400',
  '1104537600',
  '1136073600',
  '1230768000',
  '1262304000',
  '1293840000',
  '1325376000',
  '1356998400',
  '4102444800',
  '-62135596800',
  '-62167219200',
  '-62170000000',
  '253402300800',
  '-1e11',
  '1e13',
  '2^53',
  '1.9',
  '-1.9',
  '1e17',
  '-1e17',
  '1e300',
  '0/0',
  '1/0',
  '"86400"',
].map((time) => `return os.date("!%c|%F %T|%j %U %W %V %G %g %u %w|%C %y|%e %k %l %I %p|%s %z %Z", ${time})`);

const DATES = lines(String.raw`
local t = os.date("!*t", 1e9) return t
local t = os.date("*t", 0) return t
return os.date("!*t", 1e17)
return os.date("!%H:%M", 3600), os.date("%Z", 0), os.date("!%Z", 0), os.date("%c", 0) == os.date("!%c", 0)
return os.date("", 0), os.date("!", 0), os.date("!%", 0), os.date("!abc%", 0), os.date("!%5", 0), os.date("!a\0b", 0), os.date("!*tx", 0), os.date("! *t", 0)
return os.date("!%5%", 0), os.date("!%5n", 0), os.date("!%5t|", 0), os.date("!%3Y", 0), os.date("!%8F|%20c|%030c", 0)
return os.date("!%^p|%#p|%P|%^P|%#P|%^#a|%#Z|%#b|%^c|%#c", 0)
return os.date(5, 0), type(os.date()), #os.date("!%c", 0)
return os.date({})
return os.date("!%c", "x")
return os.date("!%c", {})
return os.date("!%c", true)
return os.date(true)
return os.time{year = 2000, month = 1, day = 1}, os.time{year = 2000, month = 1, day = 1, hour = 0}, os.time{year = 1970, month = 1, day = 1, hour = 0}
return os.time{year = 2000, month = 14, day = -5, hour = 100, min = -3, sec = 7}, os.time{year = 2001, month = -1, day = 0}, os.time{year = 2000, month = 2, day = 30}
return os.time{year = "2000", month = "1", day = "1"}, os.time{year = 2000, month = 1.9, day = 1, hour = 1.9}
return os.time{year = 1970, month = 1, day = 1, hour = 0, sec = -1}, os.time{year = 1970, month = 1, day = 1, hour = 0, sec = -2}
return os.time{year = 2000, month = 1, day = 1, isdst = true}, os.time{year = 2000, month = 1, day = 1, isdst = false}, os.time{year = 2000, month = 1, day = 1, isdst = "x"}
return os.time{year = 2000, month = 1, day = 1, hour = "x"}, os.time{year = 2000, month = 1, day = 1, min = {}}
return os.time{year = 2^31, month = 1, day = 1}, os.time{year = 1e10, month = 1, day = 1}, os.time{year = 2000, month = 1, day = 1e10}
return os.time{year = 2147485547, month = 12, day = 31}, os.time{year = 2147485547, month = 13, day = 31}
return os.time(setmetatable({}, {__index = function(t, k) return k == "isdst" and nil or 3 end}))
return os.time(setmetatable({}, {__index = {year = 2020, month = 2, day = 29}}))
return os.time(setmetatable({}, {__index = function(t, k) error("no " .. k) end}))
return os.time{}
return os.time{year = 2000}
return os.time{year = 2000, month = 1}
return os.time{year = 2000, day = 1}
return os.time{month = 1, day = 1}
return os.time{year = 2000, month = "x", day = 1}
return os.time{year = 2000, month = true, day = 1}
return os.time(5)
return os.time("x")
return os.time(true)
return type(os.time()), type(os.time(nil)), os.time() % 1, os.time() > 1e9
local t = os.date("!*t", 1234567890) return os.time(t)
for _, d in ipairs{"2000-02-29", "1999-12-31", "2024-06-15"} do local y, m, dd = d:match("(%d+)-(%d+)-(%d+)") print(os.date("!%A %j", os.time{year = y, month = m, day = dd})) end
return os.difftime(5), os.difftime(5, 3), os.difftime("5", 3.5), os.difftime(5, nil)
return os.difftime()
return os.difftime({})
return os.difftime(5, {})
return os.difftime("x")
return type(os.clock()), os.clock() >= 0, select("#", os.clock())
return os.setlocale(), os.setlocale(nil), os.setlocale("C"), os.setlocale(""), os.setlocale("POSIX"), os.setlocale("xx_YY"), os.setlocale("C", "numeric"), os.setlocale(nil, "all"), os.setlocale("C", "time")
return os.setlocale("C", "bad")
return os.setlocale({})
return os.setlocale("C", {})
return os.setlocale("C", 5)
return os.setlocale(5)
return os.getenv("CHAINWRIGHT_SURELY_NOT_SET")
return os.getenv()
return os.getenv({})
return os.remove("/nonexistent/x")
return os.remove("/nonexistent/x\0y")
return os.remove()
return os.remove({})
return os.rename("/nonexistent/x", "/nonexistent/y")
return os.rename("/nonexistent/x")
return os.rename()
return os.execute({})
return os.tmpname == nil, os.exit == nil
return os.exit({})
return os.exit("x")
`);

const FILES = lines(String.raw`
return io.type(io.stdout), io.type(io.stdin), io.type(io.stderr), io.type(5), io.type("x"), io.type({}), io.type(nil)
return io.type()
return type(io.stdout), tostring(io.stdout):match("^file %(0x%x+%)$") ~= nil, io.stdout == io.stdout, io.stdout ~= io.stderr
return io.open("/nonexistent/file")
return io.open("/nonexistent/file", "r")
return io.open("/nonexistent/file", "rb")
return io.open("/nonexistent/file", "zz")
return io.open("/nonexistent/file", "")
return io.open("")
return io.open("/nonexistent/x\0y")
return io.open()
return io.open(nil)
return io.open({})
return io.open("/nonexistent/x", {})
return io.open(5)
return io.lines("/nonexistent/file")
return pcall(io.lines, "/nonexistent/file")
return io.lines({})
for l in io.lines("/nonexistent/x") do end
return io.input("/nonexistent/file")
return io.input({})
return io.input(true)
return io.input() == io.stdin, io.output() == io.stdout
return io.output(io.stderr) == io.stderr, io.output() == io.stderr
return io.input(io.stdin) == io.stdin
return io.output({})
return io.close()
return io.close(5)
return io.close(nil)
return io.stdout:close()
return io.stdout.close()
return io.stdout.close(5)
return io.stdout:seek("foo")
return io.stdout:seek({})
return io.stdout:seek("cur", {})
return io.stdout:seek("cur", "x")
return io.stdout:setvbuf("no"), io.stdout:setvbuf("full", 1024), io.stdout:setvbuf("line")
return io.stdout:setvbuf("foo")
return io.stdout:setvbuf()
return io.stdout:setvbuf("full", "x")
return io.stdout:write() == io.stdout, io.write() == io.stdout, io.stdout:write("") == io.stdout
return io.stdout:write({})
return io.stdout:write("", nil)
return io.stdout:write(true)
return io.stdout.write()
return io.stdout.write(5)
return io.stdout.write({}, "x")
return io.write({})
return io.write(nil)
return io.write(true)
return io.write("", print)
return pcall(io.write, {})
return io.read("*x")
return io.read("x")
return io.read("")
return io.read("*")
return io.read({})
return io.read(true)
return io.read(nil)
return io.read(0), io.read(5), io.read("*l"), io.read("l"), io.read("*L"), io.read("*n"), io.read("n"), io.read("*a"), io.read("a"), io.read()
return io.read("*a", "*l", "*n")
return io.read("*l", "*a")
return io.read("*l", "*x")
return io.read("*a", "*x")
return io.read("*lx"), io.read("*all"), io.read("*number"), io.read("*line")
return io.stdin:read("*l"), io.stdin:read("*a"), io.stdin:read(0)
return io.stdin:read("*x")
return io.stdin:read({})
return io.stdin.read()
return io.stdout:read("*l")
return io.stdout:read("*x")
return io.stdin:write("x")
return type(io.lines()), io.lines()()
for l in io.lines() do print(l) end return "done"
return type(io.stdin:lines()), io.stdin:lines()(), io.stdin:lines("*a")()
return io.lines(nil, "*x")()
return io.flush(), io.stdout:flush()
return io.stdout.flush()
return io.popen()
return io.popen({})
return io.popen("true", "q")
return io.stdout.nope
return io.stdout:nope()
return #io.stdout
return io.stdout + 1
return io.stdout .. "x"
return io.stdout < io.stderr
io.stdout.x = 5
return io.stdout[1], io.stdout.write == io.stderr.write
return type(getmetatable(io.stdout)), getmetatable(io.stdout).__index == getmetatable(io.stdout), getmetatable(io.stdout).__name
local t = {} for k in pairs(getmetatable(io.stdout)) do t[#t + 1] = k end table.sort(t) return t
local t = {} for k in pairs(io) do t[#t + 1] = k end table.sort(t) return t
local t = {} for k in pairs(os) do t[#t + 1] = k end table.sort(t) return t
return pcall(getmetatable(io.stdout).__tostring, 5)
return getmetatable(io.stdout).__gc(io.stderr)
io.stdout = 5 return io.stdout, io.output() ~= 5
`);

/** `os.date`, `os.time` and the rest of `os`. */
export function os(): Snippet[] {
  return [...snippetsOf('letter', LETTERS), ...snippetsOf('time', TIMES), ...snippetsOf('call', DATES)];
}

/** `io` as far as it does not touch files. */
export function io(): Snippet[] {
  return snippetsOf('io', FILES);
}
