import { describe, expect, it } from 'vitest';
import { completeAt } from './completion.ts';
import type { ScriptApi } from './script-api.ts';

const api: ScriptApi = {
  version: '1.30',
  globals: ['EnvoyTimestampResolution'],
  entryPoints: [{ name: 'envoy_on_request', parameters: ['handle'], path: 'request' }],
  objects: [
    {
      name: 'handle',
      methods: [
        { name: 'headers', returns: 'headers', path: 'both', since: '1.5' },
        { name: 'httpCall', returns: 'table', path: 'both', since: '1.5' },
        { name: 'route', returns: 'route', path: 'both', since: '1.36' },
      ],
    },
    {
      name: 'headers',
      methods: [
        { name: 'get', returns: 'string', path: 'both', since: '1.5' },
        { name: 'add', returns: 'nothing', path: 'both', since: '1.5' },
      ],
    },
  ],
};

/** Completes where `|` stands. */
function complete(source: string): string[] {
  const offset = source.indexOf('|');
  return completeAt(source.replace('|', ''), offset, api).map(({ label }) => label);
}

describe('completeAt', () => {
  it.each([
    ['function envoy_on_request(h) h:| end', ['headers', 'httpCall']],
    ['function envoy_on_request(h) h:he|', ['headers']],
    ['function envoy_on_request(h)\n  local x = h:headers()\n  x:|\n  local y = 1\nend', ['get', 'add']],
    ['function envoy_on_request(h)\n  h:headers():|\nend\nfunction other() return 1 end', ['get', 'add']],
    ['function envoy_on_request(h) if h:headers():ge|', ['get']],
    ['function envoy_on_request(h) for k, v in pairs(h:| ', ['headers', 'httpCall']],
    ['function envoy_on_request(h) local t = {a = h:|', ['headers', 'httpCall']],
    ['function envoy_on_request(h) while h:| do end end', ['headers', 'httpCall']],
    ['local x = math.ab|', ['abs']],
    [
      'table.|',
      ['concat', 'foreach', 'foreachi', 'getn', 'insert', 'maxn', 'move', 'pack', 'remove', 'sort', 'unpack'],
    ],
    ['return ("x"):re|', ['rep', 'reverse']],
    ['local unknown = {} unknown:|', []],
  ])('%s', (source, expected) => {
    expect(complete(source)).toEqual(expected);
  });

  it('knows which locals are in scope', () => {
    const source = `local outer = 1
local function f(parameter)
  local before = 1
  do local gone = 2 end
  |
  local after = 3
end
local later = 4`;
    const labels = complete(source);
    expect(labels).toEqual(expect.arrayContaining(['outer', 'f', 'parameter', 'before', 'print', 'while']));
    for (const hidden of ['gone', 'after', 'later']) expect(labels).not.toContain(hidden);
  });

  it('puts locals before globals and completes what was begun', () => {
    expect(complete('local printer = 1 return pri|')).toEqual(['printer', 'print']);
    expect(complete('state = 1 return Env|')).toEqual(['EnvoyTimestampResolution']);
  });

  it('answers nothing inside of a string', () => {
    expect(complete('local s = "h:|"')).toEqual([]);
  });

  it('bears any prefix of a script', () => {
    const source =
      'function envoy_on_request(h) local t = {1, [2] = "x"} for i = 1, #t do if t[i] then h:headers():add("a", [[b]]) end end end';
    for (let end = 0; end <= source.length; end++) {
      expect(Array.isArray(completeAt(source.slice(0, end), end, api))).toBe(true);
    }
  });
});
