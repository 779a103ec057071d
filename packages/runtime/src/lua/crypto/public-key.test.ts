import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DIGEST_NAMES, digest } from './digest.ts';
import { importPublicKey, verifySignature } from './public-key.ts';

const LENGTHS = [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000];
const text = new TextEncoder().encode('the text that was signed');

function keyPair(kind: 'rsa' | 'P-256' | 'P-384') {
  const { publicKey, privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  return { der: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })), privateKey };
}

describe('digest', () => {
  it.each(DIGEST_NAMES)('%s agrees with OpenSSL', (name) => {
    for (const length of LENGTHS) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 255);
      expect(Buffer.from(digest(name, bytes)).toString('hex')).toBe(createHash(name).update(bytes).digest('hex'));
    }
  });
});

describe.each(['rsa', 'P-256', 'P-384'] as const)('verifySignature with %s', (kind) => {
  const { der, privateKey } = keyPair(kind);
  const key = importPublicKey(der);

  it.each(DIGEST_NAMES)('accepts what was signed with %s, and nothing else', (name) => {
    const signature = new Uint8Array(createSign(name).update(text).sign(privateKey));
    expect(verifySignature(name.toUpperCase(), key!, signature, text)).toEqual({ valid: true });
    const failure = { valid: false, error: 'Failed to verify digest. Error code: 0' };
    expect(verifySignature(name, key!, signature, text.subarray(1))).toEqual(failure);
    const changed = signature.slice();
    changed[signature.length - 1]! ^= 1;
    expect(verifySignature(name, key!, changed, text)).toEqual(failure);
    expect(verifySignature(name, key!, signature.subarray(1), text)).toEqual(failure);
    expect(verifySignature(name, key!, new Uint8Array(0), text)).toEqual(failure);
  });

  it('names a hash that it does not have', () => {
    expect(verifySignature('md5', key!, text, text)).toEqual({ valid: false, error: 'md5 is not supported.' });
  });

  it('refuses every truncation of the key', () => {
    for (let length = 0; length < der.length; length++) expect(importPublicKey(der.subarray(0, length))).toBe(null);
  });
});

it('refuses a point that is not on its curve', () => {
  const { der } = keyPair('P-256');
  der[der.length - 1]! ^= 1;
  expect(importPublicKey(der)).toBe(null);
});
