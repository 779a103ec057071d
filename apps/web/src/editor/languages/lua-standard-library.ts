/** A function of Lua's library, for people. */
export type LuaLibraryFunction = {
  readonly name: string;
  /** As in `text, first?, last?`. */
  readonly args: string;
  /** `string` where it always gives one; else words. */
  readonly returns: string;
  readonly doc: string;
};

function library(lines: readonly string[]): LuaLibraryFunction[] {
  return lines.map((line) => {
    const [, name = '', args = '', returns = '', doc = ''] = /^(\w+)\((.*?)\)(?:: (.*?))? -- (.*)$/.exec(line) ?? [];
    return { name, args, returns, doc };
  });
}

/** The functions that every script has without a table. */
export const LUA_FUNCTIONS: readonly LuaLibraryFunction[] = library([
  'assert(value, message?): value -- Stops with the message when the value is false or nil.',
  'error(message, level?) -- Stops the script. Envoy logs the message and lets the request go on.',
  'getmetatable(object): table -- The metatable of an object.',
  'ipairs(list): iterator -- Goes over list[1], list[2] and so on until nil.',
  'loadstring(text, name?): function -- Compiles a text; nil and a message when it is not Lua.',
  'next(table, key?): key, value -- The entry after this key.',
  'pairs(table): iterator -- Goes over all entries. Also over headers and metadata.',
  'pcall(function, ...): boolean, ... -- Calls; false and the message when it stops with an error.',
  'print(...) -- Writes to standard output, not to the log: use handle:logInfo.',
  'rawequal(a, b): boolean -- Compares without metamethods.',
  'rawget(table, key): value -- Reads without metamethods.',
  'rawset(table, key, value): table -- Writes without metamethods.',
  "require(name): value -- Loads a module from package.path, which is the proxy's, not the project's.",
  'select(index, ...): ... -- The arguments from this one on; "#": how many there are.',
  'setmetatable(table, metatable): table -- Gives a table a metatable.',
  'tonumber(value, base?): number -- The number; nil when it is none.',
  'tostring(value): string -- The value as text.',
  'type(value): string -- "nil", "number", "string", "boolean", "table", "function", "userdata" …',
  'unpack(list, first?, last?): ... -- The items of a list as values.',
  'xpcall(function, handler, ...): boolean, ... -- As pcall, with a handler that gets the error.',
]);

/** The libraries of the dialect that Envoy runs (LuaJIT 2.1), by their table. */
export const LUA_LIBRARIES: Readonly<Record<string, readonly LuaLibraryFunction[]>> = {
  string: library([
    'byte(text, first?, last?): number -- The codes of bytes.',
    'char(...): string -- The bytes with these codes.',
    'find(text, pattern, from?, plain?): number, number -- Where the pattern is, first and last position; nil when nowhere.',
    'format(format, ...): string -- Fills in %d, %s, %q, %x, %5.2f …',
    'gmatch(text, pattern): iterator -- Goes over all matches.',
    'gsub(text, pattern, replacement, limit?): string, number -- Replaces matches; how many there were.',
    'len(text): number -- The number of bytes.',
    'lower(text): string -- ASCII letters in lower case.',
    'match(text, pattern, from?): string -- The captures, or the match; nil when there is none.',
    'rep(text, times, separator?): string -- The text several times.',
    'reverse(text): string -- The bytes in reverse.',
    'sub(text, first, last?): string -- The bytes from one position to another; negative from the end.',
    'upper(text): string -- ASCII letters in upper case.',
  ]),
  table: library([
    'concat(list, separator?, first?, last?): string -- The items joined.',
    'insert(list, position?, value) -- Adds an item, at the end without a position.',
    'maxn(list): number -- The largest number that is a key.',
    'remove(list, position?): value -- Takes an item out, the last one without a position.',
    'sort(list, less?) -- Sorts in place.',
  ]),
  math: library([
    'abs(x): number -- Without its sign.',
    'ceil(x): number -- The next whole number up.',
    'floor(x): number -- The next whole number down.',
    'fmod(x, y): number -- The rest of a division, with the sign of x.',
    'max(x, ...): number -- The largest.',
    'min(x, ...): number -- The smallest.',
    'modf(x): number, number -- The whole and the other part.',
    'random(from?, to?): number -- A number from 0 to 1, or a whole number in a range.',
    'randomseed(seed) -- Where the random numbers begin.',
    'sqrt(x): number -- The square root.',
  ]),
  os: library([
    'clock(): number -- Seconds of processor time.',
    'date(format?, time?): string -- A time as text; a table with "*t".',
    "getenv(name): string -- A variable of the proxy's environment; nil when it is not set.",
    'time(table?): number -- Seconds since 1970.',
  ]),
  bit: library([
    'arshift(x, n): number -- Shifts right, keeping the sign.',
    'band(x, ...): number -- Bits that are set in all.',
    'bnot(x): number -- All bits the other way.',
    'bor(x, ...): number -- Bits that are set in any.',
    'bswap(x): number -- The bytes in reverse.',
    'bxor(x, ...): number -- Bits that are set in an odd number of them.',
    'lshift(x, n): number -- Shifts left.',
    'rol(x, n): number -- Rotates left.',
    'ror(x, n): number -- Rotates right.',
    'rshift(x, n): number -- Shifts right.',
    'tobit(x): number -- As a number of 32 bits with a sign.',
    'tohex(x, digits?): string -- In hexadecimal.',
  ]),
  coroutine: library([
    "create(function): coroutine -- A coroutine. Inside it Envoy's waiting calls do not work.",
    'resume(coroutine, ...): boolean, ... -- Goes on until it yields, ends or fails.',
    'running(): coroutine -- The one that runs.',
    'status(coroutine): string -- "suspended", "running", "normal" or "dead".',
    'wrap(function): function -- A coroutine as a function.',
    'yield(...): ... -- Hands values to whoever resumed.',
  ]),
};
