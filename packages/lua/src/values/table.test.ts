import { describe, expect, it } from 'vitest';
import { LuaTable, nextPair } from './table.ts';
import type { LuaValue } from './value.ts';

function keysOf(table: LuaTable): LuaValue[] {
  const keys: LuaValue[] = [];
  for (let key: LuaValue; table.next(key); ) {
    key = nextPair.key;
    if (key === undefined) break;
    keys.push(key);
  }
  return keys;
}

describe('LuaTable', () => {
  it('finds what was stored under every kind of key', () => {
    const table = new LuaTable();
    const object = new LuaTable();
    const keys: LuaValue[] = ['name', 1, 2, 3, 0, -1, 1.5, 1e15, 2 ** 40, true, false, object, ''];
    keys.forEach((key, index) => {
      table.set(key, index);
    });
    expect(keys.map((key) => table.get(key))).toEqual(keys.map((_, index) => index));
    expect(table.get('missing')).toBeUndefined();
    expect(table.get(4)).toBeUndefined();
  });

  it('takes 0 and -0 for one key', () => {
    const table = new LuaTable();
    table.set(-0, 'zero');
    expect(table.get(0)).toBe('zero');
    table.set(1, 1);
    table.set(2, 2);
    expect(table.get(-0)).toBe('zero');
    expect(keysOf(table).sort()).toEqual([0, 1, 2]);
  });

  // Recorded from LuaJIT: the order of numbers in the hash part depends only on their bits.
  it.each([
    { keys: [10, 20, 30, 40], order: [40, 30, 10, 20] },
    { keys: [-1, -2, -3], order: [-2, -1, -3] },
    { keys: [1.5, 2.5, 3.5, 4.5, 5.5], order: [3.5, 4.5, 5.5, 2.5, 1.5] },
    { keys: [100, 1, 50, 2], order: [1, 2, 100, 50] },
    { keys: [0, -0.5, 7, 1e10, 3, 2 ** 31, 5], order: [0, 3, 5, 7, -0.5, 2 ** 31, 1e10] },
  ])('visits the numbers $keys as LuaJIT does', ({ keys, order }) => {
    const table = new LuaTable();
    for (const key of keys) table.set(key, true);
    expect(keysOf(table)).toEqual(order);
  });

  it('visits names in the order they came', () => {
    const table = new LuaTable();
    for (const key of ['b', 'a', 'd', 'c']) table.set(key, 1);
    expect(keysOf(table)).toEqual(['b', 'a', 'd', 'c']);
  });

  it('may lose keys while it is traversed', () => {
    const table = new LuaTable();
    for (let index = 1; index <= 20; index++) {
      table.set(index, index);
      table.set(`k${index}`, index);
    }
    const seen: LuaValue[] = [];
    for (let key: LuaValue; table.next(key); ) {
      key = nextPair.key;
      if (key === undefined) break;
      seen.push(key);
      table.set(key, undefined);
    }
    expect(seen).toHaveLength(40);
    expect(keysOf(table)).toEqual([]);
  });

  it('does not know where to go on from a key it never had', () => {
    const table = new LuaTable();
    table.set('a', 1);
    expect(table.next('b')).toBe(false);
    expect(table.next(7)).toBe(false);
    expect(table.next('a')).toBe(true);
    expect(nextPair.key).toBeUndefined();
  });

  it('keeps a border as length while it grows and shrinks', () => {
    const table = new LuaTable();
    for (let index = 1; index <= 1000; index++) {
      table.set(index, index);
      expect(table.length()).toBe(index);
    }
    for (let index = 1000; index > 0; index--) {
      table.set(index, undefined);
      expect(table.length()).toBe(index - 1);
    }
  });

  it('forgets what it knows of a metatable when a name is written', () => {
    const metatable = new LuaTable();
    metatable.indexTable = new LuaTable();
    metatable.absent = 15;
    metatable.setName('__index', undefined);
    expect(metatable.indexTable).toBeNull();
    expect(metatable.absent).toBe(0);
  });

  it('copies so that neither copy sees the other change', () => {
    const table = new LuaTable();
    for (const key of ['x', 1, 2, 99.5]) table.set(key, key);
    const copy = table.clone();
    copy.set('y', 1);
    copy.set(1, 'changed');
    copy.set(99.5, undefined);
    table.set('z', 2);
    expect(keysOf(table)).toEqual([1, 2, 'x', 'z', 99.5]);
    expect(table.get(1)).toBe(1);
    expect(copy.get('z')).toBeUndefined();
    expect(copy.get(1)).toBe('changed');
  });

  it('holds ten thousand names and numbers', () => {
    const table = new LuaTable();
    for (let index = 0; index < 10_000; index++) {
      table.set(`n${index}`, index);
      table.set(index * 7.5, index);
    }
    for (let index = 0; index < 10_000; index += 997) {
      expect(table.get(`n${index}`)).toBe(index);
      expect(table.get(index * 7.5)).toBe(index);
    }
    expect(keysOf(table)).toHaveLength(20_000);
  });
});
