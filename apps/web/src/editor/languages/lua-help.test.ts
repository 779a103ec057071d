import { describe, expect, test } from 'vitest';
import { luaHover, luaSignature, luaSuggestions } from './lua-help.ts';
import { trailingExpression, typeOfExpression } from './lua-types.ts';

const labels = (before: string): string[] => luaSuggestions(before).map(({ label }) => label);
const REQUEST = 'function envoy_on_request(handle)\n  ';

describe('what an expression is', () => {
  test.each([
    ['the parameter of a handler', REQUEST, 'handle', 'handle'],
    ['a chain', REQUEST, 'handle:streamInfo():dynamicMetadata()', 'dynamicMetadata'],
    ['a local', `${REQUEST}local h = handle:headers()\n`, 'h', 'headers'],
    [
      'a local of a local',
      `${REQUEST}local info = handle:streamInfo()\nlocal tls = info:downstreamSslConnection()\n`,
      'tls',
      'ssl',
    ],
    ['the first of several', `${REQUEST}local body, n = handle:body(), 1\n`, 'body', 'buffer'],
    ['a local with an alternative', `${REQUEST}local body = handle:body() or nil -- none\n`, 'body', 'buffer'],
    ['a chunk', `${REQUEST}for chunk in handle:bodyChunks() do\n`, 'chunk', 'buffer'],
    ['a handler that is assigned', 'envoy_on_response = function(h)\n', 'h', 'handle'],
    ['a parameter that is called handle', 'local function add(request_handle)\n', 'request_handle', 'handle'],
    ['a later assignment', `${REQUEST}local a = handle:headers()\na = handle:metadata()\n`, 'a', 'metadata'],
  ])('%s', (_, before, expression, name) => {
    expect(typeOfExpression(expression, before)).toMatchObject({ kind: 'object', object: { name } });
  });

  test.each([
    ['an unknown name', REQUEST, 'nope'],
    ['a name that is assigned to itself', 'a = a\na = b\nb = a\n', 'a'],
    ['nothing', REQUEST, ''],
    ['an object property', REQUEST, 'constructor'],
  ])('%s is not known', (_, before, expression) => {
    expect(typeOfExpression(expression, before)).toBeNull();
  });

  test('the path of the handle limits its methods', () => {
    expect(labels(`${REQUEST}handle:`)).toContain('respond');
    expect(labels('function envoy_on_response(h)\n h:')).not.toContain('respond');
  });
});

test.each([
  ['x = handle:headers()', 'handle:headers()'],
  ['f(handle', 'handle'],
  ['if handle:headers():get("a", f(1))', 'handle:headers():get("a", f(1))'],
  ['return string', 'string'],
  ['"a"', '"a"'],
  ['a = 1 + b.c[1]', 'b.c[1]'],
  ['', ''],
])('the expression at the end of %j', (text, expression) => {
  expect(trailingExpression(text)).toBe(expression);
});

describe('suggestions', () => {
  test.each([
    [`${REQUEST}handle:headers():`, ['get', 'add', 'replace', 'remove']],
    [`${REQUEST}local h = handle:headers()\n h:re`, ['replace', 'remove']],
    ['string.', ['format', 'gsub']],
    ['local text = "a"\ntext:', ['gsub', 'upper']],
    ['EnvoyTimestampResolution.', ['MILLISECOND', 'MICROSECOND']],
    ['', ['envoy_on_request', 'pairs', 'string']],
  ])('after %j', (before, expected) => {
    expect(labels(before)).toEqual(expect.arrayContaining(expected));
  });

  test.each(['-- handle:', 'local a = "handle:', `${REQUEST}nope.`])('there are none after %j', (before) => {
    expect(labels(before)).toEqual([]);
  });

  test('methods with arguments put the cursor between the brackets', () => {
    const inserts = new Map(luaSuggestions(`${REQUEST}handle:`).map(({ label, insert }) => [label, insert]));
    expect(inserts.get('headers')).toBe('headers()');
    expect(inserts.get('respond')).toBe('respond($1)');
  });
});

describe('hover', () => {
  test.each([
    [`${REQUEST}handle:respond`, ['handle:respond(headers: table, body?: string)', 'Only on the request path']],
    [`${REQUEST}handle:httpCall`, ['The script waits here']],
    [`${REQUEST}local h = handle:headers()\n h`, ['h: headers']],
    ['string.format', ['string.format(format, ...)']],
    ['pcall', ['pcall(function, ...)']],
    ['function envoy_on_request', ['request headers arrive']],
  ])('%j', (before, expected) => {
    const help = luaHover(before);
    for (const text of expected) expect(help).toContain(text);
  });

  test.each(['-- pairs', 'local nope', ''])('nothing on %j', (before) => {
    expect(luaHover(before)).toBeNull();
  });
});

describe('signatures', () => {
  test.each([
    [`${REQUEST}handle:respond(`, 'handle:respond(headers: table, body?: string)', 0],
    [
      `${REQUEST}handle:respond({[":status"] = "403", a = f(1, 2)}, `,
      'handle:respond(headers: table, body?: string)',
      1,
    ],
    ['string.gsub("a,b", ', 'string.gsub(text, pattern, replacement, limit?)', 1],
    ['local s = "x"\ns:gsub(', 'string:gsub(pattern, replacement, limit?)', 0],
    ['pcall(f, tostring(1), ', 'pcall(function, ...)', 2],
  ])('%j', (before, label, active) => {
    expect(luaSignature(before)).toMatchObject({ label, active });
  });

  test.each(['', 'local a = {', 'nope(', `${REQUEST}handle:headers()`])('none in %j', (before) => {
    expect(luaSignature(before)).toBeNull();
  });
});
