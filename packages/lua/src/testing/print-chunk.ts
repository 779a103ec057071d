import type { Block, Chunk, Expression, FunctionExpression, Statement, TableItem } from '../syntax/ast.ts';
import { Complex } from '../values/complex.ts';
import { luaQuote } from './lua-quote.ts';
import { numberToLiteral } from './number-literal.ts';

/** Writes a parsed chunk as source again, one statement a line and with every operation in parentheses. */
export function printChunk(chunk: Chunk): string {
  return block(chunk.main.body);
}

function block({ statements }: Block): string {
  return statements.map((statement) => `${print(statement)};\n`).join('');
}

const list = (expressions: readonly Expression[]): string => expressions.map(expression).join(', ');

function print(node: Statement): string {
  switch (node.kind) {
    case 'Local': {
      const names = node.declarations.map(({ name }) => name).join(', ');
      return node.values.length === 0 ? `local ${names}` : `local ${names} = ${list(node.values)}`;
    }
    case 'LocalFunction':
      return `local function ${node.declaration.name}${body(node.body, false)}`;
    case 'Assignment':
      return `${list(node.targets)} = ${list(node.values)}`;
    case 'CallStatement':
      return expression(node.call);
    case 'Do':
      return `do\n${block(node.block)}end`;
    case 'While':
      return `while ${expression(node.condition)} do\n${block(node.block)}end`;
    case 'Repeat':
      return `repeat\n${block(node.block)}until ${expression(node.condition)}`;
    case 'If': {
      const clauses = node.clauses.map((clause) => `if ${expression(clause.condition)} then\n${block(clause.block)}`);
      return `${clauses.join('else')}${node.otherwise === null ? '' : `else\n${block(node.otherwise)}`}end`;
    }
    case 'NumericFor': {
      const step = node.step === null ? '' : `, ${expression(node.step)}`;
      const head = `${node.variable.name} = ${expression(node.from)}, ${expression(node.to)}${step}`;
      return `for ${head} do\n${block(node.block)}end`;
    }
    case 'GenericFor': {
      const names = node.variables.map(({ name }) => name).join(', ');
      return `for ${names} in ${list(node.values)} do\n${block(node.block)}end`;
    }
    case 'FunctionStatement': {
      const name = node.isMethod
        ? expression(node.target).replace(/\.([A-Za-z0-9_]+)$/, ':$1')
        : expression(node.target);
      return `function ${name}${body(node.body, node.isMethod)}`;
    }
    case 'Return':
      return `return ${list(node.values)}`.trim();
    case 'Break':
      return 'break';
    case 'Goto':
      return `goto ${node.name}`;
    case 'Label':
      return `::${node.name}::`;
  }
}

function body(node: FunctionExpression, isMethod: boolean): string {
  const names = node.parameters.slice(isMethod ? 1 : 0).map(({ name }) => name);
  if (node.scope.isVararg) names.push('...');
  return `(${names.join(', ')})\n${block(node.body)}end`;
}

function item(entry: TableItem): string {
  return entry.kind === 'keyed' ? `[${expression(entry.key)}] = ${expression(entry.value)}` : expression(entry.value);
}

const isPrefix = ({ kind }: Expression): boolean =>
  kind === 'Name' || kind === 'Index' || kind === 'Call' || kind === 'MethodCall' || kind === 'Parenthesized';

function prefix(node: Expression): string {
  return isPrefix(node) ? expression(node) : `(${expression(node)})`;
}

function expression(node: Expression): string {
  switch (node.kind) {
    case 'Nil':
      return 'nil';
    case 'True':
      return 'true';
    case 'False':
      return 'false';
    case 'Number':
      return numberToLiteral(node.value);
    case 'Int64':
      if (node.value instanceof Complex) return `${numberToLiteral(node.value.imaginary)}i`;
      return `${node.value.value}${node.value.unsigned ? 'ULL' : 'LL'}`;
    case 'String':
      return luaQuote(node.value);
    case 'Vararg':
      return '...';
    case 'Name':
      return node.name;
    case 'Index':
      if (node.dotted && node.key.kind === 'String') return `${prefix(node.object)}.${node.key.value}`;
      return `${prefix(node.object)}[${expression(node.key)}]`;
    case 'Call':
      return `${prefix(node.callee)}(${list(node.args)})`;
    case 'MethodCall':
      return `${prefix(node.object)}:${node.method}(${list(node.args)})`;
    case 'Function':
      return `function${body(node, false)}`;
    case 'Unary':
      return `(${node.operator} ${expression(node.operand)})`;
    case 'Binary':
      return `(${expression(node.left)} ${node.operator} ${expression(node.right)})`;
    case 'Table':
      return `{${node.items.map(item).join(', ')}}`;
    case 'Parenthesized': {
      // Operations bring their own.
      const inner = expression(node.inner);
      return node.inner.kind === 'Binary' || node.inner.kind === 'Unary' ? inner : `(${inner})`;
    }
  }
}
