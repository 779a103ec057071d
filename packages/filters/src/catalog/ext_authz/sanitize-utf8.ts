import type { ByteString } from '@chainwright/runtime/http/byte-string';

const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Bytes as they may stand in a protobuf string: `!` instead of every byte that is not UTF-8. Envoy: `MessageUtil::sanitizeUtf8String`. */
export function sanitizeUtf8(text: ByteString): ByteString {
  return text.replace(SEQUENCE, (sequence) => (sequence.length === 1 ? '!' : sequence));
}
