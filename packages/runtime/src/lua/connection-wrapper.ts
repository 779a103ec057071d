import { defineScriptClass, ScriptObject } from './script-object.ts';

const DEPRECATED =
  'connection():ssl() is deprecated and will be removed in a future release. Use streamInfo():downstreamSslConnection() instead.';

/** The downstream connection. Envoy: source/extensions/filters/common/lua/wrappers.cc `ConnectionWrapper`. */
export class ConnectionWrapper extends ScriptObject {}

/** The Lua class of `connection()`. Scripted clients do not speak TLS, so `ssl()` is nil. */
export const connectionClass = defineScriptClass<ConnectionWrapper>('connection', {
  ssl(self) {
    self.scope.log('warning', DEPRECATED);
    return undefined;
  },
});
