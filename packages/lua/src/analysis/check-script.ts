import { compileChunk } from '../compiler/function-compiler.ts';
import { standardTemplate } from '../library/standard-template.ts';
import type { Chunk, Expression, Statement } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { LuaError } from '../values/lua-error.ts';
import { type DiagnosticCode, type LuaDiagnostic, rangeAt } from './diagnostic.ts';
import { methodOf, ObjectTypes } from './object-types.ts';
import { isNewer, PLAIN_LUA, type ScriptApi } from './script-api.ts';
import { walk } from './walk.ts';

type Report = (
  code: DiagnosticCode,
  severity: LuaDiagnostic['severity'],
  message: string,
  start: number,
  end: number,
) => void;

/**
 * Looks a script over without running it.
 *
 * @param source a byte string
 * @param chunkName as for `load`; it names the chunk in syntax errors
 * @returns the findings in source order; a script that does not load has only its syntax error, with LuaJIT's text
 */
export function checkScript(source: string, chunkName: string, api: ScriptApi = PLAIN_LUA): LuaDiagnostic[] {
  let chunk: Chunk;
  try {
    chunk = parse(source, chunkName);
    compileChunk(chunk);
  } catch (thrown) {
    if (!(thrown instanceof LuaError)) throw thrown;
    const range = thrown.range ?? { line: 1, column: 1, start: 0, end: source.length };
    return [{ code: 'syntax-error', severity: 'error', message: thrown.message, range }];
  }
  const findings: LuaDiagnostic[] = [];
  const report: Report = (code, severity, message, start, end) => {
    findings.push({ code, severity, message, range: rangeAt(chunk.lineStarts, start, end) });
  };
  checkGlobals(chunk, api, report);
  checkLocals(chunk, report);
  const types = new ObjectTypes(chunk, api);
  for (const { node, within } of walk(chunk)) {
    if (node.kind === 'MethodCall') checkMethod(node, types, types.entryAround(within)?.path, api, report);
    else if (node.kind === 'Call') checkDotCall(node, types, report);
    else if (node.kind === 'Binary' || node.kind === 'Unary') checkOperator(node, report);
    else if (node.kind === 'Table') checkHoles(node, report);
    else checkConditions(node, report);
  }
  return findings.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** Names that scripts may use without having assigned them. */
function knownGlobals(api: ScriptApi): Set<string> {
  const names = new Set(api.globals);
  for (const key of standardTemplate().globals.shape.keys) if (typeof key === 'string') names.add(key);
  return names;
}

function checkGlobals(chunk: Chunk, api: ScriptApi, report: Report): void {
  const known = knownGlobals(api);
  for (const { name, isWrite } of chunk.globals) if (isWrite) known.add(name);
  for (const { name, isWrite, start, end } of chunk.globals) {
    if (!isWrite && !known.has(name)) {
      report('undefined-global', 'warning', `'${name}' is not defined: no global of that name is ever set`, start, end);
    }
  }
}

function checkLocals(chunk: Chunk, report: Report): void {
  for (const { name, kind, reads, writes, start, end } of chunk.declarations) {
    if (reads > 0 || name.startsWith('_') || kind === 'parameter' || kind === 'self') continue;
    // The variables of a loop come as a set; the last one is rarely wanted.
    if (kind === 'loop') continue;
    const what = kind === 'function' ? 'local function' : 'local variable';
    const how = writes > 0 ? 'is assigned but never read' : 'is never used';
    report('unused-local', 'hint', `${what} '${name}' ${how}`, start, end);
  }
}

function checkMethod(
  node: Expression & { kind: 'MethodCall' },
  types: ObjectTypes,
  path: 'request' | 'response' | undefined,
  api: ScriptApi,
  report: Report,
): void {
  const object = types.of(node.object);
  if (object === undefined) return;
  const end = node.methodStart + node.method.length;
  const method = methodOf(object, node.method);
  if (method === undefined) {
    report('unknown-method', 'warning', unknownMethodText(object.name, node.method, api), node.methodStart, end);
  } else if (isNewer(method.since, api.version)) {
    const text = `${object.name}:${node.method}() exists since version ${method.since}; this script is for ${api.version}`;
    report('method-too-new', 'warning', text, node.methodStart, end);
  } else if (path !== undefined && method.path !== 'both' && method.path !== path) {
    const text = `${object.name}:${node.method}() works only on the ${method.path} path`;
    report('method-on-wrong-path', 'warning', text, node.methodStart, end);
  }
}

function unknownMethodText(object: string, name: string, api: ScriptApi): string {
  const owner = api.objects.find((candidate) => methodOf(candidate, name) !== undefined);
  const elsewhere = owner === undefined ? '' : `; ${owner.name} has one`;
  return `${object} has no method '${name}'${elsewhere}`;
}

function checkDotCall({ callee }: Expression & { kind: 'Call' }, types: ObjectTypes, report: Report): void {
  if (callee.kind !== 'Index' || !callee.dotted || callee.key.kind !== 'String') return;
  const object = types.of(callee.object);
  const name = callee.key.value;
  if (object === undefined || methodOf(object, name) === undefined) return;
  const text = `call methods with a colon: ${object.name}:${name}()`;
  report('method-called-with-dot', 'warning', text, callee.key.start, callee.key.end);
}

const isLength = (node: Expression): boolean => node.kind === 'Unary' && node.operator === '#';
const COMPARISONS = ['==', '~=', '<', '<=', '>', '>='];

function checkOperator(node: Expression & { kind: 'Binary' | 'Unary' }, report: Report): void {
  if (node.kind === 'Unary') {
    if (node.operator === 'not' && isLength(node.operand)) reportLengthTest(node.operand, report);
    return;
  }
  const { operator, left, right, start, end } = node;
  if (COMPARISONS.includes(operator)) {
    if (left.kind === 'Unary' && left.operator === 'not' && right.kind !== 'True' && right.kind !== 'False') {
      const text = `'not' belongs to the left side only: this is (not a) ${operator} b`;
      report('negation-before-comparison', 'warning', text, start, end);
    }
    if ((isLength(left) && right.kind === 'Nil') || (isLength(right) && left.kind === 'Nil')) {
      report('length-compared-with-nil', 'warning', 'a length is a number, never nil', start, end);
    }
  } else if (operator === 'and' || operator === 'or') {
    if (isLength(left)) reportLengthTest(left, report);
  }
}

function reportLengthTest(length: Expression, report: Report): void {
  const text = 'a length is always true, also when it is 0; compare it with a number';
  report('length-is-always-true', 'warning', text, length.start, length.end);
}

function checkConditions(node: Expression | Statement, report: Report): void {
  if (node.kind === 'If') {
    for (const { condition } of node.clauses) if (isLength(condition)) reportLengthTest(condition, report);
  } else if (node.kind === 'While' || node.kind === 'Repeat') {
    if (isLength(node.condition)) reportLengthTest(node.condition, report);
  }
}

function checkHoles({ items }: Expression & { kind: 'Table' }, report: Report): void {
  const positional = items.filter((item) => item.kind === 'positional');
  positional.forEach(({ value }, index) => {
    if (value.kind !== 'Nil' || index === positional.length - 1) return;
    const text = 'nil in the middle of a list leaves a hole: # and ipairs may stop before it';
    report('hole-in-constructor', 'warning', text, value.start, value.end);
  });
}
