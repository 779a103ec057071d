import type { StreamFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';

/** Sets one key of a stream's dynamic metadata and says so in the trace. */
export function setDynamicMetadata(
  callbacks: StreamFilterCallbacks,
  namespace: string,
  key: string,
  value: MetadataValue,
): void {
  callbacks.streamInfo.dynamicMetadata.set(namespace, key, value);
  callbacks.trace.emit({ kind: 'metadata-set', namespace, key, value: JSON.stringify(value) });
}
