import type { ByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';

type Wildcard<T> = { readonly text: ByteString; readonly value: T };

/**
 * Finds the virtual host of an authority: exact name, longest `*suffix`, longest `prefix*`, `*`. The star stands for at
 * least one character. Envoy: `RouteMatcher::findVirtualHost`.
 */
export class VirtualHostFinder<T> {
  readonly #exact = new Map<ByteString, T>();
  readonly #suffixes: Wildcard<T>[] = [];
  readonly #prefixes: Wildcard<T>[] = [];
  #any: T | null = null;

  /** Adds one domain of a host. Throws ConfigRejected when another host has it. */
  add(domain: ByteString, value: T, route: string): void {
    const name = domain.toLowerCase();
    if (name === '*') {
      if (this.#any !== null) {
        throw new ConfigRejected(`Only a single wildcard domain is permitted in route ${route}`);
      }
      this.#any = value;
    } else if (name.startsWith('*')) {
      this.#addTo(this.#suffixes, { text: name.slice(1), value }, duplicate(name, route));
    } else if (name.endsWith('*')) {
      this.#addTo(this.#prefixes, { text: name.slice(0, -1), value }, duplicate(name, route));
    } else {
      if (this.#exact.has(name)) throw duplicate(name, route);
      this.#exact.set(name, value);
    }
  }

  find(authority: ByteString): T | null {
    const name = authority.toLowerCase();
    const exact = this.#exact.get(name);
    if (exact !== undefined) return exact;
    const longer = (text: ByteString) => name.length > text.length;
    const suffix = this.#suffixes.find(({ text }) => longer(text) && name.endsWith(text));
    if (suffix !== undefined) return suffix.value;
    const prefix = this.#prefixes.find(({ text }) => longer(text) && name.startsWith(text));
    return prefix === undefined ? this.#any : prefix.value;
  }

  #addTo(list: Wildcard<T>[], entry: Wildcard<T>, whenThere: ConfigRejected): void {
    if (list.some((one) => one.text === entry.text)) throw whenThere;
    list.push(entry);
    list.sort((a, b) => b.text.length - a.text.length);
  }
}

function duplicate(domain: ByteString, route: string): ConfigRejected {
  return new ConfigRejected(
    `Only unique values for domains are permitted. Duplicate entry of domain ${domain} in route ${route}`,
  );
}
