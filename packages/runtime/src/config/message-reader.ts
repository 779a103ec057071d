import { ConfigRejected } from '../server/config-rejected.ts';

/** A message in Envoy's YAML form: an object with snake_case or camelCase field names. */
export type YamlMessage = Readonly<Record<string, unknown>>;

/** Whether a value can be a message: an object that is no list. */
export function isYamlMessage(value: unknown): value is YamlMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads one message field by field, as protobuf's JSON parser and Envoy's PGV rules do: both spellings of a name are
 * accepted, `null` is an absent field, and what Envoy refuses is a ConfigRejected in Envoy's words. Fields that nobody
 * asked for are refused when the reading ends, so a reader must ask for every field that the message has.
 */
export class MessageReader {
  readonly #message: YamlMessage;
  readonly #type: string;
  readonly #where: string;
  readonly #asked = new Set<string>(['@type']);

  private constructor(message: YamlMessage, type: string, where: string) {
    this.#message = message;
    this.#type = type;
    this.#where = where;
  }

  /** Reads a whole message of a full type name (`envoy.extensions.filters.http.cors.v3.Cors`). */
  static read<T>(message: unknown, type: string, read: (reader: MessageReader) => T): T {
    return MessageReader.#readAt(message, type, '', read);
  }

  static #readAt<T>(message: unknown, type: string, where: string, read: (reader: MessageReader) => T): T {
    if (!isYamlMessage(message)) throw new ConfigRejected(`message ${type}: expected '{'`);
    const reader = new MessageReader(message, type, where);
    const value = read(reader);
    reader.#refuseUnknownFields();
    return value;
  }

  /** The message itself, as it stands in the project. */
  get whole(): YamlMessage {
    return this.#message;
  }

  /** The value of a field as it stands; undefined when absent. */
  raw(field: string): unknown {
    this.#asked.add(field);
    const camel = camelCase(field);
    this.#asked.add(camel);
    const value = this.#message[field] ?? this.#message[camel];
    return value ?? undefined;
  }

  has(field: string): boolean {
    return this.raw(field) !== undefined;
  }

  /** Fields that the message has but the reader takes no notice of. */
  ignore(...fields: string[]): void {
    for (const field of fields) this.raw(field);
  }

  /** A string; empty when absent. */
  string(field: string, rule: { readonly minLength?: number } = {}): string {
    const value = this.raw(field) ?? '';
    if (typeof value !== 'string')
      return this.#mistyped(field, `unexpected character: '${first(value)}'; expected '"'`);
    const least = rule.minLength ?? 0;
    if (value.length < least) this.violated(field, `value length must be at least ${least} characters`);
    return value;
  }

  /** A bool or BoolValue. */
  bool(field: string, absent = false): boolean {
    const value = this.raw(field);
    if (value === undefined) return absent;
    if (value === true || value === 'true' || value === 'yes') return true;
    if (value === false || value === 'false' || value === 'no') return false;
    return this.#mistyped(field, `unexpected character: '${first(value)}'; expected 'true' or 'false'`);
  }

  /** A uint32, uint64, int64 or one of their wrappers; null when absent. Strings of digits are numbers, as in JSON. */
  integer(field: string, range: { readonly min?: number; readonly max?: number } = {}): number | null {
    const value = this.raw(field);
    if (value === undefined) return null;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      return this.#mistyped(field, `invalid number: '${String(value)}'`);
    }
    if (number < (range.min ?? 0) || number > (range.max ?? 0xffffffff)) {
      return this.#mistyped(field, 'JSON number out of range for int');
    }
    return number;
  }

  /** A float or double; null when absent. */
  number(field: string): number | null {
    const value = this.raw(field);
    if (value === undefined) return null;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || Number.isNaN(number)) {
      return this.#mistyped(field, `invalid number: '${String(value)}'`);
    }
    return number;
  }

  /** A Duration (`1.5s`) in milliseconds; null when absent. */
  durationMs(field: string): number | null {
    const value = this.raw(field);
    if (value === undefined) return null;
    if (isYamlMessage(value)) return Number(value['seconds'] ?? 0) * 1000 + Number(value['nanos'] ?? 0) / 1e6;
    const match = typeof value === 'string' ? /^(-?\d+(?:\.\d{1,9})?)s$/.exec(value) : null;
    if (match === null) return this.#mistyped(field, 'duration must start with an integer');
    return Number(match[1]) * 1000;
  }

  /** The name of an enum value (numbers are accepted); `names` in the order of their numbers. */
  enumeration<N extends string>(field: string, names: readonly N[], absent: N): N {
    const value = this.raw(field);
    if (value === undefined) return absent;
    const name = typeof value === 'number' ? names[value] : names.find((known) => known === value);
    if (name === undefined) {
      throw new ConfigRejected(
        `Protobuf message (reason INVALID_ARGUMENT: unknown enum value: '${String(value)}') has unknown fields`,
      );
    }
    return name;
  }

  /** An embedded message; null when absent. */
  message<T>(field: string, type: string, read: (reader: MessageReader) => T): T | null {
    const value = this.raw(field);
    return value === undefined ? null : MessageReader.#readAt(value, type, this.#embedded(pascalCase(field)), read);
  }

  /** An embedded message that must be there. */
  requiredMessage<T>(field: string, type: string, read: (reader: MessageReader) => T): T {
    if (!this.has(field)) this.violated(field, 'value is required');
    return this.message(field, type, read) as T;
  }

  /** A repeated message. */
  messages<T>(field: string, type: string, read: (reader: MessageReader) => T): T[] {
    return this.#list(field).map((value, i) =>
      MessageReader.#readAt(value, type, this.#embedded(`${pascalCase(field)}[${i}]`), read),
    );
  }

  /** A map of messages by string key. */
  messageMap<T>(field: string, type: string, read: (reader: MessageReader, key: string) => T): Map<string, T> {
    const value = this.raw(field) ?? {};
    if (!isYamlMessage(value)) return this.#mistyped(field, `unexpected character: '${first(value)}'; expected '{'`);
    const map = new Map<string, T>();
    for (const [key, entry] of Object.entries(value)) {
      const where = this.#embedded(`${pascalCase(field)}[${key}]`);
      map.set(
        key,
        MessageReader.#readAt(entry, type, where, (reader) => read(reader, key)),
      );
    }
    return map;
  }

  /** A repeated string. */
  strings(field: string): string[] {
    return this.#list(field).map((value) => {
      if (typeof value === 'string') return value;
      return this.#mistyped(field, `unexpected character: '${first(value)}'; expected '"'`);
    });
  }

  /** Which field of a oneof is set; null when none is. Throws when several are, or when one is required. */
  oneof<F extends string>(name: string, fields: readonly F[], rule: { readonly required: boolean }): F | null {
    const set = fields.filter((field) => this.has(field));
    if (set.length > 1) {
      throw new ConfigRejected(`message ${this.#type}: field '${set[1]}' is a member of oneof '${name}', already set`);
    }
    if (set.length === 0 && rule.required) this.violatedRule(`field: "${name}", reason: is required`);
    return set[0] ?? null;
  }

  /** Refuses the message because a field breaks a validation rule: PGV's text. */
  violated(field: string, reason: string): never {
    this.violatedRule(`${shortName(this.#type)}ValidationError.${pascalCase(field)}: ${reason}`);
  }

  /** Refuses the message with the whole text of a validation rule. */
  violatedRule(text: string): never {
    throw new ConfigRejected(`Proto constraint validation failed (${this.#where}${text})`);
  }

  #list(field: string): unknown[] {
    const value = this.raw(field);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }

  #embedded(label: string): string {
    const name = `${shortName(this.#type)}ValidationError.${label}`;
    return `${this.#where}${name}: embedded message failed validation | caused by `;
  }

  #mistyped(field: string, text: string): never {
    throw new ConfigRejected(
      `Unable to parse JSON as proto (INVALID_ARGUMENT: invalid JSON in ${this.#type} @ ${field}: ${text})`,
    );
  }

  #refuseUnknownFields(): void {
    for (const name of Object.keys(this.#message)) {
      if (this.#asked.has(name)) continue;
      throw new ConfigRejected(
        `Protobuf message (type ${this.#type} reason INVALID_ARGUMENT: message ${this.#type}: no such field: '${name}') has unknown fields`,
      );
    }
  }
}

function first(value: unknown): string {
  return (JSON.stringify(value) ?? '').charAt(0);
}

function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

function camelCase(field: string): string {
  return field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function pascalCase(field: string): string {
  const camel = camelCase(field);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}
