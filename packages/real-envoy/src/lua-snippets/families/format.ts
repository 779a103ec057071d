import { lines, type Snippet, snippetsOf } from '../snippet.ts';

const INTEGER_FORMATS =
  '%d %i %5d %-5d| %05d %+d %+5d % d %+05d %.3d %.0d %5.3d %-5.3d| %05.3d %.10d %20d %-20d| %99d %u %5u %05u %x %X %#x %#X %8x %08x %#8x %#08x %-#8x| %.8x %#.8x %o %#o %8o %#.5o %+x %+u % u'.split(
    ' ',
  );
const INTEGERS = [
  '0, 1, -1, 255',
  '2^31, -2^31, 2^53, 1e15',
  '3.99, -3.99, 0.5, -0.5',
  '2^63, -2^63, 2^64, 1e300',
  '0/0, 1/0, -1/0, "17"',
];

const FLOAT_FORMATS =
  '%f %.0f %.1f %.3f %.10f %#.0f %10.2f %-10.2f| %010.2f %+f % f %+.1f %e %.0e %.3e %#.0e %12.2e %-12.2e| %012.2e %E %g %.0g %.3g %.10g %.17g %#g %#.3g %10g %-10g| %010g %+g % g %G %a %.0a %.1a %.3a %A %20a %-20a| %020a %#a %+a %F %.20f %.20e %.14g %.15g %.99g %5.99g'.split(
    ' ',
  );
const FLOATS = [
  '0, -0, 1, -1',
  '0.5, 1.5, 2.5, 3.5',
  '0.125, 0.375, 1/3, 2/3',
  '123456789, 1e15, 1e21, 1e22',
  '1e100, 1e-5, 1e-10, 5e-324',
  '1.7976931348623157e308, 99999.5, 999999.5, 0.00099995',
  '0/0, 1/0, -1/0, "2.5"',
];

function grid(formats: readonly string[], lists: readonly string[]): string[] {
  // Every format with two of the lists, in turn, so that each pair of neighbours differs in both.
  return formats.flatMap((format, index) =>
    [0, 1].map((step) => {
      const list = lists[(index * 2 + step) % lists.length]!;
      const all = Array(list.split(',').length).fill(format).join(' ');
      return `return string.format(${JSON.stringify(all)}, ${list})`;
    }),
  );
}

