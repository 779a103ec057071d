import { hostFunction } from '@chainwright/lua/host/host-function';
import type { HostFunction } from '@chainwright/lua/values/function';
import type { LuaValue } from '@chainwright/lua/values/value';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import { Answer } from './answer.ts';
import { fieldsToLua, luaToMetadata, metadataToLua } from './metadata-value.ts';
import type { ObjectScope } from './object-scope.ts';
import { cString, defineScriptClass, OUT_OF_SCOPE, ScriptObject } from './script-object.ts';
import { scriptToText, textToScript } from './script-text.ts';

type Fields = ReadonlyMap<string, MetadataValue>;

const SECOND_ITERATOR = 'cannot create a second iterator before completing the first';

/** Values of the configuration: route metadata or a filter context. Envoy: `MetadataMapWrapper`. */
export class MetadataWrapper extends ScriptObject {
  readonly fields: Fields;
  iterating = false;

  constructor(scope: ObjectScope, label: string, fields: Fields) {
    super(scope, label);
    this.fields = fields;
  }
}

/** The Lua class of `metadata()`, `filterContext()`, `route():metadata()` and `virtualHost():metadata()`. */
export const metadataClass = defineScriptClass<MetadataWrapper>(
  'metadata',
  {
    get(self, call) {
      const value = self.fields.get(scriptToText(cString(call, 2)));
      return value === undefined ? Answer.NOTHING : metadataToLua(value, call.state);
    },
  },
  {
    __pairs(self, call) {
      if (self.iterating) throw call.error(SECOND_ITERATOR);
      const { state } = call;
      return iterator(
        self,
        [...self.fields].map(([key, value]) => [key, () => metadataToLua(value, state)] as const),
      );
    },
  },
);

/** The stream's dynamic metadata. Envoy: `DynamicMetadataMapWrapper`. */
export class DynamicMetadataWrapper extends ScriptObject {
  iterating = false;
}

/** The Lua class of `streamInfo():dynamicMetadata()`. */
export const dynamicMetadataClass = defineScriptClass<DynamicMetadataWrapper>(
  'dynamicMetadata',
  {
    get(self, call) {
      const namespace = scriptToText(cString(call, 2));
      const fields = self.scope.callbacks.streamInfo.dynamicMetadata.get(namespace);
      return fields === undefined ? Answer.NOTHING : fieldsToLua(fields, call.state);
    },
    set(self, call) {
      if (self.iterating) throw call.error('dynamic metadata map cannot be modified while iterating');
      const namespace = scriptToText(cString(call, 2));
      const key = scriptToText(cString(call, 3));
      const value = luaToMetadata(call.arg(4), call);
      const { streamInfo, trace } = self.scope.callbacks;
      streamInfo.dynamicMetadata.set(namespace, key, value);
      trace.emit({ kind: 'metadata-set', namespace, key, value: JSON.stringify(value) });
      return Answer.NOTHING;
    },
  },
  {
    __pairs(self, call) {
      if (self.iterating) throw call.error(SECOND_ITERATOR);
      const { dynamicMetadata } = self.scope.callbacks.streamInfo;
      const { state } = call;
      const entries = [...dynamicMetadata.namespaces()].map(
        (namespace) => [namespace, () => fieldsToLua(dynamicMetadata.get(namespace) ?? new Map(), state)] as const,
      );
      return iterator(self, entries);
    },
  },
);

/** Metadata of the downstream connection: always empty here, no network filter sets any. */
export class ConnectionMetadataWrapper extends ScriptObject {
  iterating = false;
}

/** The Lua class of `connectionStreamInfo():dynamicMetadata()`. */
export const connectionMetadataClass = defineScriptClass<ConnectionMetadataWrapper>(
  'connectionDynamicMetadata',
  {
    get(_self, call) {
      cString(call, 2);
      return Answer.NOTHING;
    },
  },
  {
    __pairs(self, call) {
      if (self.iterating) throw call.error(SECOND_ITERATOR);
      return iterator(self, []);
    },
  },
);

type Iterable = { iterating: boolean; readonly alive: boolean };
type LazyEntry = readonly [key: string, value: () => LuaValue];

/** A closure over the entries; the object is locked until it has given nil. */
function iterator(self: Iterable, entries: readonly LazyEntry[]): HostFunction {
  let next = 0;
  let finished = false;
  self.iterating = true;
  return hostFunction('metadata iterator', (call) => {
    if (finished || !self.alive) throw call.error(OUT_OF_SCOPE);
    const entry = entries[next++];
    if (entry !== undefined) return call.two(textToScript(entry[0]), entry[1]());
    finished = true;
    self.iterating = false;
    return call.one(undefined);
  });
}
