import type { RouteMetadata } from '../http-connection-manager/route-entry.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import { MetadataWrapper, metadataClass } from './metadata-wrapper.ts';
import type { ObjectScope } from './object-scope.ts';
import { defineScriptClass, ScriptObject } from './script-object.ts';

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
  readonly metadata: ReadonlyMap<string, MetadataValue>;

  constructor(scope: ObjectScope, label: string, metadata: ReadonlyMap<string, MetadataValue>) {
    super(scope, label);
    this.metadata = metadata;
  }
}

function metadataOf(self: RouteWrapper) {
  const label = `${self.label}:metadata`;
  return self.scope.once(label, metadataClass, () => new MetadataWrapper(self.scope, label, self.metadata));
}

/** The Lua class of `route()`. */
export const routeClass = defineScriptClass<RouteWrapper>('route', { metadata: metadataOf });
/** The Lua class of `virtualHost()`. */
export const virtualHostClass = defineScriptClass<RouteWrapper>('virtualHost', { metadata: metadataOf });
