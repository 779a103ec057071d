import type { ByteString } from '../../http/byte-string.ts';
import { byteStringToDisplay, bytesToByteString, textToByteString } from '../../http/byte-string.ts';
import type { HeaderMap } from '../../http/header-map.ts';
import type { Address, MetadataValue } from '../../stream-info/stream-info.ts';
import type { MetadataMap } from './metadata-message.ts';
import { isList, metadataMessage } from './metadata-message.ts';
import type { Pairs } from './serialization.ts';
import { serializePairs } from './serialization.ts';

/**
 * A value of a property. `bytes` is what the module gets, null when it can't be written as bytes; `child` is the value
 * behind a further path segment, null when there is none.
 */
export type AttributeValue = {
  bytes(): Uint8Array | ByteString | null;
  child(segment: ByteString): AttributeValue | null;
};

const noChild = (): null => null;

/** Text or bytes, as they are. */
export function textValue(value: ByteString): AttributeValue {
  return { bytes: () => value, child: noChild };
}

/** An integer, a duration or a time in nanoseconds: 8 bytes, little-endian. */
export function integerValue(value: number | bigint): AttributeValue {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  return { bytes: () => bytes, child: noChild };
}

/** A double: 8 bytes, little-endian. */
export function doubleValue(value: number): AttributeValue {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return { bytes: () => bytes, child: noChild };
}

/** One byte. */
export function boolValue(value: boolean): AttributeValue {
  return { bytes: () => new Uint8Array([Number(value)]), child: noChild };
}

/** `ip:port` as Envoy prints it. */
export function addressValue(address: Address): AttributeValue {
  return textValue(address.ip.includes(':') ? `[${address.ip}]:${address.port}` : `${address.ip}:${address.port}`);
}

/** A header map: pairs with one entry for each name; values of a repeated name are joined with a comma. */
export function headersValue(map: HeaderMap | null): AttributeValue {
  return {
    bytes: () => {
      const joined = new Map<ByteString, ByteString>();
      for (const [name] of map?.entries() ?? []) joined.set(name, map?.values(name).join(',') ?? '');
      return pairsBytes([...joined]);
    },
    child: (segment) => {
      const values = map?.values(segment.toLowerCase()) ?? [];
      return values.length === 0 ? null : textValue(values.join(','));
    },
  };
}

/** Pairs of a map or list; other than a header map, an empty one is a count of 0. */
function pairsBytes(pairs: Pairs): Uint8Array {
  return pairs.length === 0 ? new Uint8Array(4) : serializePairs(pairs);
}

/** Pairs whose values are written as bytes; null when one of them can't be. */
function valuePairs(entries: Iterable<readonly [ByteString, AttributeValue]>): [ByteString, ByteString][] | null {
  const pairs: [ByteString, ByteString][] = [];
  for (const [key, value] of entries) {
    const bytes = value.bytes();
    if (bytes === null) return null;
    pairs.push([key, typeof bytes === 'string' ? bytes : bytesToByteString(bytes)]);
  }
  return pairs;
}

/** A map by text keys. */
function mapValue(keys: () => Iterable<string>, get: (key: string) => AttributeValue | null): AttributeValue {
  return {
    bytes: () => {
      const entries = [...keys()].map((key) => [textToByteString(key), get(key) ?? UNWRITABLE] as const);
      const pairs = valuePairs(entries);
      return pairs && pairsBytes(pairs);
    },
    child: (segment) => get(byteStringToDisplay(segment)),
  };
}

const UNWRITABLE: AttributeValue = { bytes: () => null, child: noChild };

/** Something that only has children: an attribute root. */
export function rootValue(child: (segment: ByteString) => AttributeValue | null): AttributeValue {
  return { bytes: () => null, child };
}

/** A protobuf message: its wire bytes, and its fields by name. */
export function messageValue(
  bytes: () => Uint8Array,
  fields: Readonly<Record<string, () => AttributeValue | null>>,
): AttributeValue {
  return { bytes, child: (segment) => (Object.hasOwn(fields, segment) ? (fields[segment]?.() ?? null) : null) };
}

/** `envoy.config.core.v3.Metadata`. */
export function metadataValue(metadata: MetadataMap): AttributeValue {
  const namespace = (name: string): AttributeValue | null => {
    const fields = metadata.get(name);
    return fields === undefined ? null : structValue(fields);
  };
  return messageValue(() => metadataMessage(metadata), {
    filter_metadata: () => mapValue(() => metadata.keys(), namespace),
  });
}

/** A `google.protobuf.Struct`, which is a map here, not a message. */
export function structValue(fields: ReadonlyMap<string, MetadataValue>): AttributeValue {
  return mapValue(
    () => fields.keys(),
    (key) => {
      const value = fields.get(key);
      return value === undefined ? null : jsonValue(value);
    },
  );
}

function jsonValue(value: MetadataValue): AttributeValue {
  if (value === null) return UNWRITABLE;
  if (typeof value === 'string') return textValue(textToByteString(value));
  if (typeof value === 'number') return doubleValue(value);
  if (typeof value === 'boolean') return boolValue(value);
  return isList(value) ? listValue(value) : structValue(new Map(Object.entries(value)));
}

/** A list: pairs of its items with empty values. */
function listValue(items: readonly MetadataValue[]): AttributeValue {
  return {
    bytes: () => {
      const pairs = valuePairs(items.map((item) => ['', jsonValue(item)] as const));
      return pairs && pairsBytes(pairs.map(([, item]) => [item, '']));
    },
    child: (index) => {
      const item = items[Number(index)];
      return item === undefined ? null : jsonValue(item);
    },
  };
}
