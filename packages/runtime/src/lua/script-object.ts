import type { HostCall } from '@chainwright/lua/host/host-call';
import { defineClass, type Method, type UserdataClass } from '@chainwright/lua/host/userdata-class';
import type { ByteString } from '../http/byte-string.ts';
import type { LogLevel } from '../server/log-sink.ts';
import { Answer, type MethodAnswer } from './answer.ts';
import { type LuaApiMethod, type LuaObjectName, luaApiObject } from './lua-api.ts';
import type { ObjectScope } from './object-scope.ts';
import { valueText } from './value-text.ts';

/**
 * An object that a script gets. It lives until the script suspends or the callback ends; later uses raise
 * `object used outside of proper scope`. Envoy: source/extensions/filters/common/lua/lua.h `BaseLuaObject`.
 */
export class ScriptObject {
  readonly scope: ObjectScope;
  /** How the trace calls it: `headers`, `requestHeaders`, `body`. */
  readonly label: string;
  readonly #birth: number;

  constructor(scope: ObjectScope, label: string) {
    this.scope = scope;
    this.label = label;
    this.#birth = scope.generation;
  }

  get alive(): boolean {
    return this.scope.generation === this.#birth;
  }
}

/** What {@link defineScriptClass} needs of an object. */
export type Scoped = { readonly alive: boolean; readonly scope: ObjectScope; readonly label: string };

/** A method of a script object. Argument 1 of `call` is the object itself. */
export type ScriptMethod<T> = (self: T, call: HostCall) => MethodAnswer;

const LOG_LEVELS: Readonly<Record<string, LogLevel>> = {
  logTrace: 'trace',
  logDebug: 'debug',
  logInfo: 'info',
  logWarn: 'warning',
  logErr: 'error',
  logCritical: 'critical',
};

/** Raised by every use of an object after its time. */
export const OUT_OF_SCOPE = 'object used outside of proper scope';

/**
 * Defines the userdata class of one object of the API: its methods, the log methods that every object has, the check of
 * its lifetime and one `lua-call` event for each call. The API list gives the names; a method that is in only one of the
 * two places is a mistake that shows when the module is loaded.
 */
export function defineScriptClass<T extends Scoped>(
  name: LuaObjectName,
  methods: Readonly<Record<string, ScriptMethod<T>>>,
  metamethods: Readonly<Record<string, ScriptMethod<T>>> = {},
): UserdataClass<T> {
  const api = luaApiObject(name);
  const bound: Record<string, Method<T>> = {};
  for (const entry of api.methods) {
    const method = methods[entry.name] ?? logMethod(entry.name);
    if (method === undefined) throw new Error(`Lua API: ${name} has no implementation of ${entry.name}`);
    bound[entry.name] = bindMethod(entry, method);
  }
  for (const method of Object.keys(methods)) {
    if (bound[method] === undefined) throw new Error(`Lua API: ${name}:${method} is not in the list`);
  }
  // Scripts can see it, and no more.
  const boundMeta: Record<string, Method<T>> = { __gc: (_self, call) => call.none() };
  for (const [key, method] of Object.entries(metamethods)) boundMeta[key] = bindMetamethod(method);
  return defineClass<T>({ typeName: api.typeName, methods: bound, metamethods: boundMeta });
}

function logMethod(name: string): ScriptMethod<Scoped> | undefined {
  const level = LOG_LEVELS[name];
  if (level === undefined) return undefined;
  return (self, call) => {
    const message = call.checkString(2);
    self.scope.log(level, `script log: ${message}`);
    return Answer.NOTHING;
  };
}

function bindMethod<T extends Scoped>(entry: LuaApiMethod, method: ScriptMethod<T>): Method<T> {
  const names = entry.args.map((arg) => arg.name);
  const traceName = traceNames(entry.name);
  return (self, call) => {
    if (!self.alive) throw call.error(OUT_OF_SCOPE);
    // Arguments are shown as they came: a method may overwrite their slots with its results.
    const args = call.count > 1 ? argumentTexts(call, names) : NO_ARGUMENTS;
    const line = call.state.currentLine();
    let answer: MethodAnswer;
    try {
      answer = method(self, call);
    } catch (error) {
      self.scope.traceCall(traceName(self.label), args, 'raises an error', line);
      throw error;
    }
    self.scope.traceCall(traceName(self.label), args, answerText(answer), line);
    return giveBack(answer, call);
  };
}

type ArgumentTexts = readonly (readonly [name: string, text: string])[];
const NO_ARGUMENTS: ArgumentTexts = [];

function argumentTexts(call: HostCall, names: readonly string[]): ArgumentTexts {
  const args: (readonly [string, string])[] = [];
  for (let i = 2; i <= call.count; i++) args.push([names[i - 2] ?? `#${i - 1}`, valueText(call.arg(i))]);
  return args;
}

/** `LABEL:METHOD`; the same string object each time, because the trace looks it up in its table. */
function traceNames(method: string): (label: string) => string {
  const names = new Map<string, string>();
  return (label) => {
    let name = names.get(label);
    if (name === undefined) {
      name = `${label}:${method}`;
      names.set(label, name);
    }
    return name;
  };
}

function bindMetamethod<T extends Scoped>(method: ScriptMethod<T>): Method<T> {
  return (self, call) => {
    if (!self.alive) throw call.error(OUT_OF_SCOPE);
    return giveBack(method(self, call), call);
  };
}

/** Hands an answer to the VM. */
export function giveBack(answer: MethodAnswer, call: HostCall): number {
  if (!(answer instanceof Answer)) return call.one(answer);
  if (answer.kind === 'last-argument') return call.one(call.arg(call.count));
  return answer.kind === 'suspended' ? call.suspend(null) : call.many(answer.values);
}

function answerText(answer: MethodAnswer): string | null {
  if (!(answer instanceof Answer)) return valueText(answer);
  if (answer.kind === 'suspended') return 'waits';
  if (answer.kind === 'last-argument') return 'its last argument: the object belongs to another coroutine';
  return answer.values.length === 0 ? null : answer.values.map((value) => valueText(value)).join(', ');
}

/** A string argument as C sees it: up to the first NUL byte. */
export function cString(call: HostCall, position: number): ByteString {
  return cutAtNul(call.checkString(position));
}

/** The part of a string before its first NUL byte. */
export function cutAtNul(text: ByteString): ByteString {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** An int argument as `luaL_checkint` reads it: whole, wrapped to 32 bits. */
export function checkInt(call: HostCall, position: number): number {
  return call.checkInteger(position) | 0;
}
