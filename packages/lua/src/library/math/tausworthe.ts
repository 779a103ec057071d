/**
 * The generator behind `math.random`: LuaJIT's Tausworthe generator TW223 with 223 bits of state (lj_prng.c).
 *
 * Deterministic: the same seed gives the same sequence as LuaJIT, bit for bit.
 */
export class Tausworthe {
  /** Four 64-bit words, each as high and low half. */
  private readonly words: Int32Array;

  /** Starts where a new Lua state starts (`lj_prng_seed_fixed`). */
  constructor() {
    this.words = new Int32Array([
      0xa0d27757, 0x0a345b8c, 0x764a296c, 0x5d4aa64f, 0x51220704, 0x070adeaa, 0x2a2717b5, 0xa7b7b927,
    ]);
  }

  /** Starts the sequence of `math.randomseed(seed)` (`random_seed` in lib_math.c). */
  seed(seed: number): void {
    let value = seed;
    const leastBits = [1, 6, 9, 17];
    for (let index = 0; index < 4; index++) {
      value = value * Math.PI + Math.E;
      view.setFloat64(0, value);
      let bits = view.getBigUint64(0);
      const least = 1n << BigInt(leastBits[index]!);
      // Words below this have too few bits set for the generator to leave zero.
      if (bits < least) bits += least;
      view.setBigUint64(0, bits);
      this.words[index * 2] = view.getInt32(0);
      this.words[index * 2 + 1] = view.getInt32(4);
    }
    for (let round = 0; round < 10; round++) this.next();
  }

  /** The next number, uniform in [0, 1) with 52 random bits. */
  next(): number {
    const { words } = this;
    let high = 0;
    let low = 0;
    for (let index = 0; index < 4; index++) {
      const { k, q, s } = steps[index]!;
      const zHigh = words[index * 2]!;
      const zLow = words[index * 2 + 1]!;
      // a = ((z << q) ^ z) >> (k - s)
      let aHigh = shiftLeftHigh(zHigh, zLow, q) ^ zHigh;
      let aLow = shiftLeftLow(zLow, q) ^ zLow;
      const right = k - s;
      aLow = shiftRightLow(aHigh, aLow, right);
      aHigh = right < 32 ? aHigh >>> right : 0;
      // b = (z with its low 64 - k bits cleared) << s
      const bMasked = zLow & (-1 << (64 - k));
      const bHigh = shiftLeftHigh(zHigh, bMasked, s);
      const bLow = shiftLeftLow(bMasked, s);
      const nextHigh = aHigh ^ bHigh;
      const nextLow = aLow ^ bLow;
      words[index * 2] = nextHigh;
      words[index * 2 + 1] = nextLow;
      high ^= nextHigh;
      low ^= nextLow;
    }
    view.setInt32(0, (high & 0x000fffff) | 0x3ff00000);
    view.setInt32(4, low);
    return view.getFloat64(0) - 1;
  }
}

const steps = [
  { k: 63, q: 31, s: 18 },
  { k: 58, q: 19, s: 28 },
  { k: 55, q: 24, s: 7 },
  { k: 47, q: 21, s: 8 },
] as const;

const view = new DataView(new ArrayBuffer(8));

// All left shifts here are by 1 to 31 bits, all right shifts by 30 to 48.
function shiftLeftHigh(high: number, low: number, count: number): number {
  return (high << count) | (low >>> (32 - count));
}

function shiftLeftLow(low: number, count: number): number {
  return low << count;
}

function shiftRightLow(high: number, low: number, count: number): number {
  if (count >= 32) return high >>> (count - 32);
  return (low >>> count) | (high << (32 - count));
}
