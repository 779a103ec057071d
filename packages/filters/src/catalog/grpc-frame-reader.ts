/** One gRPC message on the wire, with its five bytes of prefix. */
export type GrpcFrame = Uint8Array<ArrayBuffer>;

const PREFIX = 5;

/** Which first bytes of frames are special, by their bits. */
export type GrpcFlagRules = {
  /** Ends the counting before that frame. */
  readonly ends?: number;
  /** The rest of the piece is not read. */
  readonly refused?: number;
};

/** Cuts a stream of bytes into gRPC frames. Envoy: source/common/grpc/codec.cc `FrameInspector`, `Decoder`. */
export class GrpcFrameReader {
  readonly #rules: GrpcFlagRules;
  #rest: GrpcFrame = new Uint8Array(0);
  #ended = false;
  /** Frames begun so far. */
  begun = 0;
  /** The piece that was read last was not read to its end. */
  refused = false;

  constructor(rules: GrpcFlagRules = {}) {
    this.#rules = rules;
  }

  /** Takes bytes and answers the frames that are complete now. */
  read(bytes: Uint8Array): GrpcFrame[] {
    const frames: GrpcFrame[] = [];
    let all = joined(this.#rest, bytes);
    this.refused = false;
    if (this.#rest.length === 0) this.#begin(all);
    while (all.length >= PREFIX && !this.#ended && !this.refused) {
      const length = PREFIX + new DataView(all.buffer, all.byteOffset).getUint32(1);
      if (all.length < length) break;
      frames.push(all.slice(0, length));
      all = all.slice(length);
      this.#begin(all);
    }
    this.#rest = this.refused ? new Uint8Array(0) : all;
    return frames;
  }

  #begin([flags]: Uint8Array): void {
    if (flags === undefined || this.#ended) return;
    this.refused = (flags & (this.#rules.refused ?? 0)) !== 0;
    this.#ended = (flags & (this.#rules.ends ?? 0)) !== 0;
    if (!this.refused && !this.#ended) this.begun++;
  }
}

function joined(a: Uint8Array, b: Uint8Array): GrpcFrame {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
