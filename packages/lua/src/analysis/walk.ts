import type { Block, Chunk, Expression, FunctionExpression, Statement } from '../syntax/ast.ts';

/** A node and the function around it. */
export type Visited = { readonly node: Expression | Statement; readonly within: FunctionExpression };

/**
 * Every statement and expression of a chunk, outer ones before inner ones, in source order as far as nesting allows. Works
 * with a list instead of recursion, because a chain of operators may be longer than the JavaScript stack is deep.
 */
export function* walk(chunk: Chunk): Generator<Visited> {
  const waiting: Visited[] = [{ node: chunk.main, within: chunk.main }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    const { node } = next;
    const within = node.kind === 'Function' ? node : next.within;
    const inner = innerNodes(node);
    for (let index = inner.length - 1; index >= 0; index--) waiting.push({ node: inner[index]!, within });
  }
}

const statementsOf = (block: Block | null): Statement[] => block?.statements ?? [];

function innerNodes(node: Expression | Statement): (Expression | Statement)[] {
  switch (node.kind) {
    case 'Index':
      return [node.object, node.key];
    case 'Call':
      return [node.callee, ...node.args];
    case 'MethodCall':
      return [node.object, ...node.args];
    case 'Function':
      return statementsOf(node.body);
    case 'Unary':
      return [node.operand];
    case 'Binary':
      return [node.left, node.right];
    case 'Table':
      return node.items.flatMap((item) => (item.kind === 'keyed' ? [item.key, item.value] : [item.value]));
    case 'Parenthesized':
      return [node.inner];
    case 'Local':
      return node.values;
    case 'LocalFunction':
      return [node.body];
    case 'Assignment':
      return [...node.targets, ...node.values];
    case 'CallStatement':
      return [node.call];
    case 'Do':
      return statementsOf(node.block);
    case 'While':
      return [node.condition, ...statementsOf(node.block)];
    case 'Repeat':
      return [...statementsOf(node.block), node.condition];
    case 'If':
      return [
        ...node.clauses.flatMap(({ condition, block }) => [condition, ...statementsOf(block)]),
        ...statementsOf(node.otherwise),
      ];
    case 'NumericFor':
      return [node.from, node.to, ...(node.step === null ? [] : [node.step]), ...statementsOf(node.block)];
    case 'GenericFor':
      return [...node.values, ...statementsOf(node.block)];
    case 'FunctionStatement':
      return [node.target, node.body];
    case 'Return':
      return node.values;
    default:
      return [];
  }
}
