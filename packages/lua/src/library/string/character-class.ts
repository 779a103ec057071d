/**
 * Character classes of the C locale as LuaJIT's own table has them (lj_char.c): bytes from 128 on belong to none.
 */

const CONTROL = 1;
const BLANK = 2;
const PUNCTUATION = 4;
const DIGIT = 8;
const HEX_DIGIT = 16;
const UPPER = 32;
const LOWER = 64;
const ALPHA = UPPER | LOWER;
const ALNUM = ALPHA | DIGIT;
const GRAPH = ALNUM | PUNCTUATION;

const bits = new Uint8Array(256);
for (let code = 0; code < 128; code++) bits[code] = bitsOf(code);

function bitsOf(code: number): number {
  if (code < 32 || code === 127) return CONTROL | (code >= 9 && code <= 13 ? BLANK : 0);
  if (code === 32) return BLANK;
  if (code >= 48 && code <= 57) return DIGIT | HEX_DIGIT;
  const letter = code | 32;
  if (letter < 97 || letter > 122) return PUNCTUATION;
  return (code === letter ? LOWER : UPPER) | (letter <= 102 ? HEX_DIGIT : 0);
}

/** The class bits for each letter of a pattern item such as `%a`; 0 for letters that name no class. */
const letterBits = new Uint8Array(32);
for (const [letter, mask] of Object.entries({
  a: ALPHA,
  c: CONTROL,
  d: DIGIT,
  g: GRAPH,
  l: LOWER,
  p: PUNCTUATION,
  s: BLANK,
  u: UPPER,
  w: ALNUM,
  x: HEX_DIGIT,
})) {
  letterBits[letter.charCodeAt(0) & 31] = mask;
}

/**
 * Whether a byte belongs to the class that a letter after `%` names; a capital letter negates, any other character
 * stands for itself. Mirrors `match_class` (lib_string.c).
 */
export function matchesClass(code: number, letter: number): boolean {
  if ((letter & 0xc0) === 0x40) {
    const mask = letterBits[letter & 31]!;
    if (mask !== 0) return ((bits[code]! & mask) !== 0) === ((letter & 32) !== 0);
    if (letter === 122) return code === 0;
    if (letter === 90) return code !== 0;
  }
  return letter === code;
}

/** Whether `%q` must write the byte as a decimal escape. */
export function isControl(code: number): boolean {
  return (bits[code]! & CONTROL) !== 0;
}
