import type net from 'node:net';
import type { WireHeaders } from '../wire-headers.ts';
import { encodeHeaders, HeaderDecoder } from './hpack.ts';
import { FLAG, FRAME, type Http2Frame, Http2FrameReader, http2Frame, MAX_FRAME, PREFACE } from './http2-frames.ts';

/** What a peer tells of its streams, in wire order. */
export type Http2Events = {
  readonly onHeaders: (stream: number, headers: WireHeaders, endStream: boolean) => void;
  /** Once per DATA frame, empty ones too. */
  readonly onData: (stream: number, data: Buffer, endStream: boolean) => void;
  readonly onReset: (stream: number, code: number) => void;
};

const SETTINGS_INITIAL_WINDOW_SIZE = 4;
const DEFAULT_WINDOW = 65_535;
const LARGEST_WINDOW = 2 ** 31 - 1;

/**
 * One side of an HTTP/2 connection, as lenient as can be: it sends whatever headers it is given, in that order, one DATA frame for each piece
 * (of at most 16 KiB), and takes whatever comes, also a body that is not as long as announced. node:http2 refuses such messages, so that
 * its verdict would stand in results instead of Envoy's behaviour.
 */
export class Http2Peer {
  readonly #socket: net.Socket;
  readonly #events: Http2Events;
  readonly #frames = new Http2FrameReader();
  readonly #decoder = new HeaderDecoder();
  #preface: number;
  #block: { stream: number; endStream: boolean; parts: Buffer[] } | null = null;
  /** What Envoy allows to be sent: on the connection, on a new stream, on each stream. */
  #window = DEFAULT_WINDOW;
  #initial = DEFAULT_WINDOW;
  readonly #windows = new Map<number, number>();
  #waiting: (() => void)[] = [];

  /** A client says the preface first, a server expects it. */
  constructor(socket: net.Socket, side: 'client' | 'server', events: Http2Events) {
    this.#socket = socket;
    this.#events = events;
    this.#preface = side === 'server' ? PREFACE.length : 0;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('close', () => this.#wake());
    if (side === 'client') this.#write(PREFACE);
    // Windows that never close.
    const settings = Buffer.alloc(6);
    settings.writeUInt16BE(SETTINGS_INITIAL_WINDOW_SIZE, 0);
    settings.writeUInt32BE(LARGEST_WINDOW, 2);
    this.#write(http2Frame(FRAME.settings, 0, 0, settings));
    const more = Buffer.alloc(4);
    more.writeUInt32BE(LARGEST_WINDOW - DEFAULT_WINDOW);
    this.#write(http2Frame(FRAME.windowUpdate, 0, 0, more));
  }

  /** Sends headers or trailers of a stream. */
  sendHeaders(stream: number, headers: WireHeaders, endStream: boolean): void {
    const block = encodeHeaders(headers);
    const end = endStream ? FLAG.endStream : 0;
    for (
      let at = 0, type: number = FRAME.headers;
      at === 0 || at < block.length;
      at += MAX_FRAME, type = FRAME.continuation
    ) {
      const last = at + MAX_FRAME >= block.length;
      const flags = (type === FRAME.headers ? end : 0) + (last ? FLAG.endHeaders : 0);
      this.#write(http2Frame(type, flags, stream, block.subarray(at, at + MAX_FRAME)));
    }
  }

  /** Sends a piece of a body as DATA frames of at most 16 KiB, as Envoy's windows allow. */
  async sendData(stream: number, bytes: Uint8Array, endStream: boolean): Promise<void> {
    for (let at = 0; at === 0 || at < bytes.length; ) {
      const room = await this.#room(stream, Math.min(MAX_FRAME, bytes.length - at));
      const piece = bytes.subarray(at, at + room);
      at += piece.length;
      const last = at >= bytes.length;
      this.#window -= piece.length;
      this.#windows.set(stream, this.#windowOf(stream) - piece.length);
      this.#write(http2Frame(FRAME.data, last && endStream ? FLAG.endStream : 0, stream, piece));
      if (bytes.length === 0) return;
    }
  }

  /** Ends a stream with an error code. */
  reset(stream: number, code: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(code);
    this.#write(http2Frame(FRAME.rstStream, 0, stream, payload));
  }

  /** How many of the wanted bytes may go now; waits until at least one may. A closed connection takes anything. */
  async #room(stream: number, wanted: number): Promise<number> {
    while (wanted > 0 && !this.#socket.destroyed) {
      const room = Math.min(wanted, this.#window, this.#windowOf(stream));
      if (room > 0) return room;
      await new Promise<void>((go) => this.#waiting.push(go));
    }
    return wanted;
  }

  #windowOf(stream: number): number {
    return this.#windows.get(stream) ?? this.#initial;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  #read(bytes: Buffer): void {
    const skip = Math.min(this.#preface, bytes.length);
    this.#preface -= skip;
    try {
      for (const frame of this.#frames.push(bytes.subarray(skip))) this.#frame(frame);
    } catch (error) {
      this.#socket.destroy(error as Error);
    }
  }

  #frame(frame: Http2Frame): void {
    const { type, flags, stream, payload } = frame;
    if (type === FRAME.headers) this.#headers(frame);
    else if (type === FRAME.continuation) this.#continuation(frame);
    else if (type === FRAME.data) this.#events.onData(stream, unpadded(frame), has(flags, FLAG.endStream));
    else if (type === FRAME.rstStream) this.#events.onReset(stream, payload.readUInt32BE(0));
    else if (type === FRAME.settings && !has(flags, FLAG.ack)) this.#settings(payload);
    else if (type === FRAME.ping && !has(flags, FLAG.ack)) this.#write(http2Frame(FRAME.ping, FLAG.ack, 0, payload));
    else if (type === FRAME.windowUpdate) this.#windowUpdate(stream, payload.readUInt32BE(0) % 2 ** 31);
  }

  #headers(frame: Http2Frame): void {
    const body = unpadded(frame);
    const block = has(frame.flags, FLAG.priority) ? body.subarray(5) : body;
    this.#block = { stream: frame.stream, endStream: has(frame.flags, FLAG.endStream), parts: [block] };
    if (has(frame.flags, FLAG.endHeaders)) this.#endOfBlock();
  }

  #continuation({ flags, payload }: Http2Frame): void {
    this.#block?.parts.push(payload);
    if (has(flags, FLAG.endHeaders)) this.#endOfBlock();
  }

  #endOfBlock(): void {
    const block = this.#block;
    this.#block = null;
    if (block === null) return;
    this.#events.onHeaders(block.stream, this.#decoder.decode(Buffer.concat(block.parts)), block.endStream);
  }

  #settings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== SETTINGS_INITIAL_WINDOW_SIZE) continue;
      const initial = payload.readUInt32BE(at + 2);
      for (const [stream, window] of this.#windows) this.#windows.set(stream, window + initial - this.#initial);
      this.#initial = initial;
    }
    this.#write(http2Frame(FRAME.settings, FLAG.ack, 0));
    this.#wake();
  }

  #windowUpdate(stream: number, more: number): void {
    if (stream === 0) this.#window += more;
    else this.#windows.set(stream, this.#windowOf(stream) + more);
    this.#wake();
  }

  #write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }
}

function has(flags: number, flag: number): boolean {
  return (flags & flag) !== 0;
}

function unpadded({ flags, payload }: Http2Frame): Buffer {
  if (!has(flags, FLAG.padded)) return payload;
  return payload.subarray(1, payload.length - payload.readUInt8(0));
}
