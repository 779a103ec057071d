import { allocate, SIZE } from './allocation.ts';
import { NumberNodes } from './number-nodes.ts';
import { EMPTY_SHAPE, Shape } from './shape.ts';
import { bestArraySize, countArray, countInteger, hashSizeFor } from './table-sizes.ts';
import type { LuaValue } from './value.ts';

const NO_VALUES: LuaValue[] = [undefined];
NO_VALUES.length = 0;

/** The pair that the last call of {@link LuaTable.next} found; the key is nil at the end of the table. */
export const nextPair: { key: LuaValue; value: LuaValue } = { key: undefined, value: undefined };

/**
 * A Lua table in three parts: the array part in LuaJIT's sizes, names (and objects) by shape, and numbers and booleans
 * outside of the array part in LuaJIT's own node layout. `#` and `next` therefore answer as LuaJIT wherever LuaJIT's
 * answer does not depend on addresses or its random string ids; those keys come in insertion order.
 *
 * All access here is raw (no metamethods). Mirrors lj_tab.c.
 */
export class LuaTable {
  /**
   * The array part: slot k is key k. Length 1 means there is none (slot 0 is there from birth so that V8 keeps one kind
   * of array for all tables).
   */
  array: LuaValue[] = [undefined];
  /** The keys that are strings or objects, and their values by place. */
  shape: Shape = EMPTY_SHAPE;
  values: LuaValue[] = NO_VALUES;
  /** Numbers and booleans that are not in the array part. */
  nodes: NumberNodes | null = null;
  /** Nodes that LuaJIT's hash part would have: 0 or a power of two. */
  hashSize = 0;
  metatable: LuaTable | undefined = undefined;
  /** While this table serves as a metatable: its `__index` when that is a table. Cleared by any write of a name. */
  indexTable: LuaTable | null = null;
  /** While this table serves as a metatable: a bit for each metamethod it is known to lack. Cleared likewise. */
  absent = 0;
  /** The place after which `next` stopped last: the place to look first. */
  private lastPlace = 0;

  get(key: LuaValue): LuaValue {
    if (typeof key === 'number') return this.getNumber(key);
    if (typeof key === 'boolean') return this.getNode(key);
    const place = this.shape.find(key);
    return place < 0 ? undefined : this.values[place];
  }

  /** The value of a name. */
  getName(name: string): LuaValue {
    const place = this.shape.find(name);
    return place < 0 ? undefined : this.values[place];
  }

  getNumber(key: number): LuaValue {
    const { array } = this;
    if (key > 0 && key < array.length && (key | 0) === key) return array[key];
    if (key === 0 && array.length > 1) return array[0];
    return this.nodes === null ? undefined : this.getNode(key);
  }

  private getNode(key: number | boolean): LuaValue {
    if (this.nodes === null) return undefined;
    const node = this.nodes.find(key);
    return node < 0 ? undefined : this.nodes.values[node];
  }

  /** Stores a value; nil deletes. The caller has made sure that the key is neither nil nor NaN. */
  set(key: LuaValue, value: LuaValue): void {
    if (typeof key === 'number') this.setNumber(key, value);
    else if (typeof key === 'boolean') this.setNode(key, value);
    else this.setKeyed(key, value, true);
  }

  /** Stores under a name that is a constant of the program or the host. */
  setName(name: string, value: LuaValue): void {
    this.setKeyed(name, value, false);
  }

  /** Stores under a constant name that the table is known not to have; never the name of a metamethod. */
  addName(name: string, value: LuaValue): void {
    this.addKey(name, value, false);
  }

  setNumber(key: number, value: LuaValue): void {
    const { array } = this;
    if (key < array.length && ((key > 0 && (key | 0) === key) || (key === 0 && array.length > 1))) {
      array[key] = value;
    } else {
      // −0 and 0 are one key.
      this.setNode(key === 0 ? 0 : key, value);
    }
  }

