// Reads the protobuf bytes of a google.protobuf.Struct: what a filter gets when its configuration is not wrapped in a StringValue.
//
//   Struct    { map<string, Value> fields = 1; }          an entry of the map: { string key = 1; Value value = 2; }
//   Value     { 1 null, 2 double, 3 string, 4 bool, 5 Struct, 6 ListValue }
//   ListValue { repeated Value values = 1; }
import { Json, JsonKind } from "./json";
import { decodeUtf8 } from "./utf8";

const FIRST_FIELD_WITH_LENGTH: u8 = 10; // number 1, wire type 2

/** @internal */
@final
export class StructReader {
  /** Where the content of the field that was opened last begins. */
  private content: usize = 0;
  /** The bytes stay referenced while they are read. */
  constructor(private bytes: ArrayBuffer) {}

  static looksLikeStruct(bytes: ArrayBuffer): bool {
    return bytes.byteLength > 1 && load<u8>(changetype<usize>(bytes)) == FIRST_FIELD_WITH_LENGTH;
  }

  struct(from: usize, end: usize): Json {
    const made = new Json(JsonKind.Object);
    let at = from;
    while (at < end) {
      const stop = this.open(at, end);
      let name = "";
      let value = new Json(JsonKind.Null);
      let inner = this.content;
      while (inner < stop) {
        const field = load<u8>(inner) >> 3;
        const next = this.open(inner, stop);
        if (field == 1) name = decodeUtf8(this.content, next - this.content);
        else value = this.value(this.content, next);
        inner = next;
      }
      made.addMember(name, value);
      at = stop;
    }
    return made;
  }

  private value(from: usize, end: usize): Json {
    if (from >= end) return new Json(JsonKind.Null);
    const field = load<u8>(from) >> 3;
    if (field == 2) return new Json(JsonKind.Number, from + 9 <= end ? load<f64>(from, 1) : 0);
    if (field == 4) return new Json(JsonKind.Bool, from + 1 < end && load<u8>(from, 1) ? 1 : 0);
    if (field == 1) return new Json(JsonKind.Null);
    const stop = this.open(from, end);
    const content = this.content;
    if (field == 3) return new Json(JsonKind.Text, 0, decodeUtf8(content, stop - content));
    return field == 5 ? this.struct(content, stop) : this.list(content, stop);
  }

  private list(from: usize, end: usize): Json {
    const made = new Json(JsonKind.Array);
    let at = from;
    while (at < end) {
      const stop = this.open(at, end);
      made.addItem(this.value(this.content, stop));
      at = stop;
    }
    return made;
  }

  /** Opens the field at `at`, which has a length: its content begins at `content`. Returns the content's end, never past `end`. */
  private open(at: usize, end: usize): usize {
    let size: usize = 0;
    let shift: usize = 0;
    at++;
    while (at < end) {
      const byte = <usize>load<u8>(at++);
      size |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128 || shift > 28) break;
    }
    this.content = at;
    return size > end - at ? end : at + size;
  }
}
