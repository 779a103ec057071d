// Header lists that belong to the filter, and live views of the header maps that belong to the host.
import * as abi from "./abi";
import { RESULT, ok, outbox, release, resultAt, resultNumber, resultSize, takeBuffer, takeText, wantBuffer } from "./memory";
import { decodeUtf8, encodeUtf8, sameName, utf8Room } from "./utf8";

/**
 * A list of headers that belongs to the filter: for callouts and local replies, or as a copy of a map. Names keep their order and
 * may repeat.
 */
@final
export class Headers {
  private parts: string[] = [];

  /** A list of names and values in turn: `Headers.of([":method", "GET", ":path", "/"])`. */
  static of(namesAndValues: string[]): Headers {
    const list = new Headers();
    list.parts = namesAndValues;
    return list;
  }

  /** The number of entries. */
  get size(): i32 {
    return this.parts.length >> 1;
  }
  /** The name of the entry at `index`, from 0. */
  name(index: i32): string {
    return this.parts[index << 1];
  }
  /** The value of the entry at `index`, from 0. */
  value(index: i32): string {
    return this.parts[(index << 1) + 1];
  }

  /** Appends an entry. Returns the list, so that calls can be chained. */
  add(name: string, value: string): Headers {
    this.parts.push(name);
    this.parts.push(value);
    return this;
  }
  /** Removes the entries of that name and appends this one. */
  replace(name: string, value: string): Headers {
    return this.remove(name).add(name, value);
  }
  /** Removes the entries of that name. */
  remove(name: string): Headers {
    const kept: string[] = [];
    for (let i = 0; i < this.size; i++) {
      if (sameName(this.name(i), name)) continue;
      kept.push(this.name(i));
      kept.push(this.value(i));
    }
    this.parts = kept;
    return this;
  }

  /** The first value of that name; null when there is none. */
  find(name: string): string | null {
    for (let i = 0; i < this.size; i++) {
      if (sameName(this.name(i), name)) return this.value(i);
    }
    return null;
  }
  /** The first value of that name; `fallback` when there is none. */
  get(name: string, fallback: string = ""): string {
    const found = this.find(name);
    return found !== null ? found : fallback;
  }
  has(name: string): bool {
    return this.find(name) !== null;
  }

  /** @internal The most bytes that `write` may need. */
  room(): usize {
    let total: usize = 4 + 8 * <usize>this.size;
    for (let i = 0; i < this.size << 1; i++) total += utf8Room(this.parts[i]) + 1;
    return total;
  }
  /**
   * @internal Writes the list in the form the ABI calls "pairs" and returns its size: the count, then the two sizes of each entry,
   * then each name and value followed by a zero byte. An empty list takes no bytes.
   */
  write(to: usize): usize {
    const count = this.size;
    if (!count) return 0;
    store<u32>(to, count);
    let sizeAt = to + 4;
    let at = sizeAt + 8 * <usize>count;
    for (let i = 0; i < count << 1; i++) {
      const size = encodeUtf8(this.parts[i], at);
      store<u32>(sizeAt, size);
      sizeAt += 4;
      at += size;
      store<u8>(at++, 0);
    }
    return at - to;
  }
  /** @internal Reads pairs. */
  static read(from: usize): Headers {
    const list = new Headers();
    const count = load<u32>(from);
    let sizeAt = from + 4;
    let at = sizeAt + 8 * <usize>count;
    for (let i: u32 = 0; i < count << 1; i++) {
      const size = load<u32>(sizeAt);
      list.parts.push(decodeUtf8(at, size));
      sizeAt += 4;
      at += size + 1;
    }
    return list;
  }
}

/**
 * A live view of one of the host's header maps. It holds nothing itself: each call asks the host. When the phase of that map is
 * over there is nothing to read: request headers are gone in the callbacks of the response, and are back in `onLog`.
 *
 * Names are case-insensitive; the host keeps them in lower case. `:method`, `:path`, `:authority` and `:status` are entries too.
 */
@final
export class HeaderMap {
  constructor(private map: u32) {}

  /** The first value of that name; null when there is none. `getAll` gives every value of a repeated header. */
  find(name: string): string | null {
    return this.ask(name) ? takeText() : null;
  }
  /** The first value of that name; `fallback` when there is none. */
  get(name: string, fallback: string = ""): string {
    return this.ask(name) ? takeText() : fallback;
  }
  /** The bytes of the first value as they came, also when they are no UTF-8; null when there is none. */
  bytes(name: string): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(this.ask(name));
  }
  has(name: string): bool {
    if (!this.ask(name)) return false;
    release();
    return true;
  }
  /** Every value of that name, in order. */
  getAll(name: string): string[] {
    const all = this.entries();
    const found: string[] = [];
    for (let i = 0; i < all.size; i++) {
      if (sameName(all.name(i), name)) found.push(all.value(i));
    }
    return found;
  }
  /** A copy of the whole map, in order. */
  entries(): Headers {
    if (!ok(abi.get_header_map_pairs(this.map, RESULT, RESULT + 4)) || !resultSize()) return new Headers();
    const list = Headers.read(resultAt());
    release();
    return list;
  }

  /**
   * Appends an entry. Envoy joins headers that exist only once (`:path`, `user-agent`, `content-type` …) with a comma instead.
   * False: the map can't be changed in this phase.
   */
  add(name: string, value: string): bool {
    const at = outbox(utf8Room(name) + utf8Room(value));
    const size = encodeUtf8(name, at);
    return ok(abi.add_header_map_value(this.map, at, size, at + size, encodeUtf8(value, at + size)));
  }
  /** Removes the entries of that name and appends this one. */
  replace(name: string, value: string): bool {
    const at = outbox(utf8Room(name) + utf8Room(value));
    const size = encodeUtf8(name, at);
    return ok(abi.replace_header_map_value(this.map, at, size, at + size, encodeUtf8(value, at + size)));
  }
  /** Removes the entries of that name. True also when there were none. */
  remove(name: string): bool {
    const at = outbox(utf8Room(name));
    return ok(abi.remove_header_map_value(this.map, at, encodeUtf8(name, at)));
  }
  /** Empties the map and fills it from the list. Keep `x-forwarded-proto` in a request: without it Envoy finds no route. */
  replaceAll(headers: Headers): bool {
    const at = outbox(headers.room());
    return ok(abi.set_header_map_pairs(this.map, at, headers.write(at)));
  }

  /** The bytes of all names and values together. */
  get byteSize(): u32 {
    return ok(abi.get_header_map_size(this.map, RESULT)) ? resultNumber() : 0;
  }

  private ask(name: string): bool {
    const at = outbox(utf8Room(name));
    return ok(abi.get_header_map_value(this.map, at, encodeUtf8(name, at), RESULT, RESULT + 4));
  }
}
