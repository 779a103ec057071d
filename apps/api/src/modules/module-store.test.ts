import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModuleStore } from './module-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwright-modules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (fill: number) => new Uint8Array(100).fill(fill);

describe('ModuleStore', () => {
  it('gives back what was put, by its hash and nothing else', async () => {
    const store = new ModuleStore(folder);
    const hash = await store.put(bytes(1));
    expect(await store.get(hash)).toEqual(Buffer.from(bytes(1)));
    expect(await store.get(hash.toUpperCase())).toBeNull();
    expect(await store.get(`../${hash}`)).toBeNull();
    expect(await store.get('0'.repeat(64))).toBeNull();
  });

  it('does not give out a file that was damaged', async () => {
    const store = new ModuleStore(folder);
    const hash = await store.put(bytes(1));
    writeFileSync(join(folder, `${hash}.wasm`), 'other bytes');
    expect(await store.get(hash)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets the oldest go when it grows too large, never the newest', async () => {
    const store = new ModuleStore(folder, 250);
    const [first, second] = [await store.put(bytes(1)), await store.put(bytes(2))];
    utimesSync(join(folder, `${first}.wasm`), 1, 1);
    utimesSync(join(folder, `${second}.wasm`), 2, 2);
    const third = await store.put(bytes(3));
    expect(await store.get(first)).toBeNull();
    expect(await store.get(second)).not.toBeNull();
    expect(await store.get(third)).not.toBeNull();
  });

  it('takes many at once while it lets others go', async () => {
    const store = new ModuleStore(folder, 250);
    const hashes = await Promise.all(Array.from({ length: 20 }, (_, i) => store.put(bytes(i))));
    expect(new Set(hashes).size).toBe(20);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
