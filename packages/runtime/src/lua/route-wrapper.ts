import type { Userdata } from '@chainwright/lua/values/userdata';
import type { RouteMetadata } from '../http-connection-manager/route-entry.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import type { Answer } from './answer.ts';
import { MetadataWrapper, metadataClass } from './metadata-wrapper.ts';
import type { ObjectScope } from './object-scope.ts';
import { cutAtNul, defineScriptClass, ScriptObject } from './script-object.ts';
import { scriptToText } from './script-text.ts';

const NO_FIELDS: ReadonlyMap<string, MetadataValue> = new Map();
const CANONICAL_NAME = 'envoy.filters.http.lua';

/** Metadata of a route under the filter's configured name alone. */
export function metadataUnder(metadata: RouteMetadata | undefined, name: string): ReadonlyMap<string, MetadataValue> {
  return metadata?.get(name) ?? NO_FIELDS;
}

/** What `handle:metadata()` shows: under the filter's configured name, else under `envoy.filters.http.lua`. */
export function handleMetadata(metadata: RouteMetadata | undefined, name: string): ReadonlyMap<string, MetadataValue> {
  return metadata?.get(name) ?? metadataUnder(metadata, CANONICAL_NAME);
}

/** The route that was chosen when the script asked for it. Envoy: source/extensions/filters/http/lua/wrappers.cc. */
export class RouteWrapper extends ScriptObject {
  readonly #metadata: RouteMetadata | undefined;
  readonly #filterName: string;

  constructor(scope: ObjectScope, label: string, metadata: RouteMetadata | undefined, filterName: string) {
    super(scope, label);
    this.#metadata = metadata;
    this.#filterName = filterName;
  }

  /** The metadata under a filter's name, by default this filter's; one object for each until the scope expires. */
  metadata(name = ''): Userdata | Answer {
    const label = `${this.label}:metadata`;
    return this.scope.once(`${label} ${name}`, metadataClass, () => {
      const fields = metadataUnder(this.#metadata, name === '' ? this.#filterName : name);
      return new MetadataWrapper(this.scope, label, fields);
    });
  }
}

/** The Lua class of `route()`. */
export const routeClass = defineScriptClass<RouteWrapper>('route', {
  metadata: (self, call) => self.metadata(scriptToText(cutAtNul(call.optString(2, '')))),
});
/** The Lua class of `virtualHost()`. Its `metadata` takes no name. */
export const virtualHostClass = defineScriptClass<RouteWrapper>('virtualHost', { metadata: (self) => self.metadata() });
