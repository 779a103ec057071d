// Reads JSON text (RFC 8259) by recursive descent.
import { Json, JsonKind } from "./json";

/** Deeper values are refused: the stack of a module is small. */
const DEEPEST = 64;

/** @internal */
@final
export class JsonReader {
  /** The character that is read next. After an error: the one that is wrong. */
  position: i32 = 0;
  constructor(private text: string) {}

  /** One value and nothing behind it; `Json.none` when there is something wrong. */
  document(): Json {
    const value = this.value(0);
    if (value.exists) this.skipSpace();
    return value.exists && this.position == this.text.length ? value : Json.none;
  }

  private value(depth: i32): Json {
    this.skipSpace();
    const c = this.peek();
    if (c == 0x7b /* { */) return depth < DEEPEST ? this.object(depth) : Json.none;
    if (c == 0x5b /* [ */) return depth < DEEPEST ? this.array(depth) : Json.none;
    if (c == 0x22 /* " */) {
      const word = this.string();
      return word !== null ? new Json(JsonKind.Text, 0, word) : Json.none;
    }
    if (c == 0x74 /* t */) return this.literal("true", JsonKind.Bool, 1);
    if (c == 0x66 /* f */) return this.literal("false", JsonKind.Bool, 0);
    if (c == 0x6e /* n */) return this.literal("null", JsonKind.Null, 0);
    return this.number();
  }

  private object(depth: i32): Json {
    const made = new Json(JsonKind.Object);
    this.position++;
    if (this.take(0x7d /* } */)) return made;
    do {
      this.skipSpace();
      const name = this.peek() == 0x22 ? this.string() : null;
      if (name === null || !this.take(0x3a /* : */)) return Json.none;
      const value = this.value(depth + 1);
      if (!value.exists) return Json.none;
      made.addMember(name, value);
    } while (this.take(0x2c /* , */));
    return this.take(0x7d) ? made : Json.none;
  }

  private array(depth: i32): Json {
    const made = new Json(JsonKind.Array);
    this.position++;
    if (this.take(0x5d /* ] */)) return made;
    do {
      const item = this.value(depth + 1);
      if (!item.exists) return Json.none;
      made.addItem(item);
    } while (this.take(0x2c));
    return this.take(0x5d) ? made : Json.none;
  }

  private literal(word: string, kind: u32, amount: f64): Json {
    if (!this.text.startsWith(word, this.position)) return Json.none;
    this.position += word.length;
    return new Json(kind, amount);
  }

  private number(): Json {
    const from = this.position;
    if (this.peek() == 0x2d /* - */) this.position++;
    if (this.peek() == 0x30 /* 0 */) this.position++;
    else if (!this.digits()) return Json.none;
    if (this.peek() == 0x2e /* . */) {
      this.position++;
      if (!this.digits()) return Json.none;
    }
    if ((this.peek() | 32) == 0x65 /* e */) {
      this.position++;
      if (this.peek() == 0x2b || this.peek() == 0x2d) this.position++;
      if (!this.digits()) return Json.none;
    }
    return new Json(JsonKind.Number, parseFloat(this.text.substring(from, this.position)));
  }

  private digits(): bool {
    const from = this.position;
    while (<u32>(this.peek() - 0x30) < 10) this.position++;
    return this.position > from;
  }

  /** A text in quotes; null when it is not well-formed. */
  private string(): string | null {
    let made = "";
    let from = ++this.position;
    while (true) {
      const c = this.peek();
      if (c < 0x20) return null;
      if (c == 0x22) {
        made += this.text.substring(from, this.position++);
        return made;
      }
      if (c != 0x5c /* \ */) {
        this.position++;
        continue;
      }
      made += this.text.substring(from, this.position++);
      const unit = this.escape();
      if (unit < 0) return null;
      made += String.fromCharCode(unit);
      from = this.position;
    }
  }

  /** The UTF-16 unit of an escape, from behind the backslash; -1 when there is no such escape. */
  private escape(): i32 {
    const c = this.peek();
    if (c == 0x75 /* u */) return this.hexUnit();
    const which = '"\\/bfnrt'.indexOf(String.fromCharCode(c));
    if (c < 0 || which < 0) return -1;
    this.position++;
    return '"\\/\b\f\n\r\t'.charCodeAt(which);
  }

  private hexUnit(): i32 {
    let unit = 0;
    for (let i = 1; i <= 4; i++) {
      const c = this.position + i < this.text.length ? this.text.charCodeAt(this.position + i) : 0;
      const letter = (c | 32) - 0x61;
      const digit = <u32>(c - 0x30) < 10 ? c - 0x30 : <u32>letter < 6 ? letter + 10 : -1;
      if (digit < 0) return -1;
      unit = (unit << 4) | digit;
    }
    this.position += 5;
    return unit;
  }

  private take(c: i32): bool {
    this.skipSpace();
    if (this.peek() != c) return false;
    this.position++;
    return true;
  }
  private skipSpace(): void {
    let c = this.peek();
    while (c == 0x20 || c == 0x0a || c == 0x0d || c == 0x09) {
      this.position++;
      c = this.peek();
    }
  }
  /** The next UTF-16 unit; -1 at the end. */
  private peek(): i32 {
    return this.position < this.text.length ? this.text.charCodeAt(this.position) : -1;
  }
}
