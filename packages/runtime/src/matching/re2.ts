import { type ByteString, byteStringToDisplay } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';

/** A compiled regular expression of Envoy's configuration. */
export type Re2 = {
  /** Whether the whole value matches. Envoy: `CompiledGoogleReMatcher::match`. */
  fullMatch(value: ByteString): boolean;
  /** Replaces every match; `\1` stands for a group. Envoy: `replaceAll`. The value must be valid UTF-8. */
  replaceAll(value: string, substitution: string): string;
};

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/**
 * Compiles a pattern of RE2's syntax. Refuses, with RE2's text, what RE2 does not have: look-around, back-references.
 * Not the same as RE2: the time it takes; a pattern that backtracks without end in JavaScript is linear in Envoy.
 */
export function compileRe2(pattern: string): Re2 {
  checkRepetitions(pattern);
  const source = translate(pattern);
  let whole: RegExp;
  let part: RegExp;
  try {
    whole = new RegExp(`^(?:${source})$`, 'u');
    part = new RegExp(source, 'gu');
  } catch {
    throw new ConfigRejected(syntaxError(pattern));
  }
  return {
    fullMatch: (value) => whole.test(byteStringToDisplay(value)),
    replaceAll: (value, substitution) =>
      value.replace(part, (...groups: unknown[]) =>
        substitution.replace(/\\(\\|\d)/g, (_, what: string) =>
          what === '\\' ? '\\' : String(groups[Number(what)] ?? ''),
        ),
      ),
  };
}

/** RE2's text for a pattern that JavaScript refuses. */
function syntaxError(pattern: string): string {
  const plain = pattern.replace(/\\./gs, '').replace(/\[\^?\]?[^\]]*\]/g, '');
  let depth = 0;
  for (const char of plain) {
    if (char === '(') depth++;
    if (char === ')' && --depth < 0) return `unexpected ): ${pattern}`;
  }
  if (depth > 0) return `missing ): ${pattern}`;
  const twice = /[*+?]{2}[*+?]*|[*+?]\{\d*,?\d*\}/.exec(plain);
  if (twice !== null && !/^[*+?]\?$/.test(twice[0])) return `bad repetition operator: ${twice[0]}`;
  const range = /\[[^\]]*?([^\\\]])-([^\]])[^\]]*\]/.exec(pattern);
  if (range !== null && (range[1] ?? '') > (range[2] ?? ''))
    return `invalid character class range: ${range[1]}-${range[2]}`;
  return `no argument for repetition operator: ${/[*+?]/.exec(plain)?.[0] ?? pattern}`;
}

/** Refuses repetitions that RE2 does not count to. */
function checkRepetitions(pattern: string): void {
  for (const [text, low, high] of pattern.replace(/\\./gs, '').matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    const from = Number(low);
    const to = high === undefined || high === '' ? from : Number(high);
    if (from > 1000 || to > 1000 || from > to) throw new ConfigRejected(`invalid repetition size: ${text}`);
  }
}

