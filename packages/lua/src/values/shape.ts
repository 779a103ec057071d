import type { LuaValue } from './value.ts';

/** Beyond this many keys a table gets a shape of its own. */
const MAX_SHARED_KEYS = 128;
/** Beyond this many keys a table filled by computed keys gets a shape of its own: it is a dictionary, not a record. */
const MAX_COMPUTED_KEYS = 8;
/** Beyond this many different next keys a shape stops making shared successors. */
const MAX_TRANSITIONS = 64;

/**
 * The ordered list of a table's keys that are not numbers or booleans, and the place of each.
 *
 * Shared shapes never change and are linked by transitions, so tables built alike share one and the inline caches of
 * the interpreter can go by its identity. A private shape belongs to one table and only ever grows. A deleted key keeps
 * its place (the table holds nil there), so caches stay valid and a traversal may delete.
 */
export class Shape {
  readonly keys: LuaValue[];
  readonly shared: boolean;
  private readonly places: Map<LuaValue, number>;
  private transitions: Map<LuaValue, Shape> | null = null;

  constructor(keys: LuaValue[], shared: boolean) {
    this.keys = keys;
    this.shared = shared;
    this.places = new Map();
    for (let place = 0; place < keys.length; place++) this.places.set(keys[place], place);
  }

  /** The place of a key, −1 when the shape lacks it. */
  find(key: LuaValue): number {
    const place = this.places.get(key);
    return place === undefined ? -1 : place;
  }

  /** The shape of this one plus a key that it lacks. `computed`: the key was not a constant of the program. */
  add(key: LuaValue, computed: boolean): Shape {
    if (!this.shared) {
      this.places.set(key, this.keys.length);
      this.keys.push(key);
      return this;
    }
    const known = this.transitions?.get(key);
    if (known !== undefined) return known;
    const count = this.keys.length;
    if (
      typeof key !== 'string' ||
      count >= (computed ? MAX_COMPUTED_KEYS : MAX_SHARED_KEYS) ||
      (this.transitions !== null && this.transitions.size >= MAX_TRANSITIONS)
    ) {
      return new Shape([...this.keys, key], false);
    }
    const name = internName(key);
    const next = new Shape([...this.keys, name], true);
    this.transitions ??= new Map();
    this.transitions.set(name, next);
    return next;
  }
}

/** The shape without keys: every table begins with it. */
export const EMPTY_SHAPE = new Shape([], true);

/** A shape no table has: what an empty inline cache holds. */
export const NO_SHAPE = new Shape([], false);

/**
 * The same text as a string that V8 keeps once, so that comparing two names compares pointers. Meant for constants of
 * programs, not for data.
 */
export function internName(text: string): string {
  // Property keys are always internalised, and V8's table of them is weak.
  return Object.keys({ [text]: 0 })[0] ?? text;
}