const TEXTS = lines(String.raw`
return string.format("%s|%5s|%-5s|%.1s|%5.1s|%-5.1s|", "ab", "ab", "ab", "ab", "ab", "ab")
return string.format("%05s|%+s|% s|%#s|", "ab", "ab", "ab", "ab")
return string.format("%.0s|%.s|%.99s|%2s|", "ab", "ab", "ab", "abc")
return string.format("%s %s %s %s", nil, true, false, 1.5)
return string.format("%.2s|%10s|", 12345, 1e100)
return string.format("%s", "a\0b"), #string.format("%s", "a\0b")
return string.format("%c%c%c", 72, 105, 0), string.format("%5c|%-5c|%05c|", 65, 66, 67)
return string.format("%c%c%c%c", 256 + 65, -1, 65.9, "66")
return string.format("%q", 'a "quoted" \\ text\n')
return string.format("%q", "\r\n\t\0001\0\127\128\255")
return string.format("%q %q %q", 1, 1/3, -0)
return string.format("%q %q %q", nil, true, 1/0)
return string.format("%5q|%.1q|%-5q|", "ab", "ab", "ab")
return string.format("%%"), string.format("%%%d%%", 5), string.format("100%%")
return string.format(""), string.format("plain"), string.format("a\0b")
return string.format(5), string.format(5, 6)
return string.format("%d %s", 1, 2, 3)
return string.format("%p", nil), string.format("%p", true), string.format("%p", 5), string.format("%5p", false)
return string.format("%p", "x") == string.format("%p", "x"), string.format("%p", {}) == string.format("%p", {})
return string.format("%s", setmetatable({}, {__tostring = function() return "obj" end}))
return string.format("%5.2s|", setmetatable({}, {__tostring = function() return "obj" end}))
return string.format("%q", setmetatable({}, {__tostring = function() return "o\nbj" end}))
return string.format("%s %s", setmetatable({}, {__tostring = function() return "a" end}), setmetatable({}, {__tostring = function() return "b" end}))
return string.format("%s", setmetatable({}, {__tostring = function() return 5 end}))
return string.format("%s", setmetatable({}, {__tostring = function() return nil end}))
return string.format("%s", setmetatable({}, {__tostring = function() error("inside") end}))
return string.format("%s", setmetatable({}, {__tostring = true}))
return string.format("%s", setmetatable({}, {__tostring = "x"}))
return string.format("%d", setmetatable({}, {__tostring = function() return "5" end}))
return string.format("%d", "x")
return string.format("%d", nil)
return string.format("%d", {})
return string.format("%d", true)
return string.format("%d")
return string.format("%s")
return string.format("%q")
return string.format("%p")
return string.format("%f")
return string.format("%x", "0x10"), string.format("%d", " 12 "), string.format("%g", "1e2")
return string.format("%c")
return string.format("%c", "x")
return string.format("%c", nil)
return string.format("%s %s", 1)
return string.format()
return string.format(nil)
return string.format({})
return string.format(print)
return ("%d items"):format(3), ("%s"):format("x"), ("%5.1f"):format(2.25)
return ("%d"):format("x")
return pcall(string.format, "%d", "x")
return pcall(string.format)
local f = string.format return f("%d", {})
local s = "%d" return s:format({})
return string.format("%d", 5LL), string.format("%d", -5LL), string.format("%u", -1LL), string.format("%x", -1LL)
return string.format("%d", -1ULL), string.format("%u", -1ULL), string.format("%5d|%-5d|%05d", 5LL, 5LL, 5LL)
return string.format("%s %q", 5LL, 5ULL)
return string.format("%f", 5LL)
return string.format("%c", 5LL)
return string.format("%g", 5ULL)
return string.format("%s", string.rep("x", 200)) == string.rep("x", 200)
return string.format("%99s", "x"), string.format("%-99s|", "x")
return string.format("%.99d", 7)
return string.format("%99.99f", 1/3)
return string.format("%-+ #010.3f|", 1.5), string.format("%- +#010x|", 255), string.format("%+ d", 5)
return string.format("%--5d|%++d|%00005d", 5, 5, 5)
return string.format("%.f %.e %.g", 1.5, 1.5, 1.5)
`);

const INVALID = [
  '%',
  '%5',
  '%5.',
  '%5.2',
  '%-',
  '%+',
  '%#',
  '%0',
  '% ',
  '%.',
  '%z',
  '%y',
  '%b',
  '%h',
  '%l',
  '%ld',
  '%lld',
  '%hd',
  '%n',
  '%r',
  '%t',
  '%v',
  '%w',
  '%j',
  '%k',
  '%m',
  '%B',
  '%C',
  '%D',
  '%H',
  '%I',
  '%J',
  '%K',
  '%L',
  '%M',
  '%N',
  '%O',
  '%P',
  '%Q',
  '%R',
  '%S',
  '%T',
  '%U',
  '%V',
  '%W',
  '%Y',
  '%Z',
  '%5%',
  '%-%',
  '%.2%',
  '%100d',
  '%123d',
  '%.100f',
  '%.123f',
  '%1.123f',
  '%*d',
  '%.*d',
  '%1$d',
  "%'d",
  '%\\n',
  '%\\0d',
  '%\\127',
  '%\\200',
  'text %',
  '%d %',
  '%d %z',
  '%!',
  '%@',
  '%(d)',
  '%,d',
  '%_d',
  '%{',
  '%~',
].map((format) => `return string.format("${format}", 1, 2)`);

/** `string.format`: a grid of conversions, texts, and every kind of wrong format and argument. */
export function format(): Snippet[] {
  return [
    ...snippetsOf('integer', grid(INTEGER_FORMATS, INTEGERS)),
    ...snippetsOf('float', grid(FLOAT_FORMATS, FLOATS)),
    ...snippetsOf('text', TEXTS),
    ...snippetsOf('invalid', INVALID),
  ];
}
