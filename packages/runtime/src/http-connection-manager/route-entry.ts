import type { MetadataValue } from '../stream-info/stream-info.ts';

/** The route that a request matched, as filters see it. */
export interface RouteEntry {
  readonly name: string;
  readonly virtualHost: { readonly name: string; readonly metadata: RouteMetadata };
  readonly metadata: RouteMetadata;
  /** null for direct responses and redirects. */
  readonly cluster: string | null;
  /** The route's own YAML, in Envoy's field names (snake_case). */
  readonly config: Readonly<Record<string, unknown>>;
}

/** `metadata.filter_metadata` of a route or virtual host. */
export type RouteMetadata = ReadonlyMap<string, ReadonlyMap<string, MetadataValue>>;
