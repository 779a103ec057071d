import type { HostCall } from '@chainwright/lua/host/host-call';
import { hostFunction } from '@chainwright/lua/host/host-function';
import type { HeaderEntry, HeaderMap } from '../http/header-map.ts';
import { Answer } from './answer.ts';
import type { ObjectScope } from './object-scope.ts';
import { cString, defineScriptClass, giveBack, OUT_OF_SCOPE, ScriptObject } from './script-object.ts';

/**
 * Headers or trailers as scripts see them. While a `pairs` loop over them is unfinished they can't be changed.
 * Envoy: source/extensions/filters/http/lua/wrappers.cc `HeaderMapWrapper`.
 */
export class HeaderMapWrapper extends ScriptObject {
  readonly map: HeaderMap;
  /** Asked before every change: whether it is still allowed. */
  readonly mayChange: () => boolean;
  iterating = false;

  constructor(scope: ObjectScope, label: string, map: HeaderMap, mayChange: () => boolean) {
    super(scope, label);
    this.map = map;
    this.mayChange = mayChange;
  }

  checkModifiable(call: HostCall): void {
    if (this.iterating) throw call.error('header map cannot be modified while iterating');
    if (!this.mayChange()) throw call.error('header map can no longer be modified');
  }
}

/** The Lua class of headers, request headers and trailers. */
export const headerMapClass = defineScriptClass<HeaderMapWrapper>(
  'headers',
  {
    get(self, call) {
      const values = self.map.values(cString(call, 2));
      if (values.length === 1) return values[0];
      return values.length === 0 ? Answer.NOTHING : values.join(',');
    },
    getAtIndex(self, call) {
      const name = cString(call, 2);
      const index = call.checkInteger(3);
      const value = index < 0 ? undefined : self.map.values(name)[index];
      return value === undefined ? Answer.NOTHING : value;
    },
    getNumValues(self, call) {
      return self.map.values(cString(call, 2)).length;
    },
    add(self, call) {
      self.checkModifiable(call);
      const name = cString(call, 2);
      self.map.add(name, cString(call, 3));
      return Answer.NOTHING;
    },
    replace(self, call) {
      self.checkModifiable(call);
      const name = cString(call, 2);
      self.map.replace(name, cString(call, 3));
      return Answer.NOTHING;
    },
    remove(self, call) {
      self.checkModifiable(call);
      self.map.remove(cString(call, 2));
      return Answer.NOTHING;
    },
    setHttp1ReasonPhrase(self, call) {
      self.checkModifiable(call);
      self.map.reasonPhrase = call.checkString(2);
      return Answer.NOTHING;
    },
  },
  {
    __pairs(self, call) {
      if (self.iterating) throw call.error('cannot create a second iterator before completing the first');
      return iterator(self, self.map.entries());
    },
  },
);

/** A closure over a snapshot of the entries; the map is locked until it has given nil. */
function iterator(self: HeaderMapWrapper, entries: readonly HeaderEntry[]) {
  let next = 0;
  let finished = false;
  self.iterating = true;
  return hostFunction('header iterator', (call) => {
    if (finished || !self.alive) throw call.error(OUT_OF_SCOPE);
    const entry = entries[next++];
    if (entry !== undefined) return call.two(entry[0], entry[1]);
    finished = true;
    self.iterating = false;
    return giveBack(undefined, call);
  });
}
