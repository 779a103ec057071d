import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';
import { setDynamicMetadata } from '../set-dynamic-metadata.ts';

/** Values for one namespace. */
export type MetadataRule = {
  readonly namespace: string;
  readonly value: ReadonlyMap<string, MetadataValue>;
  readonly allowOverwrite: boolean;
};

/**
 * Writes values into dynamic metadata.
 * Envoy: source/extensions/filters/http/set_metadata/set_metadata_filter.cc.
 */
export class SetMetadataFilter implements HttpFilter {
  readonly #rulesOf: (callbacks: DecoderFilterCallbacks) => readonly MetadataRule[];
  readonly #statPrefix: string;
  #callbacks: DecoderFilterCallbacks | null = null;

  constructor(rulesOf: (callbacks: DecoderFilterCallbacks) => readonly MetadataRule[], statPrefix: string) {
    this.#rulesOf = rulesOf;
    this.#statPrefix = statPrefix;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const written = new Set<string>();
    for (const { namespace, value, allowOverwrite } of this.#rulesOf(callbacks)) {
      const present = callbacks.streamInfo.dynamicMetadata.get(namespace);
      // An empty value makes the namespace as well.
      if ((present !== undefined || written.has(namespace)) && !allowOverwrite) {
        callbacks.worker.stats.add(`${this.#statPrefix}overwrite_denied`, 'counter', 1);
        continue;
      }
      written.add(namespace);
      for (const [key, wanted] of value) {
        setDynamicMetadata(callbacks, namespace, key, merge(present?.get(key), wanted));
      }
    }
    return 'Continue';
  }
}

type MetadataObject = { readonly [key: string]: MetadataValue };

/** Lists are concatenated and objects merged, at any depth; everything else is replaced. */
function merge(present: MetadataValue | undefined, wanted: MetadataValue): MetadataValue {
  if (Array.isArray(present) && Array.isArray(wanted)) return [...present, ...wanted];
  if (!isObject(present) || !isObject(wanted)) return wanted;
  const merged: Record<string, MetadataValue> = { ...present };
  for (const [key, value] of Object.entries(wanted)) {
    merged[key] = merge(Object.hasOwn(present, key) ? present[key] : undefined, value);
  }
  return merged;
}

function isObject(value: MetadataValue | undefined): value is MetadataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
