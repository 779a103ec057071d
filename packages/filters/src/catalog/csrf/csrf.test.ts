import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { csrf } from './extension.ts';

const ALL = { default_value: { numerator: 100 } };
const NONE = { default_value: { numerator: 0 } };

function run(method: string, headers: readonly (readonly [string, string])[], config: EnvoyMessage = {}) {
  const bench = new FilterBench(csrf, { filter_enabled: ALL, additional_origins: [{ suffix: 'friend' }], ...config });
  const { stream, filter } = bench.stream();
  const request = [[':method', method], [':authority', 'a.example:81'], ...headers] as const;
  filter.decodeHeaders?.(stream.withRequest(request), { endStream: true });
  return [stream.replies[0]?.code ?? 'passes', ...Object.keys(bench.stats())].join(' ');
}

describe('csrf', () => {
  it.each<[string, readonly (readonly [string, string])[], string]>([
    ['GET', [['origin', 'http://evil']], 'passes'],
    ['POST', [], '403 http.ingress.csrf.missing_source_origin'],
    ['POST', [['origin', 'http://a.example:81']], 'passes http.ingress.csrf.request_valid'],
    ['PUT', [['origin', 'http://a.example']], '403 http.ingress.csrf.request_invalid'],
    ['PATCH', [['origin', 'https://my.friend']], 'passes http.ingress.csrf.request_valid'],
    ['DELETE', [['referer', 'http://a.example:81/x?y']], 'passes http.ingress.csrf.request_valid'],
    [
      'POST',
      [
        ['origin', 'null'],
        ['referer', 'http://a.example:81/'],
      ],
      '403 http.ingress.csrf.missing_source_origin',
    ],
  ])('%s with %j', (method, headers, expected) => {
    expect(run(method, headers)).toBe(expected);
  });

  it('only counts while it is a shadow', () => {
    expect(run('POST', [], { filter_enabled: NONE, shadow_enabled: ALL })).toBe(
      'passes http.ingress.csrf.missing_source_origin',
    );
    expect(run('POST', [], { filter_enabled: NONE })).toBe('passes');
  });

  it('must be told when it is on', () => {
    expect(() => new FilterBench(csrf, {})).toThrow('CsrfPolicyValidationError.FilterEnabled: value is required');
  });
});
