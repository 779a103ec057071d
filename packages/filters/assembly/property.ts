// What Envoy knows about the exchange, the connection, the route and the filter itself.
import * as abi from "./abi";
import { RESULT, ok, outbox, release, resultAt, resultSize, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/**
 * Envoy's attributes. The path is given in pieces, one argument each: `property.text("request", "headers", "x-id")`.
 * An attribute that is not there reads as "", 0, false or null; `lastStatus` is then NotFound.
 */
export namespace property {
  /** A text: `property.text("plugin_name")`, `property.text("source", "address")`. */
  export function text(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): string {
    return ask(a, b, c, d, e) ? takeText() : "";
  }
  /** The bytes as they come; null when it is not there. Messages come as protobuf, maps as pairs. */
  export function bytes(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(ask(a, b, c, d, e));
  }
  /** A number, a duration or a time; times and durations are nanoseconds: `property.uint("response", "code")`. */
  export function uint(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): u64 {
    return ask(a, b, c, d, e) ? takeNumber() : 0;
  }
  /** A number that may be below 0. */
  export function int(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): i64 {
    return <i64>uint(a, b, c, d, e);
  }
  /** A number with a fraction. */
  export function float(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): f64 {
    return reinterpret<f64>(uint(a, b, c, d, e));
  }
  /** A truth: `property.flag("connection", "mtls")`. */
  export function flag(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): bool {
    return uint(a, b, c, d, e) != 0;
  }
  /**
   * Sets the filter state `wasm.<key>` of the stream. Filters behind read it with `property.text(key)`, access logs with
   * `%FILTER_STATE(wasm.<key>:PLAIN)%`.
   */
  export function set(key: string, value: string): bool {
    const at = outbox(utf8Room(key) + utf8Room(value));
    const size = encodeUtf8(key, at);
    return ok(abi.set_property(at, size, at + size, encodeUtf8(value, at + size)));
  }
}

function ask(a: string, b: string, c: string, d: string, e: string): bool {
  const at = outbox(utf8Room(a) + utf8Room(b) + utf8Room(c) + utf8Room(d) + utf8Room(e) + 4);
  let end = at + encodeUtf8(a, at);
  end = addSegment(end, b);
  end = addSegment(end, c);
  end = addSegment(end, d);
  end = addSegment(end, e);
  return ok(abi.get_property(at, end - at, RESULT, RESULT + 4));
}

function addSegment(end: usize, segment: string): usize {
  if (!segment.length) return end;
  store<u8>(end, 0);
  return end + 1 + encodeUtf8(segment, end + 1);
}

/** Numbers come as 1 to 8 bytes, the least significant first. */
function takeNumber(): u64 {
  const at = resultAt();
  let value: u64 = 0;
  for (let i = min<usize>(resultSize(), 8); i > 0; i--) value = (value << 8) | load<u8>(at + i - 1);
  release();
  return value;
}
