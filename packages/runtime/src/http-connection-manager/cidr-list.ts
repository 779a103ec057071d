import { ConfigRejected } from '../server/config-rejected.ts';

/** A range of addresses as configuration writes it. */
export type CidrRange = { readonly prefix: string; readonly length: number };

type Block = { readonly bits: readonly number[]; readonly length: number };

/** A list of address ranges. Envoy: `Network::Address::IpList`. */
export class CidrList {
  readonly #blocks: readonly Block[];

  /** Throws ConfigRejected for a prefix that is no address. */
  constructor(ranges: readonly CidrRange[]) {
    this.#blocks = ranges.map(({ prefix, length }) => {
      const bits = addressBytes(prefix);
      if (bits === null) throw new ConfigRejected(`malformed IP address: ${prefix}`);
      return { bits, length: Math.min(length, bits.length * 8) };
    });
  }

  contains(ip: string): boolean {
    const bytes = addressBytes(ip);
    return bytes !== null && this.#blocks.some((block) => inBlock(bytes, block));
  }
}

function inBlock(bytes: readonly number[], { bits, length }: Block): boolean {
  if (bytes.length !== bits.length) return false;
  for (let bit = 0; bit < length; bit++) {
    const mask = 128 >> (bit & 7);
    if (((bytes[bit >> 3] as number) & mask) !== ((bits[bit >> 3] as number) & mask)) return false;
  }
  return true;
}

/** The bytes of an IPv4 or IPv6 address; null when it is none. */
export function addressBytes(ip: string): number[] | null {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(ip);
  if (v4 !== null) {
    const bytes = v4.slice(1).map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : null;
  }
  if (!/^[0-9a-f:]+$/i.test(ip) || !ip.includes(':')) return null;
  const [head = '', tail, ...rest] = ip.split('::');
  if (rest.length > 0) return null;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...new Array<string>(tail === undefined ? 0 : missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}
