import { standardTemplate } from '../library/standard-template.ts';
import type { Chunk, Expression, Statement } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { KEYWORDS } from '../syntax/token.ts';
import { HostFunction } from '../values/function.ts';
import { LuaError } from '../values/lua-error.ts';
import { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';
import { ObjectTypes } from './object-types.ts';
import { type ApiMethod, isNewer, PLAIN_LUA, type ScriptApi } from './script-api.ts';
import { closersFor } from './unfinished-source.ts';
import { walk } from './walk.ts';

/** Something that can stand at the cursor. */
export type Completion = {
  readonly label: string;
  readonly kind: 'local' | 'parameter' | 'global' | 'function' | 'library' | 'field' | 'method' | 'keyword';
  /** For methods: the object of the API it belongs to. */
  readonly object?: string;
};

/** A name no script has; it stands for what is about to be typed. */
const PLACEHOLDER = '__completion__';

/**
 * What could be typed at an offset: methods behind `object:`, fields behind `table.`, else the locals in scope, globals and
 * keywords. The script need not be complete.
 *
 * @param offset where the cursor is; a word that ends there is taken as begun
 */
export function completeAt(source: string, offset: number, api: ScriptApi = PLAIN_LUA): Completion[] {
  const begun = /[A-Za-z_][A-Za-z0-9_]*$/.exec(source.slice(Math.max(0, offset - 100), offset))?.[0] ?? '';
  const start = offset - begun.length;
  const chunk = parseUnfinished(source, start, offset);
  if (chunk === null) return [];
  const place = findPlaceholder(chunk);
  if (place === undefined) return [];
  const found = candidates(chunk, place, start, api);
  return found.filter(({ label }) => label.toLowerCase().startsWith(begun.toLowerCase()));
}

/** Parses the script with a placeholder at the cursor: as it is, or cut there and closed. */
function parseUnfinished(source: string, start: number, end: number): Chunk | null {
  const before = source.slice(0, start);
  const rest = source.slice(end).replace(/^[A-Za-z0-9_]+/, '');
  for (const insert of [`${PLACEHOLDER}()`, PLACEHOLDER]) {
    for (const after of [rest, closersFor(before)]) {
      try {
        return parse(`${before + insert} ${after}`, '=completion');
      } catch (thrown) {
        if (!(thrown instanceof LuaError)) throw thrown;
      }
    }
  }
  return null;
}

function findPlaceholder(chunk: Chunk): Expression | Statement | undefined {
  for (const { node } of walk(chunk)) {
    if (node.kind === 'MethodCall' && node.method === PLACEHOLDER) return node;
    if (node.kind === 'Index' && node.key.kind === 'String' && node.key.value === PLACEHOLDER) return node;
    if (node.kind === 'Name' && node.name === PLACEHOLDER) return node;
  }
  return undefined;
}

function candidates(chunk: Chunk, place: Expression | Statement, offset: number, api: ScriptApi): Completion[] {
  if (place.kind === 'MethodCall') return methods(chunk, place.object, api);
  if (place.kind === 'Index') return [...fields(place.object), ...methods(chunk, place.object, api)];
  return names(chunk, offset, api);
}

function methods(chunk: Chunk, expression: Expression, api: ScriptApi): Completion[] {
  const object = new ObjectTypes(chunk, api).of(expression);
  if (object !== undefined) {
    const isUsable = ({ since }: ApiMethod): boolean => !isNewer(since, api.version);
    return object.methods.filter(isUsable).map(({ name }) => ({ label: name, kind: 'method', object: object.name }));
  }
  let inner = expression;
  while (inner.kind === 'Parenthesized') inner = inner.inner;
  if (inner.kind !== 'String') return [];
  return members(standardTemplate().globals.getName('string')).map(({ label }) => ({ label, kind: 'method' }));
}

function fields(expression: Expression): Completion[] {
  if (expression.kind !== 'Name' || expression.binding.kind !== 'global') return [];
  return members(standardTemplate().globals.getName(expression.name));
}

function members(value: LuaValue): Completion[] {
  if (!(value instanceof LuaTable)) return [];
  const list: Completion[] = [];
  value.shape.keys.forEach((key, place) => {
    if (typeof key !== 'string') return;
    const member = value.values[place];
    list.push({ label: key, kind: member instanceof HostFunction ? 'function' : 'field' });
  });
  return list.sort((a, b) => (a.label < b.label ? -1 : 1));
}

function names(chunk: Chunk, offset: number, api: ScriptApi): Completion[] {
  const found = new Map<string, Completion>();
  const add = (completion: Completion): void => {
    if (!found.has(completion.label)) found.set(completion.label, completion);
  };
  // The nearest declaration comes first.
  for (const { name, kind, visibleFrom, visibleTo } of [...chunk.declarations].reverse()) {
    if (visibleFrom > offset || visibleTo < offset || name === PLACEHOLDER) continue;
    add({ label: name, kind: kind === 'parameter' || kind === 'self' ? 'parameter' : 'local' });
  }
  for (const { name, isWrite } of chunk.globals) {
    if (isWrite && name !== PLACEHOLDER) add({ label: name, kind: 'global' });
  }
  for (const name of api.globals) add({ label: name, kind: 'global' });
  for (const { label, kind } of members(standardTemplate().globals)) {
    add({ label, kind: kind === 'function' ? 'function' : 'library' });
  }
  for (const keyword of KEYWORDS.keys()) add({ label: keyword, kind: 'keyword' });
  return [...found.values()];
}
