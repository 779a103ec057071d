import { numberToText } from '../library/number/to-text.ts';
import { type LuaValue, typeName } from './value.ts';

/**
 * A Lua error on its way: what `error(v)` throws and what `pcall` catches. Thrown as a JavaScript exception between the
 * VM and host code; not an `Error`, because a stack capture would cost more than the whole `pcall`.
 */
export class LuaError {
  readonly value: LuaValue;
  /** LuaJIT's `stack traceback:` text of the coroutine it left the script from; filled only when nothing caught it. */
  traceback: string;
  /** The same of the coroutine it was raised in: another one when it has left functions of `coroutine.wrap`. */
  origin: string;
  /** The line of the innermost Lua frame when it was raised, 0 when there was none; filled with `traceback`. */
  line: number;
  /** Set on syntax errors of `compile`: where in the source, for editors. */
  range: SourceRange | undefined;

  constructor(value: LuaValue, range?: SourceRange) {
    this.value = value;
    this.traceback = '';
    this.origin = '';
    this.line = 0;
    this.range = range;
  }

  /**
   * The error as text: the value itself when it is a string or a number (position included, as LuaJIT writes it), else
   * `(error object is a table value)` as the `luajit` command prints it.
   */
  get message(): string {
    if (typeof this.value === 'string') return this.value;
    if (typeof this.value === 'number') return numberToText(this.value);
    return `(error object is a ${typeName(this.value)} value)`;
  }
}

/** A piece of source text. Lines and columns count from 1, columns in bytes; offsets from 0; the end is exclusive. */
export type SourceRange = {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
};

/**
 * Thrown by host functions for what C code raises with `luaL_error`: the VM puts `[string "…"]:LINE: ` of the Lua code
 * that called the function in front (nothing when the caller is not a Lua function).
 */
export class CallerError {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Thrown by host functions for a bad argument (`luaL_argerror`, `luaL_typerror`, lj_err_argt). The VM formats
 * `bad argument #N to 'name' (…)` from the instruction that made the call.
 */
export class ArgumentError {
  /** Counted from 1, self included. */
  readonly position: number;
  /** The text in brackets, or the wanted type's name when `expected` is true. */
  readonly text: string;
  readonly expected: boolean;
  /** The offending value, for `got TYPE`. */
  readonly value: LuaValue;

  constructor(position: number, text: string, expected = false, value: LuaValue = undefined) {
    this.position = position;
    this.text = text;
    this.expected = expected;
    this.value = value;
  }
}
