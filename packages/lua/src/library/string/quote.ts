import { isControl } from './character-class.ts';

/**
 * Writes a string so that Lua reads it back: what `%q` of `string.format` does (`strfmt_putquotedlen`).
 *
 * Quotes, backslashes and newlines get a backslash, control bytes a decimal escape of as few digits as the next byte
 * allows; bytes from 128 on stay as they are.
 */
export function quote(text: string): string {
  let quoted = '"';
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 34 || code === 92 || code === 10) quoted += `\\${text[index]!}`;
    else if (!isControl(code)) quoted += text[index]!;
    else {
      const next = text.charCodeAt(index + 1);
      quoted += `\\${next >= 48 && next <= 57 ? `${code}`.padStart(3, '0') : code}`;
    }
  }
  return `${quoted}"`;
}
