import { textToBytes } from '../../http/byte-string.ts';
import type { MetadataValue } from '../../stream-info/stream-info.ts';
import { MessageWriter } from './protobuf.ts';

/** Metadata by namespace, as routes, clusters and streams have it. */
export type MetadataMap = ReadonlyMap<string, ReadonlyMap<string, MetadataValue>>;

/** `envoy.config.core.v3.Metadata` on the wire: filter_metadata (1), a map of Structs. */
export function metadataMessage(metadata: MetadataMap): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter();
  for (const [namespace, fields] of metadata) {
    const entry = new MessageWriter().bytes(1, textToBytes(namespace)).bytes(2, structMessage(fields)).finish();
    message.bytes(1, entry);
  }
  return message.finish();
}

/** `google.protobuf.Struct` on the wire. */
export function structMessage(fields: Iterable<readonly [string, MetadataValue]>): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter();
  for (const [key, value] of fields) {
    message.bytes(1, new MessageWriter().bytes(1, textToBytes(key)).bytes(2, valueMessage(value)).finish());
  }
  return message.finish();
}

/** `google.protobuf.Value` on the wire. */
function valueMessage(value: MetadataValue): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter();
  if (value === null) return message.varint(1, 0).finish();
  if (typeof value === 'number') return message.double(2, value).finish();
  if (typeof value === 'string') return message.bytes(3, textToBytes(value)).finish();
  if (typeof value === 'boolean') return message.varint(4, Number(value)).finish();
  if (isList(value)) {
    const list = new MessageWriter();
    for (const item of value) list.bytes(1, valueMessage(item));
    return message.bytes(6, list.finish()).finish();
  }
  return message.bytes(5, structMessage(Object.entries(value))).finish();
}

/** Whether a value is a list; `Array.isArray` alone does not tell it of a readonly one. */
export function isList(value: MetadataValue): value is readonly MetadataValue[] {
  return Array.isArray(value);
}
