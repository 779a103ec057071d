/** Frame types of RFC 9113. */
export const FRAME = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags; ack shares its bit with END_STREAM. */
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

/** Error codes by number. */
const ERRORS = [
  'NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR',
  'REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED',
]
  .join(' ')
  .split(' ');

/** Name of an error code: `INTERNAL_ERROR`. */
export function http2ErrorName(code: number): string {
  return ERRORS[code] ?? `error ${code}`;
}

/** Number of an error. */
export function http2ErrorCode(name: 'NO_ERROR' | 'INTERNAL_ERROR' | 'REFUSED_STREAM' | 'CANCEL'): number {
  return ERRORS.indexOf(name);
}

/** Largest payload that both sides take without being asked. */
export const MAX_FRAME = 16_384;
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** A frame as it came. */
export type Http2Frame = {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
};

/** One frame as bytes. */
export function http2Frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Cuts bytes into frames. */
export class Http2FrameReader {
  #bytes: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Http2Frame[] {
    this.#bytes = this.#bytes.length > 0 ? Buffer.concat([this.#bytes, bytes]) : bytes;
    const frames: Http2Frame[] = [];
    for (;;) {
      if (this.#bytes.length < 9) return frames;
      const length = this.#bytes.readUIntBE(0, 3);
      if (this.#bytes.length < 9 + length) return frames;
      frames.push({
        type: this.#bytes.readUInt8(3),
        flags: this.#bytes.readUInt8(4),
        stream: this.#bytes.readUInt32BE(5) % 2 ** 31,
        payload: this.#bytes.subarray(9, 9 + length),
      });
      this.#bytes = this.#bytes.subarray(9 + length);
    }
  }
}
