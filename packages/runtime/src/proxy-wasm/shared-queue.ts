import type { ByteString } from '../http/byte-string.ts';

/** Who reads a queue: told of every item, on its own thread. */
export type QueueReader = (token: number) => void;

type Queue = {
  readonly token: number;
  readonly name: ByteString;
  readonly items: Uint8Array<ArrayBuffer>[];
  reader: QueueReader;
};

/**
 * The queues of one process, by vm_id and name, with tokens from 1. Whoever registered a queue last reads it.
 * proxy-wasm-cpp-host: src/shared_queue.cc.
 */
export class SharedQueues {
  readonly #byName = new Map<string, Queue>();
  readonly #byToken = new Map<number, Queue>();

  /** Makes `reader` the reader of a queue; answers its token, the same for every registration. */
  register(vmId: string, name: ByteString, reader: QueueReader): number {
    const key = `${vmId.length}:${vmId}${name}`;
    let queue = this.#byName.get(key);
    if (queue === undefined) {
      queue = { token: this.#byName.size + 1, name, items: [], reader };
      this.#byName.set(key, queue);
      this.#byToken.set(queue.token, queue);
    }
    queue.reader = reader;
    return queue.token;
  }

  /** The token of a queue; undefined: nobody registered it. */
  resolve(vmId: string, name: ByteString): number | undefined {
    return this.#byName.get(`${vmId.length}:${vmId}${name}`)?.token;
  }

  /** Puts an item in and tells the reader; false: unknown token. */
  enqueue(token: number, value: Uint8Array<ArrayBuffer>): boolean {
    const queue = this.#byToken.get(token);
    if (queue === undefined) return false;
    queue.items.push(value);
    queue.reader(token);
    return true;
  }

  /** Takes the first item; `empty` when there is none, `unknown` when there is no such queue. */
  dequeue(token: number): Uint8Array<ArrayBuffer> | 'empty' | 'unknown' {
    const queue = this.#byToken.get(token);
    return queue === undefined ? 'unknown' : (queue.items.shift() ?? 'empty');
  }

  /** The name under which a queue was registered. */
  nameOf(token: number): ByteString {
    return this.#byToken.get(token)?.name ?? '';
  }
}
