import {
  type Int64Operator,
  int64Arithmetic,
  int64Equals,
  int64Less,
  int64LessOrEqual,
  int64Negate,
} from '../library/int64/int64-arithmetic.ts';
import { power } from '../library/math/power.ts';
import { textToNumber } from '../library/number/from-text.ts';
import { Complex } from '../values/complex.ts';
import { Int64 } from '../values/int64.ts';
import type { LuaValue } from '../values/value.ts';

/** The remainder with the sign of the divisor, as LuaJIT computes `x - floor(x / y) * y`. */
export function modulo(left: number, right: number): number {
  if ((left | 0) === left && (right | 0) === right && right > 0 && left >= 0) return (left % right) + 0;
  return left - Math.floor(left / right) * right;
}

/** An operand of arithmetic as a number: strings are converted. */
export function toNumber(value: LuaValue): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? textToNumber(value) : undefined;
}

/** True for what arithmetic accepts: numbers and numeric strings. */
export function isNumeric(value: LuaValue): boolean {
  return toNumber(value) !== undefined;
}

/** Applies an operator to two numbers. */
export function calculate(operator: Int64Operator, left: number, right: number): number {
  switch (operator) {
    case 'add':
      return left + right;
    case 'sub':
      return left - right;
    case 'mul':
      return left * right;
    case 'div':
      return left / right;
    case 'mod':
      return modulo(left, right);
    case 'pow':
      return power(left, right);
  }
}

const isOperand = (value: LuaValue): value is Int64 | number =>
  typeof value === 'number' || (value instanceof Int64 && !(value instanceof Complex));

/** Arithmetic that involves a 64-bit integer; `undefined` when it does not apply. */
export function calculateInt64(operator: Int64Operator, left: LuaValue, right: LuaValue): Int64 | undefined {
  if (!(left instanceof Int64 || right instanceof Int64) || !isOperand(left) || !isOperand(right)) return undefined;
  return int64Arithmetic(operator, left, right);
}

/** Compares where one side is a 64-bit integer; `undefined` when it does not apply. */
export function compareInt64(operator: '==' | '<' | '<=', left: LuaValue, right: LuaValue): boolean | undefined {
  if (!(left instanceof Int64 || right instanceof Int64) || !isOperand(left) || !isOperand(right)) return undefined;
  if (operator === '==') return int64Equals(left, right);
  return operator === '<' ? int64Less(left, right) : int64LessOrEqual(left, right);
}

/** Unary minus of a 64-bit integer. */
export const negateInt64 = int64Negate;
