const HTTP2_FRAME = 16_384;

/** The DATA frames of a piece; over HTTP/1 it stays whole. */
export function inFrames(bytes: Uint8Array<ArrayBuffer>, http2: boolean): Uint8Array<ArrayBuffer>[] {
  if (!http2 || bytes.length <= HTTP2_FRAME) return [bytes];
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += HTTP2_FRAME) frames.push(bytes.subarray(at, at + HTTP2_FRAME));
  return frames;
}
