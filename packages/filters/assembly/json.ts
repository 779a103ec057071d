// JSON for configuration: read once, kept as a tree, never trapping.
import * as abi from "./abi";
import { BufferType } from "./abi";
import { JsonReader } from "./json-reader";
import { RESULT, ok, takeBuffer, wantBuffer } from "./memory";
import { StructReader } from "./struct-reader";
import { decodeUtf8 } from "./utf8";

/** @internal What a value is. */
export const enum JsonKind {
  Nothing = 0,
  Null = 1,
  Bool = 2,
  Number = 3,
  Text = 4,
  Array = 5,
  Object = 6,
}

// Made when it is first asked for, so that filters without JSON hold no code of this file.
let nothing: Json | null = null;

/**
 * A JSON value. Asking for what is not there gives `Json.none`, so a chain never traps:
 * `config.get("limits").at(0).get("perSecond").number(10)`.
 */
@final
export class Json {
  private names: string[] = [];
  private items: Json[] = [];

  /** @internal */
  constructor(readonly kind: u32 = JsonKind.Nothing, private amount: f64 = 0, private word: string = "") {}

  /** What is not there. */
  static get none(): Json {
    if (!nothing) nothing = new Json();
    return nothing!;
  }
  /** The character at which the last `parse` met an error; -1 when it met none. */
  static errorAt: i32 = -1;

  /** Reads a text. `Json.none` when it is not JSON; then `Json.errorAt` tells where. */
  static parse(text: string): Json {
    const reader = new JsonReader(text);
    const value = reader.document();
    Json.errorAt = value.exists ? -1 : reader.position;
    return value;
  }
  /**
   * The configuration of the plugin, inside `onConfigure`: JSON text, or the protobuf bytes that Envoy gives when the type of the
   * configuration is `google.protobuf.Struct`.
   */
  static fromConfig(): Json {
    wantBuffer();
    const size: u32 = i32.MAX_VALUE;
    const bytes = takeBuffer(ok(abi.get_buffer_bytes(BufferType.PluginConfiguration, 0, size, RESULT, RESULT + 4)));
    if (!bytes) return Json.none;
    const at = changetype<usize>(bytes);
    const value = Json.parse(decodeUtf8(at, bytes.byteLength));
    if (value.exists || !StructReader.looksLikeStruct(bytes)) return value;
    Json.errorAt = -1;
    return new StructReader(bytes).struct(at, at + bytes.byteLength);
  }

  /** False only for `Json.none`. A `null` in the text exists. */
  get exists(): bool {
    return this.kind != JsonKind.Nothing;
  }
  get isNull(): bool {
    return this.kind == JsonKind.Null;
  }
  get isArray(): bool {
    return this.kind == JsonKind.Array;
  }
  get isObject(): bool {
    return this.kind == JsonKind.Object;
  }
  /** The number of items of an array or of members of an object. */
  get size(): i32 {
    return this.items.length;
  }
  /** The member of that name; the last one when there are several. */
  get(name: string): Json {
    for (let i = this.names.length - 1; i >= 0; i--) {
      if (this.names[i] == name) return this.items[i];
    }
    return Json.none;
  }
  /** The item, or the value of the member, at `index`, from 0. */
  at(index: i32): Json {
    return <u32>index < <u32>this.items.length ? this.items[index] : Json.none;
  }
  /** The name of the member at `index`, from 0. */
  name(index: i32): string {
    return <u32>index < <u32>this.names.length ? this.names[index] : "";
  }
  /** The text; `fallback` when the value is none. */
  text(fallback: string = ""): string {
    return this.kind == JsonKind.Text ? this.word : fallback;
  }
  /** The number; `fallback` when the value is none. */
  number(fallback: f64 = 0): f64 {
    return this.kind == JsonKind.Number ? this.amount : fallback;
  }
  /** The truth; `fallback` when the value is none. */
  bool(fallback: bool = false): bool {
    return this.kind == JsonKind.Bool ? this.amount != 0 : fallback;
  }

  /** @internal */
  addItem(item: Json): void {
    this.items.push(item);
  }
  /** @internal */
  addMember(name: string, value: Json): void {
    this.names.push(name);
    this.items.push(value);
  }
}
