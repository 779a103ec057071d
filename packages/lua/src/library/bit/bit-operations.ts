/**
 * The operations of LuaJIT's `bit` library on 32-bit and on 64-bit values (lib_bit.c). Values are signed 32-bit integers,
 * or 64-bit patterns as unsigned whole numbers.
 */

const view = new DataView(new ArrayBuffer(8));

/**
 * A number as 32 bits (`lj_num2bit`): rounded to the nearest integer, ties to even, then reduced modulo 2^32. Beyond 2^51
 * the bits are those of the sum that LuaJIT reads them from, which are of no use but the same each time.
 */
export function toBit(value: number): number {
  const quick = value | 0;
  if (quick === value) return quick;
  view.setFloat64(0, value + 6755399441055744);
  return view.getInt32(4);
}

/** Swaps the bytes of 32 bits. */
export function swapBytes(value: number): number {
  return (value >>> 24) | ((value >>> 8) & 0xff00) | ((value << 8) & 0xff0000) | (value << 24);
}

/** Swaps the bytes of a 64-bit pattern. */
export function swapBytes64(value: bigint): bigint {
  view.setBigUint64(0, value);
  return view.getBigUint64(0, true);
}

/** The names of the shift and rotate functions. */
export type ShiftName = 'lshift' | 'rshift' | 'arshift' | 'rol' | 'ror';

/** Shifts or rotates 32 bits; only the low 5 bits of the count matter. */
export function shift32(name: ShiftName, value: number, count: number): number {
  const places = count & 31;
  switch (name) {
    case 'lshift':
      return value << places;
    case 'rshift':
      return (value >>> places) | 0;
    case 'arshift':
      return value >> places;
    case 'rol':
      return (value << places) | (value >>> (32 - places));
    case 'ror':
      return (value >>> places) | (value << (32 - places));
  }
}

/** Shifts or rotates a 64-bit pattern; only the low 6 bits of the count matter. */
export function shift64(name: ShiftName, value: bigint, count: number): bigint {
  const places = BigInt(count & 63);
  switch (name) {
    case 'lshift':
      return BigInt.asUintN(64, value << places);
    case 'rshift':
      return value >> places;
    case 'arshift':
      return BigInt.asUintN(64, BigInt.asIntN(64, value) >> places);
    case 'rol':
      return BigInt.asUintN(64, (value << places) | (value >> (64n - places)));
    case 'ror':
      return BigInt.asUintN(64, (value >> places) | (value << (64n - places)));
  }
}

/**
 * The last digits of a value in hexadecimal (`bit.tohex`).
 *
 * @param bits the value as an unsigned pattern of 32 or 64 bits
 * @param digits how many (254 at most, filled up with zeros); negative for capital letters
 */
export function toHex(bits: bigint, digits: number): string {
  const count = Math.min(Math.abs(digits), 254);
  const text = bits.toString(16).padStart(count, '0');
  const last = text.slice(text.length - count);
  return digits < 0 ? last.toUpperCase() : last;
}
