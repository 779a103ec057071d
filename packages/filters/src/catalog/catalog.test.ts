import { describe, expect, it } from 'vitest';
import { CATALOG, findFilterByName, resolveFilter } from './catalog.ts';
import { FilterBench } from './testing/filter-bench.ts';

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.';

describe('the catalogue', () => {
  it('has every name and type once', () => {
    expect(new Set(CATALOG.map(({ name }) => name)).size).toBe(CATALOG.length);
    expect(new Set(CATALOG.map(({ typeUrl }) => typeUrl)).size).toBe(CATALOG.length);
  });

  it.each(CATALOG.map((extension) => [extension.name, extension] as const))('describes %s', (_, extension) => {
    expect(extension.summary).toMatch(/^[A-Z].*\.$/);
    expect(extension.defaultConfig['@type']).toBe(extension.typeUrl);
    expect(extension.simulated.not === null).toBe(extension.simulated.level === 'full');
  });

  it('finds by type, whatever the name', () => {
    const entry = { name: 'mine', typed_config: { '@type': `${TYPE}cors.v3.Cors` } };
    expect(resolveFilter(entry)?.extension.name).toBe('envoy.filters.http.cors');
  });

  it('looks into a TypedStruct', () => {
    const struct = {
      '@type': 'type.googleapis.com/xds.type.v3.TypedStruct',
      type_url: `${TYPE}header_mutation.v3.HeaderMutation`,
      value: { mutations: {} },
    };
    expect(resolveFilter({ name: 'x', typed_config: struct })).toMatchObject({
      extension: { name: 'envoy.filters.http.header_mutation' },
      config: { mutations: {} },
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ name: 'f' }, "Didn't find a registered implementation for 'f' with type URL: ''"],
    [{ name: 'f', typed_config: { '@type': 'x/does.not.Exist' } }, "could not find @type 'x/does.not.Exist'"],
    [
      { name: 'f', typed_config: { '@type': 'type.googleapis.com/xds.type.v3.TypedStruct', type_url: 'x/no.Such' } },
      "Didn't find a registered implementation for 'f' with type URL: 'no.Such'",
    ],
  ])('refuses %j', (entry, text) => {
    expect(() => resolveFilter(entry)).toThrow(text);
  });

  it('leaves out an optional filter that Envoy does not know', () => {
    const typed_config = { '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', type_url: 'x/no.Such' };
    expect(resolveFilter({ name: 'f', is_optional: true, typed_config })).toBe(null);
    expect(resolveFilter({ name: 'f', is_optional: true })).toBe(null);
  });

  it('lets a filter pass that is not simulated, and says so', () => {
    const extension = findFilterByName('envoy.filters.http.tap');
    const bench = new FilterBench(extension!, extension!.defaultConfig);
    const { filter } = bench.stream();
    expect(filter.decodeHeaders).toBe(undefined);
    expect(bench.server.eventsOf('not-simulated')).toMatchObject([
      { what: 'filter envoy.filters.http.tap', affects: ['*'] },
    ]);
  });
});
