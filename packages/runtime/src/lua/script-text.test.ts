import { describe, expect, it } from 'vitest';
import { textToByteString } from '../http/byte-string.ts';
import { scriptToText, textToScript } from './script-text.ts';

describe('script text', () => {
  it.each(['', 'abc\0', 'é€😀', '\u{10ffff}\ud7ff\ue000'])('decodes %j', (text) => {
    expect(scriptToText(textToByteString(text))).toBe(text);
    expect(textToScript(text)).toBe(textToByteString(text));
  });

  it.each([
    '\xff',
    'a\x80b',
    '\xc3',
    '\xc3\xa9\xc3',
    '\xe2\x82',
    '\xc0\x80',
    '\xed\xa0\x80',
    '\xf0\x80\x80\x80',
    '\xf4\x90\x80\x80',
    '\xf0\x9f\x98\x80\x80',
  ])('keeps stray bytes: %j', (value) => {
    expect(textToScript(scriptToText(value))).toBe(value);
  });

  it('keeps every string of two bytes', () => {
    for (let a = 0; a < 256; a++) {
      for (let b = 0; b < 256; b++) {
        const value = String.fromCharCode(a, b);
        expect(textToScript(scriptToText(value))).toBe(value);
      }
    }
  });
});
