import { isYamlMessage } from '@chainwright/runtime/config/message-reader';
import { base64ToBytes, textToBytes } from '@chainwright/runtime/http/byte-string';
import { structMessage } from '@chainwright/runtime/proxy-wasm/abi/metadata-message';
import { MessageWriter } from '@chainwright/runtime/proxy-wasm/abi/protobuf';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';

/** The bytes of a `google.protobuf.Any` as a module gets them; `unknown`: a type that can't be written here. */
export type AnyBytes = { readonly bytes: Uint8Array } | { readonly unknown: string };

const NOTHING: AnyBytes = { bytes: new Uint8Array(0) };

/**
 * What reaches a module of an Any in Envoy's YAML form: StringValue and BytesValue are unwrapped, every other message
 * arrives as its protobuf wire bytes (a Struct is not JSON then). Envoy: `MessageUtil::anyToBytes`.
 */
export function anyToBytes(any: unknown): AnyBytes {
  if (any === undefined || any === null) return NOTHING;
  if (!isYamlMessage(any)) throw new ConfigRejected("message google.protobuf.Any: expected '{'");
  const typeUrl = String(any['@type'] ?? '');
  const type = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
  const value = any['value'];
  switch (type) {
    case 'google.protobuf.StringValue':
      return { bytes: textToBytes(scalar(value, type)) };
    case 'google.protobuf.BytesValue':
      return { bytes: base64ToBytes(scalar(value, type).replaceAll('-', '+').replaceAll('_', '/')) };
    case 'google.protobuf.Struct':
      return isYamlMessage(value)
        ? { bytes: structMessage(Object.entries(value) as [string, MetadataValue][]) }
        : NOTHING;
    case 'google.protobuf.BoolValue':
      return { bytes: value === true ? new MessageWriter().varint(1, 1).finish() : new Uint8Array(0) };
    case 'google.protobuf.Int32Value':
    case 'google.protobuf.Int64Value':
    case 'google.protobuf.UInt32Value':
    case 'google.protobuf.UInt64Value':
      return {
        bytes: Number(value ?? 0) === 0 ? new Uint8Array(0) : new MessageWriter().varint(1, Number(value)).finish(),
      };
    case 'google.protobuf.DoubleValue':
      return {
        bytes: Number(value ?? 0) === 0 ? new Uint8Array(0) : new MessageWriter().double(1, Number(value)).finish(),
      };
    case 'google.protobuf.Duration':
      return { bytes: durationMessage(scalar(value, type)) };
    case 'google.protobuf.Empty':
      return NOTHING;
    case '':
      return NOTHING;
    default:
      return { unknown: type };
  }
}

function scalar(value: unknown, type: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new ConfigRejected(
    `Unable to parse JSON as proto (INVALID_ARGUMENT: invalid JSON in ${type} @ value: unexpected character: '${(JSON.stringify(value) ?? '').charAt(0)}'; expected '"')`,
  );
}

function durationMessage(text: string): Uint8Array {
  const seconds = Number(text.replace(/s$/, ''));
  const whole = Math.trunc(seconds);
  const nanos = Math.round((seconds - whole) * 1e9);
  const message = new MessageWriter();
  if (whole !== 0) message.varint(1, whole);
  if (nanos !== 0) message.varint(2, nanos);
  return message.finish();
}
