import type { ProjectRequest } from '@chainwright/filters/project/project';
import { bodyPieces, borderText } from './body-text.ts';

/** A request as a curl command, to be sent at any listener. */
export function curlOf(request: ProjectRequest): string {
  const method = request.method ?? 'GET';
  const parts = ['curl', '-i'];
  if (request.protocol === 'http2') parts.push('--http2-prior-knowledge');
  if (method !== 'GET') parts.push('-X', quote(method));
  const authority = request.authority === undefined ? 'example.com' : request.authority;
  if (authority !== null) parts.push('-H', quote(`Host: ${authority}`));
  for (const [name, value] of request.headers ?? []) parts.push('-H', quote(`${name}: ${borderText(value)}`));
  const pieces = bodyPieces(request.body);
  if (pieces.length > 0) parts.push('--data-binary', quote(pieces.map((piece) => piece.text).join('')));
  return [...parts, quote(`http://localhost:10000${request.path ?? '/'}`)].join(' ');
}

function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
