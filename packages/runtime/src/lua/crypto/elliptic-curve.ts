import { modPow } from './der.ts';

/** A curve y² = x³ − 3x + b over a prime field, with its base point. */
type Curve = {
  readonly p: bigint;
  readonly b: bigint;
  readonly n: bigint;
  readonly g: Point;
};

type Point = { readonly x: bigint; readonly y: bigint };
/** Jacobian coordinates; z = 0 is the point at infinity. */
type Jacobian = readonly [x: bigint, y: bigint, z: bigint];

const P256: Curve = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  g: {
    x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  },
};

const P384: Curve = {
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  g: {
    x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
    y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
  },
};

/** Curves by the dotted object id of their name. */
const CURVES: Readonly<Record<string, Curve>> = { '1.2.840.10045.3.1.7': P256, '1.3.132.0.34': P384 };

/** A public key on a curve. */
export type EllipticKey = { readonly kind: 'ec'; readonly curve: Curve; readonly point: Point };

/** The key of an uncompressed point; null when the curve is not known or the point is not on it. */
export function ellipticKey(curveId: string, x: bigint, y: bigint): EllipticKey | null {
  const curve = Object.hasOwn(CURVES, curveId) ? CURVES[curveId] : undefined;
  if (curve === undefined || x >= curve.p || y >= curve.p) return null;
  const right = mod(x * x * x - 3n * x + curve.b, curve.p);
  return mod(y * y, curve.p) === right ? { kind: 'ec', curve, point: { x, y } } : null;
}

/** Checks an ECDSA signature of a digest (FIPS 186-4 §6.4). */
export function verifyEcdsa(key: EllipticKey, r: bigint, s: bigint, digest: bigint, digestBits: number): boolean {
  const { curve } = key;
  if (r <= 0n || r >= curve.n || s <= 0n || s >= curve.n) return false;
  const excess = digestBits - curve.n.toString(2).length;
  const e = excess > 0 ? digest >> BigInt(excess) : digest;
  const inverse = modPow(s, curve.n - 2n, curve.n);
  const sum = add(
    multiply(curve.g, mod(e * inverse, curve.n), curve),
    multiply(key.point, mod(r * inverse, curve.n), curve),
    curve,
  );
  if (sum[2] === 0n) return false;
  const zInverse = modPow(sum[2], curve.p - 2n, curve.p);
  return mod(mod(sum[0] * zInverse * zInverse, curve.p), curve.n) === r;
}

const mod = (value: bigint, modulus: bigint): bigint => {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
};

const INFINITY: Jacobian = [1n, 1n, 0n];

function multiply(point: Point, factor: bigint, curve: Curve): Jacobian {
  let sum = INFINITY;
  for (const bit of factor.toString(2)) {
    sum = double(sum, curve);
    if (bit === '1') sum = add(sum, [point.x, point.y, 1n], curve);
  }
  return sum;
}

function double([x, y, z]: Jacobian, { p }: Curve): Jacobian {
  if (z === 0n || y === 0n) return INFINITY;
  const yy = mod(y * y, p);
  const s = mod(4n * x * yy, p);
  const zz = mod(z * z, p);
  const m = mod(3n * (x - zz) * (x + zz), p);
  const x3 = mod(m * m - 2n * s, p);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, p), mod(2n * y * z, p)];
}

function add(a: Jacobian, b: Jacobian, curve: Curve): Jacobian {
  if (a[2] === 0n) return b;
  if (b[2] === 0n) return a;
  const { p } = curve;
  const z1 = mod(a[2] * a[2], p);
  const z2 = mod(b[2] * b[2], p);
  const u1 = mod(a[0] * z2, p);
  const u2 = mod(b[0] * z1, p);
  const s1 = mod(a[1] * z2 * b[2], p);
  const s2 = mod(b[1] * z1 * a[2], p);
  if (u1 === u2) return s1 === s2 ? double(a, curve) : INFINITY;
  const h = mod(u2 - u1, p);
  const hh = mod(h * h, p);
  const hhh = mod(h * hh, p);
  const r = mod(s2 - s1, p);
  const v = mod(u1 * hh, p);
  const x3 = mod(r * r - hhh - 2n * v, p);
  return [x3, mod(r * (v - x3) - s1 * hhh, p), mod(h * a[2] * b[2], p)];
}
