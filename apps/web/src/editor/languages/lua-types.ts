import {
  LUA_API,
  LUA_HANDLERS,
  type LuaApiObject,
  type LuaObjectName,
  luaApiObject,
} from '@chainwright/runtime/lua/lua-api';
import { LUA_LIBRARIES, type LuaLibraryFunction } from './lua-standard-library.ts';

/** What an expression of a script is, as far as it can be told without running it. */
export type LuaType =
  | { readonly kind: 'object'; readonly object: LuaApiObject; readonly path: 'request' | 'response' | null }
  | { readonly kind: 'library'; readonly name: string; readonly functions: readonly LuaLibraryFunction[] }
  | { readonly kind: 'string' };

type Path = 'request' | 'response' | null;

const OBJECT_NAMES: ReadonlySet<string> = new Set(LUA_API.map(({ name }) => name));
/** Assignments that lead to each other are followed this far. */
const DEEPEST = 12;

/**
 * What the expression is, in a script that goes on as `before` up to this point. Follows local variables, the parameters of the
 * two handlers, loops over body chunks and what methods return; null when that does not tell.
 */
export function typeOfExpression(expression: string, before: string, depth = 0): LuaType | null {
  const text = expression.trim();
  if (depth > DEEPEST || text === '') return null;
  if (/^(?:"|'|\[=*\[)/.test(text) || text.includes('..')) return { kind: 'string' };
  const last = splitLastStep(text);
  if (last === null) return typeOfName(text, before, depth);
  const owner = typeOfExpression(last.owner, before, depth + 1);
  return owner === null ? null : typeOfMember(owner, last.name);
}

/** The expression that ends at the end of `text`: what stands before a `:` or `.` that was just typed. */
export function trailingExpression(text: string): string {
  let at = text.length;
  while (at > 0) {
    const c = text[at - 1]!;
    if (c === ')' || c === ']') at = openingOf(text, at - 1);
    else if (/[\w"']/.test(c)) at = startOfWord(text, at);
    else break;
    if (at > 0 && (text[at - 1] === ':' || text[at - 1] === '.') && text[at - 2] !== '.') at--;
    else if (at > 0 && !/[\w)\]]/.test(text[at - 1]!)) break;
  }
  return text.slice(Math.max(0, at));
}

/** A comment or a string that is open at the end of `text`: nothing is completed in it. */
export function isInsideText(text: string): boolean {
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const withoutStrings = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return withoutStrings.includes('--') || /["']/.test(withoutStrings.replaceAll('""', ''));
}

function typeOfMember(owner: LuaType, name: string): LuaType | null {
  if (owner.kind === 'string') return { kind: 'string' };
  if (owner.kind === 'library') {
    const found = owner.functions.find((one) => one.name === name);
    return found?.returns === 'string' ? { kind: 'string' } : null;
  }
  const method = owner.object.methods.find((one) => one.name === name);
  return method === undefined ? null : typeNamed(method.returns, owner.path);
}

/** The type that a list like `buffer | nil | nothing` names first. */
function typeNamed(returns: string, path: Path): LuaType | null {
  const first = returns.split(/[|,]/)[0]!.trim();
  if (first === 'string') return { kind: 'string' };
  if (!OBJECT_NAMES.has(first)) return null;
  return { kind: 'object', object: luaApiObject(first as LuaObjectName), path };
}

function typeOfName(name: string, before: string, depth: number): LuaType | null {
  if (!/^[A-Za-z_]\w*$/.test(name)) return null;
  const places = [...assignmentsOf(name, before)].toSorted((a, b) => b.at - a.at);
  for (const place of places) {
    const type = place.resolve(depth + 1);
    if (type !== null) return type;
  }
  const functions = LUA_LIBRARIES[name];
  if (functions !== undefined && Object.hasOwn(LUA_LIBRARIES, name)) return { kind: 'library', name, functions };
  return /handle$/i.test(name) ? handleOf(pathOfName(name)) : null;
}

type Place = { readonly at: number; resolve(depth: number): LuaType | null };

/** Everything before this point that gives the name a value. */
function* assignmentsOf(name: string, before: string): Generator<Place> {
  for (const { name: handler, path } of LUA_HANDLERS) {
    const parameter = new RegExp(`\\b${handler}\\s*(?:=\\s*function\\s*)?\\(\\s*${name}\\b`, 'g');
    for (const match of before.matchAll(parameter)) yield { at: match.index, resolve: () => handleOf(path) };
  }
  const loop = new RegExp(`\\bfor\\s+${name}\\s+in\\s+([^\\n]+?)\\s+do\\b`, 'g');
  for (const match of before.matchAll(loop)) {
    if (/:bodyChunks\(\)$/.test(match[1]!)) yield { at: match.index, resolve: () => typeNamed('buffer', null) };
  }
  const pair = new RegExp(`\\bfor\\s+(?:${name}\\s*,\\s*\\w+|\\w+\\s*,\\s*${name})\\s+in\\s+pairs\\b`, 'g');
  for (const match of before.matchAll(pair)) yield { at: match.index, resolve: () => ({ kind: 'string' }) };
  const assigned = new RegExp(`(?:^|[\\s;])${name}(?:\\s*,\\s*\\w+)*\\s*=(?!=)\\s*([^\\n]+)`, 'g');
  for (const match of before.matchAll(assigned)) {
    const value = firstExpression(match[1]!);
    yield { at: match.index, resolve: (depth) => typeOfExpression(value, before.slice(0, match.index), depth) };
  }
}

/** Of `handle:body() or nil -- why`, what stands before the operator, the comma or the comment. */
function firstExpression(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '(' || c === '{' || c === '[') depth++;
    else if (c === ')' || c === '}' || c === ']') depth--;
    else if (
      depth === 0 &&
      (c === ',' || c === ';' || text.startsWith('--', at) || /^ (?:or|and) /.test(text.slice(at)))
    ) {
      return text.slice(0, at);
    }
    if (depth < 0) return text.slice(0, at);
  }
  return text;
}

function handleOf(path: Path): LuaType {
  return { kind: 'object', object: luaApiObject('handle'), path };
}

function pathOfName(name: string): Path {
  if (/request/i.test(name)) return 'request';
  return /response/i.test(name) ? 'response' : null;
}

/** `a:b():c("x")` into `a:b()` and `c`; null when it has no step. */
function splitLastStep(text: string): { owner: string; name: string } | null {
  const end = text.endsWith(')') ? openingOf(text, text.length - 1) : text.length;
  const match = /^([\s\S]+)[:.]([A-Za-z_]\w*)$/.exec(text.slice(0, end).trimEnd());
  return match === null ? null : { owner: match[1]!, name: match[2]! };
}

function openingOf(text: string, closing: number): number {
  let depth = 0;
  for (let at = closing; at >= 0; at--) {
    if (text[at] === ')' || text[at] === ']') depth++;
    if (text[at] === '(' || text[at] === '[') depth--;
    if (depth === 0) return at;
  }
  return 0;
}

function startOfWord(text: string, end: number): number {
  const quote = text[end - 1];
  if (quote === '"' || quote === "'") {
    const opening = text.lastIndexOf(quote, end - 2);
    return opening < 0 ? end - 1 : opening;
  }
  let at = end;
  while (at > 0 && /\w/.test(text[at - 1]!)) at--;
  return at;
}
