import type { Expression } from '../syntax/ast.ts';

/** Questions about expressions that several parts of the compiler ask. */

export const isComparison = (operator: string): boolean =>
  operator === '==' ||
  operator === '~=' ||
  operator === '<' ||
  operator === '<=' ||
  operator === '>' ||
  operator === '>=';

/** True for expressions of any number of values. */

/** True for expressions of any number of values. */
export function isMultiple(expression: Expression): boolean {
  return expression.kind === 'Call' || expression.kind === 'MethodCall' || expression.kind === 'Vararg';
}

/** An expression without its parentheses; only where one value is wanted anyway. */
export function bare(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'Parenthesized') inner = inner.inner;
  return inner;
}

/** True when evaluating it is a test by itself, so that a branch needs no value. */
export function isCondition(expression: Expression): boolean {
  const inner = bare(expression);
  if (inner.kind === 'Unary') return inner.operator === 'not';
  return inner.kind === 'Binary' && isComparison(inner.operator);
}

export function isLogical(expression: Expression): boolean {
  const inner = bare(expression);
  return inner.kind === 'Binary' && (inner.operator === 'and' || inner.operator === 'or');
}
