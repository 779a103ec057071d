import type { MetadataValue } from '../stream-info/stream-info.ts';
import { isYamlMessage } from './message-reader.ts';

/** The fields of a google.protobuf.Struct in YAML; none for anything that is no object. */
export function readStruct(struct: unknown): ReadonlyMap<string, MetadataValue> {
  return new Map(isYamlMessage(struct) ? Object.entries(struct).map(([key, value]) => [key, readValue(value)]) : []);
}

function readValue(value: unknown): MetadataValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(readValue);
  if (!isYamlMessage(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readValue(item)]));
}