  private setKeyed(key: LuaValue, value: LuaValue, computed: boolean): void {
    this.indexTable = null;
    this.absent = 0;
    const place = this.shape.find(key);
    if (place >= 0) {
      this.values[place] = value;
      return;
    }
    if (value !== undefined) this.addKey(key, value, computed);
  }

  private addKey(key: LuaValue, value: LuaValue, computed: boolean): void {
    if (this.usedNodes() >= this.hashSize) this.rehash(key);
    if (this.values === NO_VALUES) this.values = [undefined];
    this.values[this.shape.keys.length] = value;
    this.shape = this.shape.add(key, computed);
  }

  private setNode(key: number | boolean, value: LuaValue): void {
    let node = this.nodes === null ? -1 : this.nodes.find(key);
    if (node < 0) {
      node = this.newNode(key);
      if (node < 0) {
        this.rehash(key);
        this.set(key, value);
        return;
      }
    }
    this.nodes!.values[node] = value;
  }

  private newNode(key: number | boolean): number {
    if (this.hashSize === 0) return -1;
    if (this.nodes === null) {
      if (this.shape.keys.length >= this.hashSize) return -1;
      this.nodes = new NumberNodes(this.hashSize);
    } else if (this.shape.keys.length > 0 && this.usedNodes() >= this.hashSize) {
      return -1;
    }
    return this.nodes.insert(key);
  }

  private usedNodes(): number {
    return this.shape.keys.length + (this.nodes === null ? 0 : this.nodes.used);
  }

