// Data that all VMs with the same vm_id share, whichever thread they run on.
import * as abi from "./abi";
import { Status } from "./abi";
import { RESULT, lastStatus, ok, outbox, release, resultAt, resultSize, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/** No value has this version within the lifetime of a proxy, so a write with it succeeds only where the key does not exist. */
const ONLY_NEW: u32 = 0xffffffff;

/** Shared key-value data. There is no way to remove a key: do not make keys of what clients send. */
export namespace shared {
  /** The version of the value that was read last, 0 when there was none. `set` with it fails if somebody has written since. */
  export let cas: u32 = 0;

  /** The value as text; null when there is none. */
  export function text(key: string): string | null {
    return ask(key) ? takeText() : null;
  }
  /** The value as bytes; null when there is none. */
  export function bytes(key: string): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(ask(key));
  }
  /** Writes a value. With `ifCas` not 0 only if that is still its version: else false, and `lastStatus` is CasMismatch. */
  export function set(key: string, value: string, ifCas: u32 = 0): bool {
    const at = outbox(utf8Room(key) + utf8Room(value));
    const size = encodeUtf8(key, at);
    return ok(abi.set_shared_data(at, size, at + size, encodeUtf8(value, at + size), ifCas));
  }
  /** The same with bytes. */
  export function setBytes(key: string, value: ArrayBuffer, ifCas: u32 = 0): bool {
    const at = outbox(utf8Room(key));
    return ok(abi.set_shared_data(at, encodeUtf8(key, at), changetype<usize>(value), value.byteLength, ifCas));
  }
  /** Adds to a number that all threads count in, and returns the sum. The number is stored as 8 bytes and starts at 0. */
  export function add(key: string, by: i64): i64 {
    while (true) {
      const sum = by + (ask(key) ? takeSum() : 0);
      const version = cas ? cas : ONLY_NEW;
      const at = outbox(utf8Room(key) + 8);
      const size = encodeUtf8(key, at);
      store<i64>(at + size, sum);
      if (ok(abi.set_shared_data(at, size, at + size, 8, version))) return sum;
      if (lastStatus != Status.CasMismatch) return 0;
    }
  }

  function ask(key: string): bool {
    const at = outbox(utf8Room(key));
    const found = ok(abi.get_shared_data(at, encodeUtf8(key, at), RESULT, RESULT + 4, RESULT + 8));
    cas = found ? load<u32>(RESULT, 8) : 0;
    return found;
  }
  function takeSum(): i64 {
    const sum = resultSize() == 8 ? load<i64>(resultAt()) : 0;
    release();
    return sum;
  }
}
