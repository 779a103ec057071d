import { describe, expect, it } from 'vitest';
import { ByteBufferImpl } from './byte-buffer-impl.ts';
import { bytesToByteString, textToBytes } from './byte-string.ts';

const buffer = (...pieces: string[]) => {
  const made = new ByteBufferImpl();
  for (const piece of pieces) made.append(textToBytes(piece));
  return made;
};
const text = (of: ByteBufferImpl) => bytesToByteString(of.bytes());

describe('ByteBufferImpl', () => {
  it('joins pieces, drains over their borders and prepends', () => {
    const it = buffer('abc', 'def', 'g');
    it.drain(4);
    expect(text(it)).toBe('efg');
    it.prepend(textToBytes('xy'));
    expect(text(it)).toBe('xyefg');
    expect(it.length).toBe(5);
  });
  it.each<[number | undefined, number | undefined, string]>([
    [undefined, undefined, 'hello'],
    [1, 3, 'ell'],
    [4, 10, 'o'],
    [9, 1, ''],
    [-2, 2, 'he'],
    [1, -1, ''],
  ])('clips bytes(%s, %s)', (start, count, expected) => {
    expect(bytesToByteString(buffer('he', 'llo').bytes(start, count))).toBe(expected);
  });
  it('hands out and takes copies', () => {
    const given = textToBytes('ab');
    const it = new ByteBufferImpl(given);
    given[0] = 122;
    it.bytes()[1] = 122;
    expect(text(it)).toBe('ab');
  });
  it('moves the content of another buffer', () => {
    const from = buffer('cd');
    const to = buffer('ab');
    to.moveFrom(from);
    expect([text(to), from.length]).toEqual(['abcd', 0]);
  });
  it('changes its version exactly when the content changes', () => {
    const it = buffer('ab');
    const start = it.version;
    it.bytes();
    it.drain(0);
    it.append(new Uint8Array(0));
    expect(it.version).toBe(start);
    it.set(textToBytes('ab'));
    expect(it.version).not.toBe(start);
  });
});
