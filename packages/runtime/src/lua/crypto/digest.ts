/** A hash function by the name that OpenSSL gives it. */
export type DigestName = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** The names of all hash functions here. */
export const DIGEST_NAMES: readonly DigestName[] = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** Hashes bytes (FIPS 180-4). */
export function digest(name: DigestName, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  switch (name) {
    case 'sha1':
      return sha1(bytes);
    case 'sha224':
      return sha256(bytes, constants().start[224]).slice(0, 28);
    case 'sha256':
      return sha256(bytes, constants().start[256]);
    case 'sha384':
      return sha512(bytes, constants().start[384]).slice(0, 48);
    case 'sha512':
      return sha512(bytes, constants().start[512]);
  }
}

/** The message with its padding: a 1 bit, zeros, and the length in bits at the end of the last block. */
function padded(bytes: Uint8Array, block: 64 | 128): DataView<ArrayBuffer> {
  const lengthBytes = block / 8;
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const all = new Uint8Array(size);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n);
  return view;
}

function wordsToBytes(words: Iterable<number>): Uint8Array<ArrayBuffer> {
  const list = [...words];
  const view = new DataView(new ArrayBuffer(list.length * 4));
  list.forEach((word, i) => {
    view.setUint32(i * 4, word);
  });
  return new Uint8Array(view.buffer);
}

const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

function sha1(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = padded(bytes, 64);
  const h = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const w = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 80; i++) w[i] = rotl(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1);
    let [a, b, c, d, e] = h as unknown as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const [f, k] = sha1Round(i, b, c, d);
      const next = (rotl(a, 5) + f + e + k + w[i]!) | 0;
      e = d;
      d = c;
      c = rotl(b, 30);
      b = a;
      a = next;
    }
    for (const [i, word] of [a, b, c, d, e].entries()) h[i] = h[i]! + word;
  }
  return wordsToBytes(h);
}

function sha1Round(i: number, b: number, c: number, d: number): readonly [f: number, k: number] {
  if (i < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (i < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (i < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

/** The first `count` primes, from whose roots the constants come. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 64 bits of the fraction of the square (2) or cube (3) root of a prime. */
function rootFraction(prime: number, degree: 2 | 3): bigint {
  const scaled = BigInt(prime) << (64n * BigInt(degree));
  let low = 0n;
  let high = 1n << 72n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(degree) <= scaled) low = middle;
    else high = middle - 1n;
  }
  return BigInt.asUintN(64, low);
}

/** The constants of the SHA-2 family; computed at the first use, because most scripts never need them. */
type Constants = {
  readonly rounds512: readonly bigint[];
  readonly rounds256: readonly number[];
  readonly start: Readonly<{
    224: readonly number[];
    256: readonly number[];
    384: readonly bigint[];
    512: readonly bigint[];
  }>;
};

let known: Constants | null = null;

function constants(): Constants {
  if (known !== null) return known;
  const rounds512 = primes(80).map((prime) => rootFraction(prime, 3));
  const squareRoots = primes(16).map((prime) => rootFraction(prime, 2));
  const [first, second] = [squareRoots.slice(0, 8), squareRoots.slice(8)];
  known = {
    rounds512,
    rounds256: rounds512.slice(0, 64).map((root) => Number(root >> 32n) | 0),
    start: {
      224: second.map((root) => Number(root & 0xffffffffn)),
      256: first.map((root) => Number(root >> 32n)),
      384: second,
      512: first,
    },
  };
  return known;
}

function sha256(bytes: Uint8Array, start: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = padded(bytes, 64);
  const { rounds256 } = constants();
  const h = Int32Array.from(start);
  const w = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3);
      const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    sha256Block(h, w, rounds256);
  }
  return wordsToBytes(h);
}

function sha256Block(state: Int32Array, w: Int32Array, rounds: readonly number[]): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + rounds[i]! + w[i]!) | 0;
    const s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + word;
}

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const rotr64 = (x: bigint, n: bigint): bigint => u64((x >> n) | (x << (64n - n)));

function sha512(bytes: Uint8Array, start: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const view = padded(bytes, 128);
  const { rounds512 } = constants();
  const h = [...start];
  const w: bigint[] = new Array(80).fill(0n);
  for (let at = 0; at < view.byteLength; at += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(at + i * 8);
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = rotr64(x, 1n) ^ rotr64(x, 8n) ^ (x >> 7n);
      const s1 = rotr64(y, 19n) ^ rotr64(y, 61n) ^ (y >> 6n);
      w[i] = u64(w[i - 16]! + s0 + w[i - 7]! + s1);
    }
    sha512Block(h, w, rounds512);
  }
  return wordsToBytes(h.flatMap((word) => [Number(word >> 32n), Number(word & 0xffffffffn)]));
}

function sha512Block(state: bigint[], w: readonly bigint[], rounds: readonly bigint[]): void {
  let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  for (let i = 0; i < 80; i++) {
    const s1 = rotr64(e, 14n) ^ rotr64(e, 18n) ^ rotr64(e, 41n);
    const t1 = u64(h + s1 + ((e & f) ^ (~e & g)) + rounds[i]! + w[i]!);
    const s0 = rotr64(a, 28n) ^ rotr64(a, 34n) ^ rotr64(a, 39n);
    const t2 = u64(s0 + ((a & b) ^ (a & c) ^ (b & c)));
    h = g;
    g = f;
    f = e;
    e = u64(d + t1);
    d = c;
    c = b;
    b = a;
    a = u64(t1 + t2);
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = u64(state[i]! + word);
}