/** The same pattern in JavaScript's syntax for the `u` flag. */
function translate(pattern: string): string {
  let out = '';
  let i = 0;
  let flagGroups = 0;
  while (i < pattern.length) {
    const c = pattern.charAt(i);
    if (c === '\\') {
      const [text, length] = translateEscape(pattern.slice(i), false);
      out += text;
      i += length;
    } else if (c === '[') {
      const [text, length] = translateClass(pattern.slice(i));
      out += text;
      i += length;
    } else if (c === '(' && pattern.charAt(i + 1) === '?') {
      const [text, length, opensRest] = translateGroup(pattern.slice(i));
      out += text;
      i += length;
      if (opensRest) flagGroups += 1;
    } else if (c === '.') {
      out += '[^\\n]';
      i += 1;
    } else if (c === '{' && !/^\{\d+(,\d*)?\}/.test(pattern.slice(i))) {
      out += '\\{';
      i += 1;
    } else if (c === '}' && !/\{\d+(,\d*)?$/.test(pattern.slice(0, i))) {
      out += '\\}';
      i += 1;
    } else if (c === ']') {
      out += '\\]';
      i += 1;
    } else {
      out += c;
      i += 1;
    }
  }
  return out + ')'.repeat(flagGroups);
}

/** `(?…`: non-capturing and named groups (names play no part here), flags; refuses look-around. */
function translateGroup(rest: string): [text: string, length: number, opensRest: boolean] {
  const refused = /^\(\?(?:=|!|<=|<!)/.exec(rest);
  if (refused !== null) throw new ConfigRejected(`invalid perl operator: ${refused[0]}`);
  const named = /^\(\?P?<(\w+)>/.exec(rest);
  if (named !== null) return ['(', named[0].length, false];
  if (/^\(\?P?</.test(rest)) throw new ConfigRejected(`invalid named capture group: ${rest}`);
  const flags = /^\(\?([imsU]*)(?:-([imsU]+))?(:|\))/.exec(rest);
  if (flags === null) throw new ConfigRejected(`invalid perl operator: ${rest.slice(0, 3)}`);
  const on = flags[1] ?? '';
  const off = flags[2] === undefined ? '' : `-${flags[2]}`;
  const opened = on === '' && off === '' ? '(?:' : `(?${on}${off}:`;
  return flags[3] === ':' ? [opened, flags[0].length, false] : [opened, flags[0].length, true];
}

/** A bracket expression, POSIX classes written out. */
function translateClass(rest: string): [text: string, length: number] {
  let out = '[';
  let i = 1;
  if (rest.charAt(i) === '^') {
    out += '^';
    i += 1;
  }
  let atStart = true;
  while (i < rest.length && (rest.charAt(i) !== ']' || atStart)) {
    const posix = /^\[:(\^?)(\w+):\]/.exec(rest.slice(i));
    const known = posix === null ? undefined : POSIX_CLASSES[posix[2] ?? ''];
    if (posix !== null && known === undefined) {
      throw new ConfigRejected(`invalid character class range: ${posix[0]}`);
    }
    if (posix !== null && known !== undefined && posix[1] === '') {
      out += known;
      i += posix[0].length;
    } else if (rest.charAt(i) === '\\') {
      const [text, length] = translateEscape(rest.slice(i), true);
      out += text;
      i += length;
    } else {
      const c = rest.charAt(i);
      out += c === '[' || c === ']' ? `\\${c}` : c;
      i += 1;
    }
    atStart = false;
  }
  if (i >= rest.length) throw new ConfigRejected(`missing ]: ${rest}`);
  return [`${out}]`, i + 1];
}

/** A backslash and what follows it. */
function translateEscape(rest: string, inClass: boolean): [text: string, length: number] {
  const c = rest.charAt(1);
  if (c === '') throw new ConfigRejected('trailing \\');
  if (c === 'Q' && !inClass) {
    const end = rest.indexOf('\\E');
    const literal = end < 0 ? rest.slice(2) : rest.slice(2, end);
    return [literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), end < 0 ? rest.length : end + 2];
  }
  if (c === 'A' && !inClass) return ['^', 2];
  if (c === 'z' && !inClass) return ['$', 2];
  if (c === 'a') return ['\\x07', 2];
  if (c === 's') return [inClass ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]', 2];
  if (c === 'S' && !inClass) return ['[^\\t\\n\\f\\r ]', 2];
  const property = /^\\([pP])([A-Z])/.exec(rest);
  if (property !== null) {
    if (!'CLMNPSZ'.includes(property[2] ?? '')) {
      throw new ConfigRejected(`invalid character class range: ${property[0]}`);
    }
    return [`\\${property[1]}{${property[2]}}`, 3];
  }
  const hex = /^\\x\{([0-9A-Fa-f]+)\}/.exec(rest);
  if (hex !== null) return [`\\u{${hex[1]}}`, hex[0].length];
  if (/[1-9]/.test(c) || /[a-zA-Z]/.test(c) === false) return translatePunctuation(rest, c);
  if ('dDwWbBnrtfvxpP'.includes(c)) return [`\\${c}`, 2];
  throw new ConfigRejected(`invalid escape sequence: \\${c}`);
}

function translatePunctuation(rest: string, c: string): [text: string, length: number] {
  if (/[1-9]/.test(c)) throw new ConfigRejected(`invalid escape sequence: \\${c}`);
  if (c === '0') return ['\\x00', 2];
  if (/[\\^$.*+?()[\]{}|/-]/.test(c)) return [c === '-' ? '\\x2d' : `\\${c}`, 2];
  if (rest.charCodeAt(1) > 127) throw new ConfigRejected(`invalid escape sequence: \\${c}`);
  return [c, 2];
}