  /** The border that `#` answers (lj_tab_len). */
  length(): number {
    const { array } = this;
    let high = array.length - 1;
    if (high > 0 && array[high] === undefined) {
      let low = 0;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (array[middle] === undefined) high = middle;
        else low = middle;
      }
      return low;
    }
    return this.nodes === null ? high : this.lengthBeyond(high);
  }

  private lengthBeyond(start: number): number {
    let low = start;
    let high = start + 1;
    while (this.getNumber(high) !== undefined) {
      low = high;
      high += high;
      if (high > 0x7ffffffd) {
        low = 1;
        while (this.getNumber(low) !== undefined) low++;
        return low - 1;
      }
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.getNumber(middle) !== undefined) low = middle;
      else high = middle;
    }
    return low;
  }

  /**
   * Finds the pair after `key` (nil: the first pair) and leaves it in {@link nextPair}.
   *
   * @returns false when the key is not in the table (`invalid key to 'next'`)
   */
  next(key: LuaValue): boolean {
    const position = this.positionAfter(key);
    if (position < 0) return false;
    this.findFrom(position);
    return true;
  }

  /** The position in traversal order that follows a key, −1 for a key that is not there. */
  private positionAfter(key: LuaValue): number {
    const { array, shape } = this;
    if (key === undefined) return array.length > 1 ? 0 : 1;
    if (typeof key === 'number' || typeof key === 'boolean') {
      if (typeof key === 'number' && key >= 0 && key < array.length && (key | 0) === key) {
        if (key > 0 || array.length > 1) return key + 1;
      }
      const node = this.nodes === null ? -1 : this.nodes.find(key);
      return node < 0 ? -1 : array.length + shape.keys.length + node + 1;
    }
    let place = this.lastPlace;
    if (shape.keys[place] !== key) place = shape.find(key);
    return place < 0 ? -1 : array.length + place + 1;
  }

  private findFrom(start: number): void {
    const { array, values } = this;
    for (let index = start; index < array.length; index++) {
      if (array[index] !== undefined) {
        nextPair.key = index;
        nextPair.value = array[index];
        return;
      }
    }
    const { keys } = this.shape;
    const base = array.length;
    for (let place = start > base ? start - base : 0; place < keys.length; place++) {
      if (values[place] !== undefined) {
        this.lastPlace = place;
        nextPair.key = keys[place];
        nextPair.value = values[place];
        return;
      }
    }
    nextPair.key = undefined;
    nextPair.value = undefined;
    if (this.nodes !== null) this.findNodeFrom(Math.max(0, start - base - keys.length));
  }

  private findNodeFrom(start: number): void {
    const nodes = this.nodes!;
    for (let node = start; node < nodes.size; node++) {
      if (nodes.values[node] !== undefined) {
        nextPair.key = nodes.keys[node];
        nextPair.value = nodes.values[node];
        return;
      }
    }
  }

  /** Makes room for `extra`: counts the keys and resizes both parts as LuaJIT does (rehashtab). */
  private rehash(extra: LuaValue): void {
    const { array, nodes } = this;
    const inArray = countArray(array);
    let total = 1 + inArray;
    let integers = inArray;
    for (const value of this.values) if (value !== undefined) total++;
    if (nodes !== null) {
      for (let node = 0; node < nodes.size; node++) {
        if (nodes.values[node] === undefined) continue;
        total++;
        integers += countInteger(nodes.keys[node]);
      }
    }
    integers += countInteger(extra);
    const best = bestArraySize(integers);
    this.resize(best.size, hashSizeFor(total - best.count));
  }

  /**
   * Gives the array part `arraySize` slots (slot 0 included; 0: none) and the hash part `hashSize` nodes, and puts every
   * value where it now belongs (lj_tab_resize).
   */
  resize(arraySize: number, hashSize: number): void {
    const { array, nodes } = this;
    const oldSize = array.length > 1 ? array.length : 0;
    allocate(Math.max(0, arraySize - oldSize) * SIZE.slot + hashSize * SIZE.node);
    const size = Math.max(arraySize, 1);
    while (array.length < size) array.push(undefined);
    this.compactKeys();
    this.hashSize = hashSize;
    this.nodes = null;
    if (size < array.length) {
      const moved = array.slice(size);
      const zero = size === 1 ? array[0] : undefined;
      array.length = size;
      if (zero !== undefined) {
        array[0] = undefined;
        this.setNode(0, zero);
      }
      for (let index = 0; index < moved.length; index++) {
        if (moved[index] !== undefined) this.setNode(size + index, moved[index]);
      }
    }
    if (nodes === null) return;
    for (let node = 0; node < nodes.size; node++) {
      if (nodes.values[node] !== undefined) this.set(nodes.keys[node], nodes.values[node]);
    }
  }

  /** Grows the array part to hold the keys up to `last` (lj_tab_reasize); never shrinks it. */
  reserve(last: number): void {
    if (this.array.length <= last) this.resize(last + 1, this.hashSize);
  }

  private compactKeys(): void {
    const { keys, shared } = this.shape;
    const { values } = this;
    let dead = 0;
    for (const value of values) if (value === undefined) dead++;
    if (dead === 0) return;
    const liveKeys: LuaValue[] = [];
    const liveValues: LuaValue[] = [undefined];
    liveValues.length = 0;
    for (let place = 0; place < keys.length; place++) {
      if (values[place] === undefined) continue;
      liveKeys.push(keys[place]);
      liveValues.push(values[place]);
    }
    let shape = EMPTY_SHAPE;
    if (shared) for (const key of liveKeys) shape = shape.add(key, false);
    else shape = new Shape(liveKeys, false);
    this.shape = shape;
    this.values = liveValues;
    this.lastPlace = 0;
  }

  /** A shallow copy without the metatable, laid out alike. */
  clone(): LuaTable {
    const copy = new LuaTable();
    if (this.array.length > 1) copy.array = this.array.slice();
    copy.shape = this.shape.shared ? this.shape : new Shape(this.shape.keys.slice(), false);
    if (this.values.length > 0) copy.values = this.values.slice();
    if (this.nodes !== null) copy.nodes = this.nodes.clone();
    copy.hashSize = this.hashSize;
    return copy;
  }
}
