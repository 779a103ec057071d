import type { Expression } from '../syntax/ast.ts';

/** How far into an expression folding looks; chains of thousands of constants are left to run time. */
const MAX_DEPTH = 8;

/**
 * The value of an arithmetic expression of number constants, or `undefined`. As LuaJIT, it never folds to NaN or −0
 * (foldarith, bcemit_unop).
 */
export function foldedNumber(expression: Expression, depth = 0): number | undefined {
  if (expression.kind === 'Number') return expression.value;
  if (depth > MAX_DEPTH) return undefined;
  if (expression.kind === 'Parenthesized') return foldedNumber(expression.inner, depth + 1);
  if (expression.kind === 'Unary') {
    if (expression.operator !== '-') return undefined;
    const operand = foldedNumber(expression.operand, depth + 1);
    return operand === undefined || operand === 0 ? undefined : -operand;
  }
  if (expression.kind !== 'Binary') return undefined;
  const right = foldedNumber(expression.right, depth + 1);
  if (right === undefined) return undefined;
  const left = foldedNumber(expression.left, depth + 1);
  if (left === undefined) return undefined;
  const value = calculate(expression.operator, left, right);
  return value === undefined || Number.isNaN(value) || Object.is(value, -0) ? undefined : value;
}

function calculate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left - Math.floor(left / right) * right;
    case '^':
      return left ** right;
    default:
      return undefined;
  }
}
