import type { LuaValue } from '@chainwright/lua/values/value';

/** What a method gives back, when it is not exactly one value. */
export class Answer {
  readonly kind: 'values' | 'suspended' | 'last-argument';
  readonly values: readonly LuaValue[];

  private constructor(kind: 'values' | 'suspended' | 'last-argument', values: readonly LuaValue[]) {
    this.kind = kind;
    this.values = values;
  }

  /** No value at all, which is not nil: `tostring(f())` complains. */
  static readonly NOTHING = new Answer('values', []);
  /** The script stops here; the values come when it is resumed. */
  static readonly SUSPENDED = new Answer('suspended', []);

  /** What the script gave as the last argument, the object itself if nothing else: see ObjectScope.once. */
  static readonly LAST_ARGUMENT = new Answer('last-argument', []);

  static of(...values: LuaValue[]): Answer {
    return new Answer('values', values);
  }
}

/** One value, or an Answer. */
export type MethodAnswer = LuaValue | Answer;
