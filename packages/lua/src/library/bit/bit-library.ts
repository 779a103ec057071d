import { numberArgument } from '../../host/arguments.ts';
import type { HostCall } from '../../host/host-call.ts';
import { hostFunction, valueFunction } from '../../host/host-function.ts';
import type { HostFunction } from '../../values/function.ts';
import { Int64 } from '../../values/int64.ts';
import type { LuaValue } from '../../values/value.ts';
import { numberToInt64, wrapInt64 } from '../int64/int64-arithmetic.ts';
import { type ShiftName, shift32, shift64, swapBytes, swapBytes64, toBit, toHex } from './bit-operations.ts';

/** An operand: 32 bits of a number, or a 64-bit integer. */
function bitsArgument(value: LuaValue, position: number): number | Int64 {
  return value instanceof Int64 ? value : toBit(numberArgument(value, position));
}

/** The low 32 bits of an operand. */
function lowBits(value: LuaValue, position: number): number {
  const bits = bitsArgument(value, position);
  return typeof bits === 'number' ? bits : Number(BigInt.asIntN(32, bits.value));
}

const pattern64 = (value: Int64): bigint => BigInt.asUintN(64, value.value);

type Folder = {
  readonly narrow: (a: number, b: number) => number;
  readonly wide: (a: bigint, b: bigint) => bigint;
};

/** `band`, `bor` or `bxor`: one 64-bit operand makes the operation 64 bits wide, an unsigned one its result unsigned. */
function folding(name: string, { narrow, wide }: Folder): HostFunction {
  return hostFunction(name, (call) => {
    const first = call.arg(1);
    if (first instanceof Int64) return foldWide(call, wide);
    let bits = toBit(numberArgument(first, 1));
    for (let position = 2; position <= call.count; position++) {
      const value = call.arg(position);
      if (value instanceof Int64) return foldWide(call, wide);
      bits = narrow(bits, toBit(numberArgument(value, position)));
    }
    return call.one(bits);
  });
}

function foldWide(call: HostCall, wide: (a: bigint, b: bigint) => bigint): number {
  let unsigned = false;
  const values = call.args().map((value, index) => {
    if (!(value instanceof Int64)) return numberArgument(value, index + 1);
    unsigned ||= value.unsigned;
    return value;
  });
  const bits = values.map((value) => {
    return BigInt.asUintN(64, value instanceof Int64 ? value.value : numberToInt64(value, unsigned));
  });
  return call.one(wrapInt64(bits.reduce(wide), unsigned));
}

function shifting(name: ShiftName): HostFunction {
  return valueFunction(name, (value, count) => {
    if (typeof value === 'number' && typeof count === 'number') return shift32(name, toBit(value), toBit(count));
    const bits = bitsArgument(value, 1);
    const places = lowBits(count, 2);
    if (typeof bits === 'number') return shift32(name, bits, places);
    return wrapInt64(shift64(name, pattern64(bits), places), bits.unsigned);
  });
}

const tohex = hostFunction('tohex', (call) => {
  const bits = bitsArgument(call.arg(1), 1);
  const wide = bits instanceof Int64;
  const digits = call.count >= 2 ? lowBits(call.arg(2), 2) : wide ? 16 : 8;
  return call.one(toHex(wide ? pattern64(bits) : BigInt(bits >>> 0), digits));
});

/** The library `bit` (lib_bit.c). */
export const bitLibrary: readonly HostFunction[] = [
  valueFunction('tobit', (value) => lowBits(value, 1)),
  valueFunction('bnot', (value) => {
    const bits = bitsArgument(value, 1);
    return typeof bits === 'number' ? ~bits : wrapInt64(~bits.value, bits.unsigned);
  }),
  valueFunction('bswap', (value) => {
    const bits = bitsArgument(value, 1);
    return typeof bits === 'number' ? swapBytes(bits) : wrapInt64(swapBytes64(pattern64(bits)), bits.unsigned);
  }),
  folding('band', { narrow: (a, b) => a & b, wide: (a, b) => a & b }),
  folding('bor', { narrow: (a, b) => a | b, wide: (a, b) => a | b }),
  folding('bxor', { narrow: (a, b) => a ^ b, wide: (a, b) => a ^ b }),
  shifting('lshift'),
  shifting('rshift'),
  shifting('arshift'),
  shifting('rol'),
  shifting('ror'),
  tohex,
];
