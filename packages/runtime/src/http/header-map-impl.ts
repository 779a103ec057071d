import type { ByteString } from './byte-string.ts';
import type { HeaderEntry, HeaderMap, HeaderMapKind } from './header-map.ts';
import { INLINE_HEADERS } from './inline-headers.ts';

/** One change of a header map, told to its listener after it has happened. */
export type HeaderChange = {
  readonly map: HeaderMapKind;
  readonly op: 'add' | 'replace' | 'remove';
  readonly name: ByteString;
  readonly before: readonly ByteString[];
  readonly after: readonly ByteString[];
};

const NONE: readonly ByteString[] = [];

/**
 * The header map of the engine. Fields stand in two parallel arrays; pseudo headers come first.
 * `entries()` is one frozen snapshot until the next change, so that an unchanged map is recorded only once.
 *
 * Envoy: source/common/http/header_map_impl.cc
 */
export class HeaderMapImpl implements HeaderMap {
  readonly kind: HeaderMapKind;
  reasonPhrase: ByteString | null = null;
  /** Told of every change; null while nobody looks. */
  onChange: ((change: HeaderChange) => void) | null = null;
  readonly #inline: ReadonlySet<string>;
  #names: ByteString[] = [];
  #values: ByteString[] = [];
  #pseudo = 0;
  #snapshot: readonly HeaderEntry[] | null = null;

  constructor(kind: HeaderMapKind) {
    this.kind = kind;
    this.#inline = INLINE_HEADERS[kind];
  }

  /** A map with these fields, added one after the other as the codec does. */
  static of(kind: HeaderMapKind, fields: Iterable<readonly [ByteString, ByteString]>): HeaderMapImpl {
    const map = new HeaderMapImpl(kind);
    for (const [name, value] of fields) map.add(name, value);
    return map;
  }

  get size(): number {
    return this.#names.length;
  }

  entries(): readonly HeaderEntry[] {
    if (this.#snapshot === null) {
      const entries: HeaderEntry[] = new Array(this.#names.length);
      for (let i = 0; i < entries.length; i++) entries[i] = [this.#names[i] as string, this.#values[i] as string];
      this.#snapshot = entries;
    }
    return this.#snapshot;
  }

  values(name: ByteString): readonly ByteString[] {
    return this.#valuesOf(this.#key(name));
  }

  get(name: ByteString): ByteString | undefined {
    const at = this.#find(this.#key(name));
    return at < 0 ? undefined : this.#values[at];
  }

  has(name: ByteString): boolean {
    return this.#find(this.#key(name)) >= 0;
  }

  add(name: ByteString, value: ByteString): void {
    const key = this.#key(name);
    const before = this.onChange === null ? NONE : this.#valuesOf(key);
    const at = this.#inline.has(key) ? this.#find(key) : -1;
    if (at >= 0) this.#joinTo(at, value);
    else this.#insert(key, value);
    this.#tell('add', key, before);
  }

  append(name: ByteString, value: ByteString): void {
    const key = this.#key(name);
    const before = this.onChange === null ? NONE : this.#valuesOf(key);
    const at = this.#find(key);
    if (at >= 0) this.#joinTo(at, value);
    else this.#insert(key, value);
    this.#tell('add', key, before);
  }

  replace(name: ByteString, value: ByteString): void {
    const key = this.#key(name);
    const before = this.onChange === null ? NONE : this.#valuesOf(key);
    this.#removeAll(key);
    this.#insert(key, value);
    this.#tell('replace', key, before);
  }

  setInPlace(name: ByteString, value: ByteString): void {
    const key = this.#key(name);
    const before = this.onChange === null ? NONE : this.#valuesOf(key);
    const at = this.#find(key);
    if (at < 0) {
      this.#insert(key, value);
    } else {
      this.#values[at] = value;
      this.#snapshot = null;
      this.#removeAll(key, at + 1);
    }
    this.#tell('replace', key, before);
  }

  remove(name: ByteString): number {
    const key = this.#key(name);
    const before = this.onChange === null ? NONE : this.#valuesOf(key);
    const removed = this.#removeAll(key);
    if (removed > 0) this.#tell('remove', key, before);
    return removed;
  }

  clear(): void {
    for (const name of new Set(this.#names)) this.remove(name);
  }

  byteSize(): number {
    let bytes = 0;
    for (let i = 0; i < this.#names.length; i++) {
      bytes += (this.#names[i] as string).length + (this.#values[i] as string).length;
    }
    return bytes;
  }

  /** A copy without the listener. */
  clone(): HeaderMapImpl {
    const copy = new HeaderMapImpl(this.kind);
    copy.#names = this.#names.slice();
    copy.#values = this.#values.slice();
    copy.#pseudo = this.#pseudo;
    copy.#snapshot = this.#snapshot;
    copy.reasonPhrase = this.reasonPhrase;
    return copy;
  }

  /** Names are kept in lower case; `host` of a request stands for `:authority`. */
  #key(name: ByteString): ByteString {
    const key = lowerCase(name);
    return key === 'host' && this.kind === 'request-headers' ? ':authority' : key;
  }

  #find(key: ByteString): number {
    return this.#names.indexOf(key);
  }

  #valuesOf(key: ByteString): readonly ByteString[] {
    let at = this.#names.indexOf(key);
    if (at < 0) return NONE;
    const found: ByteString[] = [];
    for (; at >= 0; at = this.#names.indexOf(key, at + 1)) found.push(this.#values[at] as string);
    return found;
  }

  /** Envoy `appendToHeader`: an empty addition changes nothing, an empty value gets no comma. */
  #joinTo(at: number, value: ByteString): void {
    if (value === '') return;
    const old = this.#values[at] as string;
    this.#values[at] = old === '' ? value : `${old},${value}`;
    this.#snapshot = null;
  }

  #insert(key: ByteString, value: ByteString): void {
    this.#snapshot = null;
    if (key.charCodeAt(0) !== COLON) {
      this.#names.push(key);
      this.#values.push(value);
      return;
    }
    this.#names.splice(this.#pseudo, 0, key);
    this.#values.splice(this.#pseudo, 0, value);
    this.#pseudo++;
  }

  #removeAll(key: ByteString, from = 0): number {
    let removed = 0;
    for (let at = this.#names.indexOf(key, from); at >= 0; at = this.#names.indexOf(key, at)) {
      this.#names.splice(at, 1);
      this.#values.splice(at, 1);
      if (at < this.#pseudo) this.#pseudo--;
      removed++;
    }
    if (removed > 0) this.#snapshot = null;
    return removed;
  }

  #tell(op: HeaderChange['op'], key: ByteString, before: readonly ByteString[]): void {
    this.onChange?.({ map: this.kind, op, name: key, before, after: this.#valuesOf(key) });
  }
}

const COLON = 58;

/** Lower case of the ASCII letters only: other bytes of a name stay as they are. */
function lowerCase(name: ByteString): ByteString {
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    if (unit >= 65 && unit <= 90) return name.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
  }
  return name;
}
