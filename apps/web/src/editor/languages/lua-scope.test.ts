import { expect, it } from 'vitest';
import { scopeSuggestions } from './lua-scope.ts';

/** Names and what they are at `|`, without keywords. */
function namesAt(source: string): string[] {
  const offset = source.indexOf('|');
  return scopeSuggestions(source.replace('|', ''), offset)
    .filter(({ kind }) => kind !== 'keyword')
    .map(({ label, detail }) => `${detail} ${label}`);
}

it.each([
  [
    'function envoy_on_request(handle)\n  local tier = 1\n  |\nend',
    ['local tier', 'parameter handle', 'global envoy_on_request'],
  ],
  ['-- é\nlocal first = "é"; local fifth\nreturn fi|', ['local fifth', 'local first']],
  ['do local gone = 1 end\n|', []],
  ['local s = "|"', []],
])('%s', (source, names) => {
  expect(namesAt(source)).toEqual(names);
});

it('offers keywords, and leaves the libraries to their own help', () => {
  const labels = scopeSuggestions('', 0).map(({ label }) => label);
  expect(labels).toContain('function');
  expect(labels).not.toContain('string');
  expect(labels).not.toContain('EnvoyTimestampResolution');
});
