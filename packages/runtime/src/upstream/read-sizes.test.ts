import { describe, expect, it } from 'vitest';
import { arrivingSizes } from './read-sizes.ts';

describe('arrivingSizes', () => {
  const MIB = 1024 * 1024;
  it.each<[number, Parameters<typeof arrivingSizes>[1], number[]]>([
    [0, { protocol: 'HTTP/1.1', chunked: true, limit: MIB }, [0]],
    [300_000, { protocol: 'HTTP/1.1', chunked: true, limit: MIB }, [300_000]],
    [20_000, { protocol: 'HTTP/1.1', chunked: true, limit: 10_000 }, [16_378, 3_622]],
    [20_000, { protocol: 'HTTP/1.1', chunked: false, limit: 10_000 }, [16_384, 3_616]],
    [40_000, { protocol: 'HTTP/2', chunked: false, limit: MIB }, [16_384, 16_384, 7_232]],
  ])('%d bytes over %j', (length, wire, expected) => {
    expect(arrivingSizes(length, wire)).toEqual(expected);
  });
});
