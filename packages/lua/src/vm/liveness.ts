import { SIZE } from '../values/allocation.ts';
import { Cell } from '../values/cell.ts';
import { Coroutine } from '../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../values/function.ts';
import { Int64 } from '../values/int64.ts';
import { LuaTable } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import type { LuaValue } from '../values/value.ts';
import type { Machine } from './machine.ts';

/** Shorter strings are counted each time they are found; longer ones once. */
const SHORT_STRING = 64;

/** One walk over everything that scripts can reach. */
export class LivenessWalk {
  /** What was found, in LuaJIT's sizes. */
  bytes = 0;
  private readonly seen = new Set<unknown>();
  private readonly waiting: object[] = [];
  private readonly weakTables: { table: LuaTable; weakKeys: boolean; weakValues: boolean }[] = [];

  constructor(machine: Machine) {
    const { state } = machine;
    for (const root of [state.globals, state.loaded, state.registry, machine.current, machine.root]) this.visit(root);
    for (const metatable of state.typeMetatables.values()) this.visit(metatable);
    this.visit(machine.stringMetatable);
    for (const thread of state.waitingThreads) this.visit(thread.current);
    for (let object = this.waiting.pop(); object !== undefined; object = this.waiting.pop()) this.scan(object);
  }

  /** True for objects that were reached. Host functions and 64-bit integers always count as alive. */
  isAlive(value: LuaValue): boolean {
    if (typeof value !== 'object' || value instanceof HostFunction || value instanceof Int64) return true;
    return this.seen.has(value);
  }

  /** Removes the entries of weak tables whose weak part is dead (gc_clearweak). */
  clearWeakTables(): void {
    for (const { table, weakKeys, weakValues } of this.weakTables) {
      const { array, shape, values, nodes } = table;
      const isDead = (key: LuaValue, value: LuaValue): boolean =>
        (weakKeys && !this.isAlive(key)) || (weakValues && !this.isAlive(value));
      for (let index = 0; index < array.length; index++) if (isDead(index, array[index])) array[index] = undefined;
      for (let place = 0; place < values.length; place++) {
        if (isDead(shape.keys[place], values[place])) values[place] = undefined;
      }
      if (nodes === null) continue;
      for (let node = 0; node < nodes.size; node++) {
        if (isDead(nodes.keys[node], nodes.values[node])) nodes.values[node] = undefined;
      }
    }
  }

  private visit(value: unknown): void {
    if (typeof value === 'string') {
      const isLong = value.length > SHORT_STRING;
      if (!isLong || !this.seen.has(value)) this.bytes += SIZE.string + value.length;
      if (isLong) this.seen.add(value);
    } else if (typeof value === 'object' && value !== null && !this.seen.has(value)) {
      this.seen.add(value);
      this.waiting.push(value);
    }
  }

  private scan(object: object): void {
    if (object instanceof LuaTable) {
      this.scanTable(object);
    } else if (object instanceof LuaFunction) {
      this.bytes += SIZE.closure + 8 * object.upvalues.length;
      for (const cell of object.upvalues) this.visit(cell);
      this.visit(object.environment);
    } else if (object instanceof Cell) {
      this.bytes += SIZE.upvalue;
      this.visit(object.value);
    } else if (object instanceof Userdata) {
      this.bytes += SIZE.userdata;
      this.visit(object.metatable);
      this.visit(object.environment);
    } else if (object instanceof Coroutine) {
      this.scanCoroutine(object);
    }
  }

  private scanTable(table: LuaTable): void {
    const { array, shape, values, nodes, metatable } = table;
    this.bytes += SIZE.table + (array.length > 1 ? array.length : 0) * SIZE.slot + table.hashSize * SIZE.node;
    this.visit(metatable);
    const mode = metatable?.getName('__mode');
    const weakKeys = typeof mode === 'string' && mode.includes('k');
    const weakValues = typeof mode === 'string' && mode.includes('v');
    if (weakKeys || weakValues) this.weakTables.push({ table, weakKeys, weakValues });
    const visitValue = (value: LuaValue): void => {
      if (!weakValues || typeof value === 'string') this.visit(value);
    };
    for (const value of array) visitValue(value);
    for (let place = 0; place < values.length; place++) {
      if (values[place] === undefined) continue;
      if (!weakKeys || typeof shape.keys[place] === 'string') this.visit(shape.keys[place]);
      visitValue(values[place]);
    }
    if (nodes !== null) for (const value of nodes.values) visitValue(value);
  }

  private scanCoroutine(coroutine: Coroutine): void {
    const { stack, frames, depth, top } = coroutine;
    let end = top;
    for (let index = 1; index <= depth; index++) {
      const frame = frames[index]!;
      this.visit(frame.closure);
      end = Math.max(end, frame.base + (frame.prototype?.registers ?? frame.varargs + 4));
    }
    // What lies above is left over from calls that have returned.
    for (let slot = 0; slot < Math.min(end, stack.length); slot++) this.visit(stack[slot]);
    this.bytes += SIZE.coroutine + end * SIZE.slot;
    this.visit(coroutine.body);
    this.visit(coroutine.parent);
  }
}
