import type { WireHeaders } from './wire-headers.ts';

const CRLF = '\r\n';

/** A message head: start line, header lines, blank line. Nothing is checked or normalised. */
export function http1Head(startLine: string, headers: WireHeaders): Buffer {
  return Buffer.from(startLine + CRLF + headerLines(headers) + CRLF, 'latin1');
}

/** One chunk of a chunked body. */
export function http1Chunk(data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(data.length.toString(16) + CRLF), data, Buffer.from(CRLF)]);
}

/** The end of a chunked body, with trailers. */
export function http1LastChunk(trailers: WireHeaders = []): Buffer {
  return Buffer.from(`0${CRLF}${headerLines(trailers)}${CRLF}`, 'latin1');
}

/**
 * The writes that carry a body: one per piece, in the framing given; the end of a chunked body goes out with its last
 * piece, or after it when there are trailers.
 */
export function http1BodyWrites(pieces: readonly Uint8Array[], trailers: WireHeaders, chunked: boolean): Buffer[] {
  if (!chunked) return pieces.map((piece) => Buffer.from(piece));
  const writes = pieces.filter((piece) => piece.length > 0).map(http1Chunk);
  const last = writes.at(-1);
  if (last === undefined || trailers.length > 0) return [...writes, http1LastChunk(trailers)];
  return [...writes.slice(0, -1), Buffer.concat([last, http1LastChunk()])];
}

function headerLines(headers: WireHeaders): string {
  return headers.map(([name, value]) => `${name}: ${value}${CRLF}`).join('');
}
