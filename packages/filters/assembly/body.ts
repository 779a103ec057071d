// Live views of the host's body buffers.
import * as abi from "./abi";
import { RESULT, ok, outbox, resultNumber, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

const ALL: u32 = 0xffffffff;

/**
 * A live view of a body. In a body callback it is the piece that has just come; after a callback that answered `Pause` it is
 * everything held so far. Outside it is empty.
 *
 * An edit that changes the length of a body must also remove `content-length` in the headers callback.
 */
@final
export class Body {
  constructor(private buffer: u32) {}

  /** The number of bytes. */
  get size(): u32 {
    return ok(abi.get_buffer_status(this.buffer, RESULT, RESULT + 8)) ? resultNumber() : 0;
  }
  /** The bytes from `start`, at most `max` of them, as text. */
  text(start: u32 = 0, max: u32 = ALL): string {
    return ok(abi.get_buffer_bytes(this.buffer, start, max, RESULT, RESULT + 4)) ? takeText() : "";
  }
  /** The bytes from `start`, at most `max` of them. Look at them with `Uint8Array.wrap(body.bytes())`, which copies nothing. */
  bytes(start: u32 = 0, max: u32 = ALL): ArrayBuffer {
    wantBuffer();
    const got = takeBuffer(ok(abi.get_buffer_bytes(this.buffer, start, max, RESULT, RESULT + 4)));
    return got ? got : new ArrayBuffer(0);
  }

  /** Puts `data` (a string, an ArrayBuffer or a Uint8Array; so below) in place of the whole body. */
  replace<T>(data: T): bool {
    return this.put<T>(0, ALL, data);
  }
  /** Puts `data` in front. */
  prepend<T>(data: T): bool {
    return this.put<T>(0, 0, data);
  }
  /** Puts `data` behind. */
  append<T>(data: T): bool {
    return this.put<T>(ALL, 0, data);
  }
  /** Removes all bytes. */
  clear(): bool {
    return this.put<string>(0, ALL, "");
  }
  /** Puts `data` in place of `length` bytes at `start`. The ABI cannot edit the middle of a body: this rewrites all of it. */
  splice<T>(start: u32, length: u32, data: T): bool {
    const size = this.size;
    if (!start || start >= size) return this.put<T>(start, length, data);
    const head = this.bytes(0, start);
    const tail = this.bytes(<u32>min<u64>(<u64>start + length, size));
    return this.put<ArrayBuffer>(0, ALL, head) && this.append<T>(data) && this.append<ArrayBuffer>(tail);
  }

  private put<T>(start: u32, length: u32, data: T): bool {
    if (isString<T>()) {
      const text = changetype<string>(data);
      const at = outbox(utf8Room(text));
      return ok(abi.set_buffer_bytes(this.buffer, start, length, at, encodeUtf8(text, at)));
    } else if (idof<T>() == idof<ArrayBuffer>()) {
      const bytes = changetype<ArrayBuffer>(data);
      return ok(abi.set_buffer_bytes(this.buffer, start, length, changetype<usize>(bytes), bytes.byteLength));
    } else if (idof<T>() == idof<Uint8Array>()) {
      const view = changetype<Uint8Array>(data);
      return ok(abi.set_buffer_bytes(this.buffer, start, length, view.dataStart, view.byteLength));
    } else {
      ERROR("a body takes a string, an ArrayBuffer or a Uint8Array");
    }
  }
}
