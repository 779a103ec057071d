import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test('agrees with Node for every length around the block borders', () => {
  const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => (i * 31 + (i >> 8)) & 255);
  for (const length of [...Array(200).keys(), 1000, 65_535, 65_536, 70_000]) {
    const part = bytes.subarray(1, 1 + length);
    expect(sha256(part), `${length} bytes`).toBe(createHash('sha256').update(part).digest('hex'));
  }
});
