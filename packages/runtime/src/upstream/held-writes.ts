import type { EventQueue } from '../server/event-queue.ts';

/**
 * Body bytes without chunks: what Envoy writes in one event leaves together, and the peer cannot tell the pieces apart.
 * Envoy: source/common/network/connection_impl.cc, which writes when the event is over.
 */
export class HeldWrites {
  readonly #queue: EventQueue;
  readonly #send: (bytes: Uint8Array<ArrayBuffer>, endStream: boolean) => void;
  #held: { readonly pieces: Uint8Array[]; endStream: boolean } | null = null;

  constructor(queue: EventQueue, send: (bytes: Uint8Array<ArrayBuffer>, endStream: boolean) => void) {
    this.#queue = queue;
    this.#send = send;
  }

  /** Keeps a piece until the turn is over. */
  hold(piece: Uint8Array, endStream: boolean): void {
    if (this.#held !== null) {
      this.#held.pieces.push(piece);
      this.#held.endStream ||= endStream;
      return;
    }
    this.#held = { pieces: [piece], endStream };
    this.#queue.afterTurn(() => this.flush());
  }

  /** Sends what is held now. */
  flush(): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#send(joined(held.pieces), held.endStream);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
