import type { ByteString } from '../http/byte-string.ts';

type Entry = { readonly value: Uint8Array<ArrayBuffer>; readonly cas: number };

/**
 * The key-value stores of one process, one for each vm_id, with one counter of versions for all of them.
 * proxy-wasm-cpp-host: src/shared_data.cc.
 */
export class SharedData {
  readonly #stores = new Map<string, Map<ByteString, Entry>>();
  #nextCas = 1;

  /** The value and its version; undefined: no such key. */
  get(vmId: string, key: ByteString): Entry | undefined {
    return this.#stores.get(vmId)?.get(key);
  }

  /** Sets a value when `cas` is 0, fits the present version, or the key is new. Answers whether it did. */
  set(vmId: string, key: ByteString, value: Uint8Array<ArrayBuffer>, cas: number): boolean {
    let store = this.#stores.get(vmId);
    if (store === undefined) {
      store = new Map();
      this.#stores.set(vmId, store);
    }
    const present = store.get(key);
    if (present !== undefined && cas !== 0 && cas !== present.cas) return false;
    store.set(key, { value, cas: this.#nextCas++ });
    return true;
  }
}
