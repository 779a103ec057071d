const READ_BYTES = 16_384;
const HTTP2_FRAME = 16_384;

/**
 * Sizes of the data events in which one written piece arrives at Envoy. HTTP/2: one per DATA frame. HTTP/1: one per read
 * of the socket, which ends at the connection's buffer limit (rounded up to whole reads; the chunk's size line counts).
 */
export function arrivingSizes(
  length: number,
  wire: { readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2'; readonly chunked: boolean; readonly limit: number },
): number[] {
  if (length === 0) return [0];
  const http2 = wire.protocol === 'HTTP/2';
  const read = http2 ? HTTP2_FRAME : Math.max(1, Math.ceil(wire.limit / READ_BYTES)) * READ_BYTES;
  const head = http2 || !wire.chunked ? 0 : length.toString(16).length + 2;
  const sizes: number[] = [];
  for (let left = length, room = Math.max(1, read - head); left > 0; room = read) {
    const size = Math.min(left, room);
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
