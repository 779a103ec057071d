import { defineScriptClass, ScriptObject } from './script-object.ts';

/** The downstream connection. Envoy: source/extensions/filters/common/lua/wrappers.cc `ConnectionWrapper`. */
export class ConnectionWrapper extends ScriptObject {}

/** The Lua class of `connection()`. Scripted clients do not speak TLS, so `ssl()` is nil (and Envoy's warning about it, which comes with TLS alone, never is logged). */
export const connectionClass = defineScriptClass<ConnectionWrapper>('connection', {
  ssl: () => undefined,
});
