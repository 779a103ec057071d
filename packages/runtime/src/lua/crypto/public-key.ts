import { bytesToBigInt, DER_TAG, DerReader, modPow } from './der.ts';
import { DIGEST_NAMES, type DigestName, digest } from './digest.ts';
import { type EllipticKey, ellipticKey, verifyEcdsa } from './elliptic-curve.ts';

/** A key that can check signatures. */
export type PublicKey =
  | { readonly kind: 'rsa'; readonly modulus: bigint; readonly exponent: bigint; readonly bytes: number }
  | EllipticKey;

/** What came of checking a signature. */
export type Verification = { readonly valid: true } | { readonly valid: false; readonly error: string };

const RSA_ID = '1.2.840.113549.1.1.1';
const EC_ID = '1.2.840.10045.2.1';

/**
 * Reads a SubjectPublicKeyInfo in DER form: RSA, or ECDSA on P-256 and P-384. null: it is not such a key.
 * Envoy: source/common/crypto/utility_impl.cc `importPublicKeyDER`.
 */
export function importPublicKey(der: Uint8Array): PublicKey | null {
  try {
    const info = new DerReader(new DerReader(der).element(DER_TAG.sequence));
    const algorithm = new DerReader(info.element(DER_TAG.sequence));
    const bits = info.element(DER_TAG.bitString);
    if (!info.done || bits[0] !== 0) return null;
    const key = bits.subarray(1);
    const id = objectId(algorithm.element(DER_TAG.objectId));
    if (id === RSA_ID) return rsaKey(key);
    if (id !== EC_ID || key[0] !== 4) return null;
    const half = (key.length - 1) / 2;
    const curve = objectId(algorithm.element(DER_TAG.objectId));
    return ellipticKey(curve, bytesToBigInt(key.subarray(1, 1 + half)), bytesToBigInt(key.subarray(1 + half)));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function rsaKey(der: Uint8Array): PublicKey | null {
  const parts = new DerReader(new DerReader(der).element(DER_TAG.sequence));
  const modulus = bytesToBigInt(parts.element(DER_TAG.integer));
  const exponent = bytesToBigInt(parts.element(DER_TAG.integer));
  if (modulus < 3n || exponent < 3n) return null;
  return { kind: 'rsa', modulus, exponent, bytes: Math.ceil(modulus.toString(16).length / 2) };
}

function objectId(bytes: Uint8Array): string {
  const parts = [Math.floor((bytes[0] ?? 0) / 40), (bytes[0] ?? 0) % 40];
  let part = 0;
  for (const byte of bytes.subarray(1)) {
    part = part * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    }
  }
  return parts.join('.');
}

/**
 * Checks a signature: PKCS #1 v1.5 for RSA keys, ECDSA in DER form for others.
 * Envoy: source/common/crypto/utility_impl.cc `verifySignature`; the error texts are its own.
 */
export function verifySignature(hash: string, key: PublicKey, signature: Uint8Array, text: Uint8Array): Verification {
  const name = DIGEST_NAMES.find((known) => known === hash.toLowerCase());
  if (name === undefined) return { valid: false, error: `${hash} is not supported.` };
  const valid = key.kind === 'rsa' ? verifyRsa(name, key, signature, text) : verifyDerEcdsa(name, key, signature, text);
  return valid ? { valid } : { valid: false, error: 'Failed to verify digest. Error code: 0' };
}

/** DER beginnings of DigestInfo, which stand before the digest in a PKCS #1 v1.5 signature (RFC 8017 §9.2). */
const DIGEST_INFO: Readonly<Record<DigestName, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha224: '302d300d06096086480165030402040500041c',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

function verifyRsa(
  name: DigestName,
  key: Extract<PublicKey, { kind: 'rsa' }>,
  signature: Uint8Array,
  text: Uint8Array,
): boolean {
  const value = bytesToBigInt(signature);
  if (signature.length !== key.bytes || value >= key.modulus) return false;
  const opened = modPow(value, key.exponent, key.modulus)
    .toString(16)
    .padStart(key.bytes * 2, '0');
  const tail = `00${DIGEST_INFO[name]}${hex(digest(name, text))}`;
  const filling = key.bytes * 2 - 4 - tail.length;
  return filling >= 16 && opened === `0001${'f'.repeat(filling)}${tail}`;
}

function verifyDerEcdsa(name: DigestName, key: EllipticKey, signature: Uint8Array, text: Uint8Array): boolean {
  try {
    const parts = new DerReader(new DerReader(signature).element(DER_TAG.sequence));
    const r = bytesToBigInt(parts.element(DER_TAG.integer));
    const s = bytesToBigInt(parts.element(DER_TAG.integer));
    const hashed = digest(name, text);
    return parts.done && verifyEcdsa(key, r, s, bytesToBigInt(hashed), hashed.length * 8);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
