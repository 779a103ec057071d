import type { LuaValue } from './value.ts';

/** The box of a captured local: the frame that declared it and every closure that uses it share one. */
export class Cell {
  value: LuaValue;

  constructor(value: LuaValue) {
    this.value = value;
  }
}
