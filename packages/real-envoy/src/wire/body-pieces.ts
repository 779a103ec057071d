import type { ProjectBody } from '@chainwright/filters/project/project';
import { borderToBytes } from '@chainwright/runtime/http/byte-string';

type Piece = Exclude<ProjectBody, unknown[]>;

/** The pieces of a body as it stands in a project; null when there is no body. */
export function bodyPieces(body: ProjectBody | undefined): Uint8Array[] | null {
  if (body === undefined) return null;
  return (Array.isArray(body) ? body : [body]).map(bytesOf);
}

function bytesOf(piece: Piece): Uint8Array {
  if (typeof piece === 'string' || 'base64' in piece) return borderToBytes(piece);
  const unit = borderToBytes(piece.bytes);
  const all = new Uint8Array(unit.length * piece.repeat);
  for (let i = 0; i < piece.repeat; i++) all.set(unit, i * unit.length);
  return all;
}
