import type { ObjectScope } from './object-scope.ts';
import { defineScriptClass, ScriptObject } from './script-object.ts';

/** A key that a script imported. Envoy: source/extensions/filters/http/lua/wrappers.cc `PublicKeyWrapper`. */
export class PublicKeyWrapper extends ScriptObject {
  /** The DER text up to its first NUL byte, by which verifySignature finds the key; empty: the key was bad. */
  readonly key: string;

  constructor(scope: ObjectScope, label: string, key: string) {
    super(scope, label);
    this.key = key;
  }
}

/** The Lua class of `importPublicKey()`. */
export const publicKeyClass = defineScriptClass<PublicKeyWrapper>('publicKey', {
  get: (self) => (self.key === '' ? undefined : self.key),
});
