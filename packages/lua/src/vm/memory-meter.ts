import { allocation, SIZE } from '../values/allocation.ts';
import { Cell } from '../values/cell.ts';
import { Coroutine } from '../values/coroutine.ts';
import { LuaFunction } from '../values/function.ts';
import { LuaTable } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import { Exhausted } from './exhausted.ts';
import type { Machine } from './machine.ts';

/** Shorter strings are counted each time they are found; longer ones once. */
const SHORT_STRING = 64;

/**
 * Keeps a state within its memory budget. Allocations only add up; when the sum passes a mark, a walk from the roots
 * finds what is alive. The mark then moves to twice that, so that walks cost little.
 */
export class MemoryMeter {
  private readonly machine: Machine;
  /** Bytes that may be alive at once. */
  limit = Number.POSITIVE_INFINITY;
  private alive = 0;
  private allocated = 0;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Makes this state's figures the current ones for allocations; gives back what was there, for {@link leave}. */
  enter(): { bytes: number; limit: number; exceeded: () => void } {
    const before = { bytes: allocation.bytes, limit: allocation.limit, exceeded: allocation.exceeded };
    allocation.bytes = this.allocated;
    allocation.exceeded = this.exceeded;
    this.setMark();
    return before;
  }

  leave(before: { bytes: number; limit: number; exceeded: () => void }): void {
    this.allocated = allocation.bytes;
    allocation.bytes = before.bytes;
    allocation.limit = before.limit;
    allocation.exceeded = before.exceeded;
  }

  bytesInUse(): number {
    const isCurrent = allocation.exceeded === this.exceeded;
    return this.alive + (isCurrent ? allocation.bytes : this.allocated);
  }

  private setMark(): void {
    // Close to the limit walks would follow each other; the overshoot keeps them apart.
    allocation.limit = Math.max(this.limit - this.alive, this.limit / 8);
  }

  private readonly exceeded = (): void => {
    this.measure();
    if (this.alive > this.limit) throw new Exhausted('memory');
    this.setMark();
  };

  /** A full collection. */
  collect(): void {
    this.measure();
  }

  /** Finds out how many bytes are alive. */
  measure(): number {
    this.alive = measureAlive(this.machine);
    allocation.bytes = 0;
    this.allocated = 0;
    return this.alive;
  }
}

/** The bytes that can be reached from the roots of a state. */
function measureAlive(machine: Machine): number {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [];
  let bytes = 0;
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length <= SHORT_STRING || !seen.has(value)) bytes += SIZE.string + value.length;
      if (value.length > SHORT_STRING) seen.add(value);
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      waiting.push(value);
    }
  };
  const { state } = machine;
  for (const root of [state.globals, state.loaded, state.registry, machine.current, machine.root]) visit(root);
  for (const metatable of state.typeMetatables.values()) visit(metatable);
  visit(machine.stringMetatable);
  while (waiting.length > 0) {
    const object = waiting.pop();
    if (object instanceof LuaTable) bytes += visitTable(object, visit);
    else if (object instanceof LuaFunction) {
      bytes += SIZE.closure + 8 * object.upvalues.length;
      for (const cell of object.upvalues) visit(cell);
      visit(object.environment);
    } else if (object instanceof Cell) {
      bytes += SIZE.upvalue;
      visit(object.value);
    } else if (object instanceof Userdata) {
      bytes += SIZE.userdata;
      visit(object.metatable);
      visit(object.environment);
    } else if (object instanceof Coroutine) {
      bytes += SIZE.coroutine + visitCoroutine(object, visit);
    }
  }
  return bytes;
}

function visitTable(table: LuaTable, visit: (value: unknown) => void): number {
  const { array, shape, values, nodes } = table;
  for (const value of array) visit(value);
  for (let place = 0; place < values.length; place++) {
    if (values[place] === undefined) continue;
    visit(shape.keys[place]);
    visit(values[place]);
  }
  if (nodes !== null) for (const value of nodes.values) visit(value);
  visit(table.metatable);
  return SIZE.table + (array.length > 1 ? array.length : 0) * SIZE.slot + table.hashSize * SIZE.node;
}

function visitCoroutine(coroutine: Coroutine, visit: (value: unknown) => void): number {
  const { stack, frames, depth, top } = coroutine;
  let end = top;
  for (let index = 1; index <= depth; index++) {
    const frame = frames[index]!;
    visit(frame.closure);
    end = Math.max(end, frame.base + (frame.prototype?.registers ?? 16));
  }
  for (let slot = 0; slot < Math.min(end, stack.length); slot++) visit(stack[slot]);
  visit(coroutine.body);
  visit(coroutine.parent);
  return end * SIZE.slot;
}
