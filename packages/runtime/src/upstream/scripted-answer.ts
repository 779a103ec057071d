import {
  type BorderText,
  type ByteString,
  borderToByteString,
  borderToBytes,
  textToByteString,
} from '../http/byte-string.ts';

/** One piece of a body as a project writes it. */
export type ScriptedBodyPiece = BorderText | { readonly repeat: number; readonly bytes: BorderText };

/** A body: one piece, or a list of pieces that are sent one by one. */
export type ScriptedBody = ScriptedBodyPiece | readonly ScriptedBodyPiece[];

/** Header fields as a project writes them. */
export type ScriptedHeaders = readonly (readonly [name: string, value: BorderText])[];

/** An answer of a scripted upstream, in the form of the project document. Times in virtual milliseconds. */
export type ScriptedAnswer = {
  readonly protocol?: 'http1' | 'http2' | undefined;
  readonly status?: number | undefined;
  readonly headers?: ScriptedHeaders | undefined;
  readonly body?: ScriptedBody | undefined;
  readonly trailers?: ScriptedHeaders | undefined;
  readonly delay_ms?: number | undefined;
  readonly chunk_delay_ms?: number | undefined;
  readonly reset?: 'before-headers' | 'after-headers' | 'refuse' | undefined;
  /** Answers before the request is complete. */
  readonly early?: boolean | undefined;
  /** Answers only when Envoy has the client's whole request. */
  readonly wait_for_client?: boolean | undefined;
  /** The exact bytes on the wire (HTTP/1). */
  readonly raw?: BorderText | undefined;
};

/** The pieces of a body as bytes; null when there is no body. */
export function bodyPieces(body: ScriptedBody | undefined): Uint8Array<ArrayBuffer>[] | null {
  if (body === undefined) return null;
  const pieces = Array.isArray(body) ? (body as readonly ScriptedBodyPiece[]) : [body as ScriptedBodyPiece];
  return pieces.map(pieceBytes);
}

/** Header fields as byte strings, names in lower case as every codec hands them on. */
export function headerFields(headers: ScriptedHeaders | undefined): [ByteString, ByteString][] {
  return (headers ?? []).map(([name, value]) => [textToByteString(name).toLowerCase(), borderToByteString(value)]);
}

function pieceBytes(piece: ScriptedBodyPiece): Uint8Array<ArrayBuffer> {
  if (typeof piece === 'string' || 'base64' in piece) return borderToBytes(piece);
  const unit = borderToBytes(piece.bytes);
  const bytes = new Uint8Array(unit.length * piece.repeat);
  bytes.set(unit.subarray(0, bytes.length));
  // What is there already is copied behind itself: twice as much each time.
  for (let have = unit.length; have > 0 && have < bytes.length; have *= 2) bytes.copyWithin(have, 0, have);
  return bytes;
}
