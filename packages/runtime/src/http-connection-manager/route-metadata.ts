import { isYamlMessage } from '../config/message-reader.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import type { RouteMetadata } from './route-entry.ts';

/** `filter_metadata` of a Metadata message, as it stands in the project. */
export function readRouteMetadata(metadata: unknown): RouteMetadata {
  const namespaces = new Map<string, ReadonlyMap<string, MetadataValue>>();
  if (!isYamlMessage(metadata)) return namespaces;
  const filters = metadata['filter_metadata'] ?? metadata['filterMetadata'];
  if (!isYamlMessage(filters)) return namespaces;
  for (const [namespace, fields] of Object.entries(filters)) {
    if (isYamlMessage(fields)) namespaces.set(namespace, new Map(Object.entries(fields) as [string, MetadataValue][]));
  }
  return namespaces;
}
