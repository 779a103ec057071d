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
 * The header map of the engine: a list of fields, pseudo headers first. `entries()` hands out the list itself, and a
 * change after that works on a copy: an unchanged map is recorded only once, its fields are shared between versions.
 *
 * Envoy: source/common/http/header_map_impl.cc
 */
export class HeaderMapImpl implements HeaderMap {
  readonly kind: HeaderMapKind;
  reasonPhrase: ByteString | null = null;
  /** Told of every change; null while nobody looks. */
  onChange: ((change: HeaderChange) => void) | null = null;
  readonly #inline: ReadonlySet<string>;
  #fields: HeaderEntry[] = [];
  #pseudo = 0;
  /** The list was handed out: it must not change any more. */
  #shared = false;

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
    return this.#fields.length;
  }

  entries(): readonly HeaderEntry[] {
    this.#shared = true;
    return this.#fields;
  }

  values(name: ByteString): readonly ByteString[] {
    return this.#valuesOf(this.#key(name));
  }

  get(name: ByteString): ByteString | undefined {
    const at = this.#find(this.#key(name));
    return this.#fields[at]?.[1];
  }

  has(name: ByteString): boolean {
    return this.#find(this.#key(name)) >= 0;
  }

  /** Whether some name begins with `prefix` (lower case). */
  hasPrefix(prefix: ByteString): boolean {
    return this.#fields.some(([name]) => name.startsWith(prefix));
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
      this.#own()[at] = [key, value];
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
    for (const name of new Set(this.#fields.map(([name]) => name))) this.remove(name);
  }

  byteSize(): number {
    let bytes = 0;
    for (const [name, value] of this.#fields) bytes += name.length + value.length;
    return bytes;
  }

  /** A copy without the listener. */
  clone(): HeaderMapImpl {
    const copy = new HeaderMapImpl(this.kind);
    copy.#fields = this.#fields;
    copy.#pseudo = this.#pseudo;
    copy.#shared = true;
    this.#shared = true;
    copy.reasonPhrase = this.reasonPhrase;
    return copy;
  }

  /** Names are kept in lower case; `host` of a request stands for `:authority`. */
  #key(name: ByteString): ByteString {
    const key = lowerCase(name);
    return key === 'host' && this.kind === 'request-headers' ? ':authority' : key;
  }

  /** The list for a change. */
  #own(): HeaderEntry[] {
    if (this.#shared) {
      this.#fields = this.#fields.slice();
      this.#shared = false;
    }
    return this.#fields;
  }

  #find(key: ByteString, from = 0): number {
    const fields = this.#fields;
    for (let at = from; at < fields.length; at++) if ((fields[at] as HeaderEntry)[0] === key) return at;
    return -1;
  }

  #valuesOf(key: ByteString): readonly ByteString[] {
    let at = this.#find(key);
    if (at < 0) return NONE;
    const found: ByteString[] = [];
    for (; at >= 0; at = this.#find(key, at + 1)) found.push((this.#fields[at] as HeaderEntry)[1]);
    return found;
  }

  /** Envoy `appendToHeader`: an empty addition changes nothing, an empty value gets no comma. */
  #joinTo(at: number, value: ByteString): void {
    if (value === '') return;
    const [key, old] = this.#fields[at] as HeaderEntry;
    this.#own()[at] = [key, old === '' ? value : `${old},${value}`];
  }

  #insert(key: ByteString, value: ByteString): void {
    if (key.charCodeAt(0) !== COLON) this.#own().push([key, value]);
    else this.#own().splice(this.#pseudo++, 0, [key, value]);
  }

  #removeAll(key: ByteString, from = 0): number {
    let removed = 0;
    for (let at = this.#find(key, from); at >= 0; at = this.#find(key, at)) {
      this.#own().splice(at, 1);
      if (at < this.#pseudo) this.#pseudo--;
      removed++;
    }
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
