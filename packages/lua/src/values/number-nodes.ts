import type { LuaValue } from './value.ts';

type NodeKey = number | boolean | undefined;

const doubleBits = new Float64Array(1);
const wordBits = new Uint32Array(doubleBits.buffer);

/** LuaJIT's hash of a number or boolean key before the mask is applied (`hashrot` of lj_tab.h, x86-64 form). */
function hash(key: number | boolean): number {
  if (typeof key === 'boolean') return key ? 1 : 0;
  doubleBits[0] = key;
  let low = wordBits[0]!;
  let high = wordBits[1]! << 1;
  low ^= high;
  high = (high << 14) | (high >>> 18);
  low = (low - high) | 0;
  high = (high << 5) | (high >>> 27);
  high ^= low;
  return (high - ((low << 13) | (low >>> 19))) | 0;
}

/**
 * The hash part of a table for number and boolean keys, node by node as LuaJIT lays it out: with Brent's variation of
 * chaining and a pointer to the free nodes that only falls. So `next` visits such keys in LuaJIT's order, and `#` finds
 * the same border in a table with holes. Mirrors `lj_tab_newkey` (lj_tab.c).
 */
export class NumberNodes {
  /** Number of nodes: a power of two. */
  readonly size: number;
  readonly keys: NodeKey[] = [];
  readonly values: LuaValue[] = [];
  private readonly following: Int32Array;
  private free: number;
  /** Nodes with a key, dead ones included. */
  used = 0;

  constructor(size: number) {
    this.size = size;
    this.following = new Int32Array(size).fill(-1);
    this.free = size;
    for (let node = 0; node < size; node++) {
      this.keys.push(undefined);
      this.values.push(undefined);
    }
  }

  /** The node that holds a key, −1 when there is none. */
  find(key: number | boolean): number {
    let node = hash(key) & (this.size - 1);
    do {
      if (this.keys[node] === key) return node;
      node = this.following[node]!;
    } while (node >= 0);
    return -1;
  }

  /** The node for a key that is not there yet, or −1 when the table must be rehashed first. */
  insert(key: number | boolean): number {
    const { keys, values, following } = this;
    let node = hash(key) & (this.size - 1);
    if (values[node] !== undefined) {
      let free = this.free;
      do {
        if (free === 0) return -1;
      } while (keys[--free] !== undefined);
      this.free = free;
      const main = hash(keys[node]!) & (this.size - 1);
      if (main !== node) {
        // The node in the way is not at home: it moves to the free one.
        let before = main;
        while (following[before] !== node) before = following[before]!;
        following[before] = free;
        values[free] = values[node];
        keys[free] = keys[node];
        following[free] = following[node]!;
        following[node] = -1;
        values[node] = undefined;
      } else {
        following[free] = following[node]!;
        following[node] = free;
        node = free;
      }
    }
    if (keys[node] === undefined) this.used++;
    keys[node] = key;
    return node;
  }

  /** A copy that shares nothing with this one. */
  clone(): NumberNodes {
    const copy = new NumberNodes(this.size);
    for (let node = 0; node < this.size; node++) {
      copy.keys[node] = this.keys[node];
      copy.values[node] = this.values[node];
      copy.following[node] = this.following[node]!;
    }
    copy.free = this.free;
    copy.used = this.used;
    return copy;
  }
}
