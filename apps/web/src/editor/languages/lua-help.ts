import { LUA_GLOBALS, LUA_HANDLERS, type LuaApiMethod, type LuaApiObject } from '@chainwright/runtime/lua/lua-api';
import { LUA_FUNCTIONS, LUA_LIBRARIES, type LuaLibraryFunction } from './lua-standard-library.ts';
import { isInsideText, type LuaType, trailingExpression, typeOfExpression } from './lua-types.ts';

/** One thing that may be written next. */
export type LuaSuggestion = {
  readonly label: string;
  readonly kind: 'method' | 'function' | 'variable' | 'snippet' | 'constant' | 'local' | 'keyword';
  /** What is inserted; a snippet with `$1` places. */
  readonly insert: string;
  /** One line beside the label. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
};

/** A call whose arguments are being written. */
export type LuaSignature = {
  readonly label: string;
  readonly parameters: readonly string[];
  readonly active: number;
  readonly documentation: string;
};

/** What may be written at the end of `before`. */
export function luaSuggestions(before: string): LuaSuggestion[] {
  if (isInsideText(before)) return [];
  const member = /([:.])\w*$/.exec(before);
  if (member === null) return globalSuggestions();
  const text = before.slice(0, member.index);
  const type = typeOfExpression(trailingExpression(text), text);
  return member[1] === ':' ? methodSuggestions(type) : fieldSuggestions(type, trailingExpression(text));
}

/** What is known about the word that ends at the end of `before`, as markdown; null when nothing is. */
export function luaHover(before: string): string | null {
  const word = /\w+$/.exec(before);
  if (word === null || isInsideText(before)) return null;
  const text = before.slice(0, word.index);
  const name = word[0];
  if (/[:.]$/.test(text)) {
    const owner = text.slice(0, -1);
    return memberHelp(typeOfExpression(trailingExpression(owner), owner), name, text.endsWith(':'));
  }
  const handler = LUA_HANDLERS.find((one) => one.name === name);
  if (handler !== undefined) return help(`${name}(handle)`, handler.doc);
  const library = LUA_FUNCTIONS.find((one) => one.name === name);
  if (library !== undefined) return libraryHelp('', library);
  const type = typeOfExpression(name, text);
  return type?.kind === 'object' ? help(`${name}: ${type.object.name}`, type.object.doc) : null;
}

/** The call in whose arguments `before` ends; null when it ends in none. */
export function luaSignature(before: string): LuaSignature | null {
  const opening = openCall(before);
  if (opening === null) return null;
  const text = before.slice(0, opening.at);
  const name = /\w+$/.exec(text)?.[0];
  if (name === undefined) return null;
  const owner = text.slice(0, -name.length);
  const found = calledFunction(owner, name);
  return found === null ? null : { ...found, active: opening.commas };
}

function calledFunction(owner: string, name: string): Omit<LuaSignature, 'active'> | null {
  if (!/[:.]$/.test(owner))
    return librarySignature(
      '',
      LUA_FUNCTIONS.find((one) => one.name === name),
    );
  const expression = owner.slice(0, -1);
  const type = typeOfExpression(trailingExpression(expression), expression);
  if (type?.kind === 'object') {
    const method = type.object.methods.find((one) => one.name === name);
    return method === undefined ? null : methodSignature(type.object, method);
  }
  const functions = type?.kind === 'library' ? type.functions : LUA_LIBRARIES['string'];
  const found = functions?.find((one) => one.name === name);
  return librarySignature(
    owner.endsWith(':') ? 'string:' : `${trailingExpression(expression)}.`,
    found,
    owner.endsWith(':'),
  );
}

function methodSuggestions(type: LuaType | null): LuaSuggestion[] {
  if (type?.kind !== 'object') {
    return (LUA_LIBRARIES['string'] ?? []).map((one) => librarySuggestion('string.', one, true));
  }
  const { object, path } = type;
  return object.methods
    .filter((method) => path === null || method.path === 'both' || method.path === path)
    .map((method) => ({
      label: method.name,
      kind: 'method',
      insert: method.args.length === 0 ? `${method.name}()` : `${method.name}($1)`,
      detail: `${argumentsOf(method)}: ${method.returns}`,
      documentation: methodHelp(object, method),
    }));
}

function fieldSuggestions(type: LuaType | null, expression: string): LuaSuggestion[] {
  const constants = LUA_GLOBALS.find(({ name }) => name === expression);
  if (constants !== undefined) {
    const { doc } = constants;
    return constants.fields.map((name) => ({
      label: name,
      kind: 'constant',
      insert: name,
      detail: expression,
      documentation: doc,
    }));
  }
  return type?.kind === 'library' ? type.functions.map((one) => librarySuggestion(`${type.name}.`, one, false)) : [];
}

function globalSuggestions(): LuaSuggestion[] {
  const handlers = LUA_HANDLERS.map(({ name, doc, path }): LuaSuggestion => {
    const insert = `function ${name}(handle)\n  $0\nend`;
    return { label: name, kind: 'snippet', insert, detail: `the ${path} path`, documentation: doc };
  });
  const functions = LUA_FUNCTIONS.map((one) => librarySuggestion('', one, false));
  const tables = [...Object.keys(LUA_LIBRARIES), ...LUA_GLOBALS.map(({ name }) => name)].map(
    (name): LuaSuggestion => ({ label: name, kind: 'variable', insert: name, detail: 'table', documentation: '' }),
  );
  return [...handlers, ...functions, ...tables];
}

function librarySuggestion(prefix: string, one: LuaLibraryFunction, isMethod: boolean): LuaSuggestion {
  const args = isMethod ? withoutFirst(one.args) : one.args;
  return {
    label: one.name,
    kind: 'function',
    insert: args === '' ? `${one.name}()` : `${one.name}($1)`,
    detail: `(${args})${one.returns === '' ? '' : `: ${one.returns}`}`,
    documentation: libraryHelp(prefix, one),
  };
}

function memberHelp(type: LuaType | null, name: string, isMethod: boolean): string | null {
  if (type?.kind === 'object') {
    const method = type.object.methods.find((one) => one.name === name);
    return method === undefined ? null : methodHelp(type.object, method);
  }
  const library = type?.kind === 'library' ? type : null;
  const functions = library?.functions ?? (isMethod ? LUA_LIBRARIES['string'] : undefined);
  const found = functions?.find((one) => one.name === name);
  return found === undefined ? null : libraryHelp(`${library?.name ?? 'string'}.`, found);
}

function methodHelp(object: LuaApiObject, method: LuaApiMethod): string {
  const notes = [method.doc];
  if (method.path !== 'both') notes.push(`Only on the ${method.path} path.`);
  if (method.suspends) notes.push('The script waits here.');
  if (method.since !== '1.5') notes.push(`Since Envoy ${method.since}.`);
  return help(`${object.name}:${method.name}${argumentsOf(method)}: ${method.returns}`, notes.join(' '));
}

function libraryHelp(prefix: string, { name, args, returns, doc }: LuaLibraryFunction): string {
  return help(`${prefix}${name}(${args})${returns === '' ? '' : `: ${returns}`}`, doc);
}

function help(code: string, text: string): string {
  return `\`\`\`lua\n${code}\n\`\`\`\n${text}`;
}

function argumentsOf(method: LuaApiMethod): string {
  return `(${method.args.map(argumentText).join(', ')})`;
}

function argumentText({ name, type, optional }: LuaApiMethod['args'][number]): string {
  return `${name}${optional ? '?' : ''}: ${type}`;
}

function methodSignature(object: LuaApiObject, method: LuaApiMethod): Omit<LuaSignature, 'active'> {
  return {
    label: `${object.name}:${method.name}${argumentsOf(method)}`,
    parameters: method.args.map(argumentText),
    documentation: method.doc,
  };
}

function librarySignature(
  prefix: string,
  found: LuaLibraryFunction | undefined,
  isMethod = false,
): Omit<LuaSignature, 'active'> | null {
  if (found === undefined) return null;
  const args = isMethod ? withoutFirst(found.args) : found.args;
  const parameters = args === '' ? [] : args.split(', ');
  return { label: `${prefix}${found.name}(${args})`, parameters, documentation: found.doc };
}

function withoutFirst(args: string): string {
  return args.split(', ').slice(1).join(', ');
}

/** The bracket of the innermost call that is open at the end, and the commas behind it. */
function openCall(before: string): { at: number; commas: number } | null {
  const text = before
    .slice(-2000)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (string) => '_'.repeat(string.length));
  let depth = 0;
  let commas = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const c = text[at]!;
    if (c === ')' || c === '}' || c === ']') depth++;
    else if (c === '(' || c === '{' || c === '[') {
      if (depth === 0) return c === '(' ? { at: before.length - text.length + at, commas } : null;
      depth--;
    } else if (c === ',' && depth === 0) commas++;
  }
  return null;
}
