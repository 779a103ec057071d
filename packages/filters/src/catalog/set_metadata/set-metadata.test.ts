import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { setMetadata } from './extension.ts';

function run(config: EnvoyMessage, present: Record<string, MetadataValue> = {}) {
  const bench = new FilterBench(setMetadata, config);
  const { stream, filter } = bench.stream();
  for (const [key, value] of Object.entries(present)) stream.streamInfo.dynamicMetadata.set('ns', key, value);
  filter.decodeHeaders?.(stream.withRequest([]), { endStream: true });
  return { fields: Object.fromEntries(stream.streamInfo.dynamicMetadata.get('ns') ?? []), stats: bench.stats() };
}

const rule = (value: EnvoyMessage, allow_overwrite?: boolean) => ({ metadata_namespace: 'ns', value, allow_overwrite });

describe('set_metadata', () => {
  it('writes into a namespace that is not there yet', () => {
    expect(run({ metadata: [rule({ a: 1, b: [true, null] })] }).fields).toEqual({ a: 1, b: [true, null] });
  });

  it('drops the whole entry when the namespace is there', () => {
    expect(run({ metadata: [rule({ b: 1 })] }, { a: 0 })).toEqual({
      fields: { a: 0 },
      stats: { 'http.ingress.set_metadata.overwrite_denied': 1 },
    });
  });

  it('merges deeply when it may overwrite', () => {
    const present = { list: [1], object: { a: [1], b: 'x' }, scalar: 1 };
    const value = { list: [2], object: { a: [2], c: 'y' }, scalar: [3] };
    expect(run({ metadata: [rule(value, true)] }, present).fields).toEqual({
      list: [1, 2],
      object: { a: [1, 2], b: 'x', c: 'y' },
      scalar: [3],
    });
  });

  it('reads the legacy fields', () => {
    expect(run({ metadata_namespace: 'ns', value: { a: 1 } }).fields).toEqual({ a: 1 });
  });

  it('refuses an entry without namespace', () => {
    expect(() => run({ metadata: [{}] })).toThrow(
      'caused by MetadataValidationError.MetadataNamespace: value length must be at least 1 characters',
    );
  });
});
