import type { ProjectBody } from '@chainwright/filters/project/project';
import {
  type BorderText,
  base64ToBytes,
  byteStringToDisplay,
  bytesToByteString,
  textToBytes,
} from '@chainwright/runtime/http/byte-string';

/** One piece of a body: how it is shown, and how many bytes it has. */
export type BodyPieceView = { readonly text: string; readonly bytes: number; readonly binary: boolean };

/** Text as it stands in a project, for the eye. Base64 that can't be read is shown as it is. */
export function borderText(text: BorderText): string {
  if (typeof text === 'string') return text;
  try {
    return byteStringToDisplay(bytesToByteString(base64ToBytes(text.base64)));
  } catch {
    return text.base64;
  }
}

/** The pieces in which a body is sent; none when there is no body. */
export function bodyPieces(body: ProjectBody | undefined): BodyPieceView[] {
  if (body === undefined) return [];
  return (Array.isArray(body) ? body : [body]).map((piece): BodyPieceView => {
    if (typeof piece === 'string') return { text: piece, bytes: textToBytes(piece).length, binary: false };
    if ('base64' in piece) return { text: piece.base64, bytes: base64Size(piece.base64), binary: true };
    const one = typeof piece.bytes === 'string' ? textToBytes(piece.bytes).length : base64Size(piece.bytes.base64);
    return { text: `${piece.repeat} × ${borderText(piece.bytes)}`, bytes: one * piece.repeat, binary: true };
  });
}

function base64Size(text: string): number {
  return Math.floor((text.replace(/[\s=]/g, '').length * 3) / 4);
}
