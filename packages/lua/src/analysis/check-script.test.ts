import { describe, expect, it } from 'vitest';
import { checkScript } from './check-script.ts';
import type { ScriptApi } from './script-api.ts';

const api: ScriptApi = {
  version: '1.30',
  globals: ['EnvoyTimestampResolution'],
  entryPoints: [
    { name: 'envoy_on_request', parameters: ['handle'], path: 'request' },
    { name: 'envoy_on_response', parameters: ['handle'], path: 'response' },
  ],
  objects: [
    {
      name: 'handle',
      methods: [
        { name: 'headers', returns: 'headers', path: 'both', since: '1.5' },
        { name: 'body', returns: 'buffer | nil', path: 'both', since: '1.5' },
        { name: 'respond', returns: 'nothing', path: 'request', since: '1.5' },
        { name: 'route', returns: 'route', path: 'both', since: '1.36' },
      ],
    },
    { name: 'headers', methods: [{ name: 'get', returns: 'string | nothing', path: 'both', since: '1.5' }] },
    { name: 'buffer', methods: [{ name: 'length', returns: 'number', path: 'both', since: '1.5' }] },
  ],
};

/** Code and the text the finding points at. */
function findings(source: string): [string, string][] {
  return checkScript(source, '=t', api).map(({ code, range }) => [code, source.slice(range.start, range.end)]);
}

const request = (body: string): string => `function envoy_on_request(h) ${body} end`;

describe('checkScript', () => {
  it('has nothing to say about a good script', () => {
    expect(
      findings(`local seen = {}
local function note(name) seen[name] = (seen[name] or 0) + 1 return seen[name] end
function envoy_on_request(handle)
  local headers = handle:headers()
  for _, name in ipairs({"a", "b"}) do if headers:get(name) and note(name) > 1 then handle:respond({}) end end
  counter = (counter or 0) + #seen + EnvoyTimestampResolution.MILLISECOND
  return string.format("%s", os.time())
end`),
    ).toEqual([]);
  });

  it.each([
    ['print(undefinedname)', 'undefined-global', 'undefinedname'],
    ['local f = function() return othername end return f', 'undefined-global', 'othername'],
    ['local unused = 1', 'unused-local', 'unused'],
    ['local function helper() end', 'unused-local', 'helper'],
    ['local x x = 1', 'unused-local', 'x'],
    [request('h:nosuch()'), 'unknown-method', 'nosuch'],
    [request('h:get("x")'), 'unknown-method', 'get'],
    [request('h:headers():length()'), 'unknown-method', 'length'],
    [request('local b = h:body() local c = b c:get("x")'), 'unknown-method', 'get'],
    [request('if true then (h):headers():nope() end'), 'unknown-method', 'nope'],
    [request('pcall(function() h:nope() end)'), 'unknown-method', 'nope'],
    ['envoy_on_request = function(h) h:nope() end', 'unknown-method', 'nope'],
    [request('h:route()'), 'method-too-new', 'route'],
    ['function envoy_on_response(h) h:respond({}) end', 'method-on-wrong-path', 'respond'],
    [request('h.headers()'), 'method-called-with-dot', 'headers'],
    ['local t = {} if #t then return t end', 'length-is-always-true', '#t'],
    ['local t = {} return #t and 1 or 2', 'length-is-always-true', '#t'],
    ['local t = {} while not #t do end', 'length-is-always-true', '#t'],
    ['local t = {} return #t == nil', 'length-compared-with-nil', '#t == nil'],
    ['local a, b = 1, 2 return not a == b', 'negation-before-comparison', 'not a == b'],
    ['return {1, nil, 3}', 'hole-in-constructor', 'nil'],
  ])('%s: %s', (source, code, text) => {
    expect(findings(source)).toEqual([[code, text]]);
  });

  it.each([
    ['a reassigned parameter', request('h = {} h:anything()')],
    ['a parameter of a function of the script', 'local function f(h) h:anything() end f()'],
    ['an unknown object', request('local r = tostring(h) r:anything()')],
    ['a global assigned later', 'local function f() return later end later = f'],
    ['a name that begins with _', 'local _ignored = 1'],
    ['a trailing nil', 'return {1, 2, nil}'],
    ['not with a boolean', 'local a = 1 return not a == true'],
  ])('leaves %s alone', (_name, source) => {
    expect(findings(source)).toEqual([]);
  });

  it('says where a script does not parse, with the words of LuaJIT', () => {
    const [finding, ...others] = checkScript('local x = 1\nx = = 2', '=t', api);
    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'syntax-error',
      severity: 'error',
      message: "t:2: unexpected symbol near '='",
      range: { line: 2, column: 5, start: 16, end: 17 },
    });
  });

  it('finds its way through very long chains', () => {
    const source = `local x = 1 return x${' + x'.repeat(50_000)}, x${'.y'.repeat(50_000)}`;
    expect(findings(source)).toEqual([]);
  });
});
