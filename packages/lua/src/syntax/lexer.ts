import { scanNumberLiteral } from '../library/number/from-text.ts';
import { Complex } from '../values/complex.ts';
import { Int64 } from '../values/int64.ts';
import { internName } from '../values/shape.ts';
import { byteClasses, DIGIT, IDENTIFIER, isOfClass, SPACE, utf8 } from './source-bytes.ts';
import { syntaxError } from './syntax-error.ts';
import { KEYWORDS, TOKEN } from './token.ts';

const EOF = -1;
const NEWLINE = 10;
const RETURN = 13;

type Word = { readonly text: string; readonly kind: number };

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/**
 * Turns source bytes into tokens, one at a time, with one token of lookahead (lj_lex.c).
 *
 * After `next()`: `kind` is the token, `value` what a name, string or number stands for, `line` the line the token ends
 * on, `lastLine` the line the token before it ended on.
 */
export class Lexer {
  readonly source: string;
  readonly chunkName: string;
  kind: number = TOKEN['<eof>'];
  value: string | number | Int64 | undefined = undefined;
  /** Offsets of the current token. */
  start = 0;
  end = 0;
  /** The end of the token before it. */
  lastEnd = 0;
  line = 1;
  lastLine = 1;
  /** Offset of the first byte of every line. */
  readonly lineStarts: number[] = [0];
  private at = 0;
  /** The text of a string token with its delimiters, as error texts show it. */
  private stringText = '';
  private ahead: { kind: number; value: Lexer['value']; start: number; end: number } | null = null;
  private readonly words = new Map<string, Word>();

  constructor(source: string, chunkName: string) {
    this.source = source;
    this.chunkName = chunkName;
    if (source.startsWith('\xef\xbb\xbf')) this.at = 3;
    if (source.charCodeAt(this.at) === 35) this.skipHeader();
  }

  private skipHeader(): void {
    while (this.at < this.source.length && !this.atNewline()) this.at++;
    if (this.at < this.source.length) this.newline();
  }

  /** Moves on to the next token. */
  next(): void {
    this.lastLine = this.line;
    this.lastEnd = this.end;
    const { ahead } = this;
    if (ahead === null) {
      this.kind = this.scan();
      this.end = this.at;
    } else {
      this.ahead = null;
      this.kind = ahead.kind;
      this.value = ahead.value;
      this.start = ahead.start;
      this.end = ahead.end;
    }
  }

  /** The kind of the token after the current one. */
  lookahead(): number {
    const { kind, value, start, end } = this;
    const next = this.scan();
    this.ahead = { kind: next, value: this.value, start: this.start, end: this.at };
    this.kind = kind;
    this.value = value;
    this.start = start;
    this.end = end;
    return next;
  }

  /** The text of the token being scanned or scanned last, as `near '…'` shows names, numbers and strings. */
  currentText(): string {
    return this.kindScanned === TOKEN['<string>'] ? this.stringText : this.source.slice(this.scanned, this.at);
  }

  private kindScanned: number = TOKEN['<eof>'];
  private scanned = 0;

  private scan(): number {
    const { source } = this;
    for (;;) {
      const at = this.at;
      this.start = at;
      this.scanned = at;
      if (at >= source.length) return this.done(TOKEN['<eof>'], 0);
      const byte = source.charCodeAt(at);
      if ((byteClasses[byte]! & IDENTIFIER) !== 0) {
        return (byteClasses[byte]! & DIGIT) !== 0 ? this.number() : this.word();
      }
      switch (byte) {
        case NEWLINE:
        case RETURN:
          this.newline();
          continue;
        case 32:
        case 9:
        case 11:
        case 12:
          this.at++;
          continue;
        case 45: // -
          if (source.charCodeAt(at + 1) !== 45) return this.done(45, 1);
          this.at += 2;
          this.comment();
          continue;
        case 91: // [
          return this.bracket();
        case 61: // =
          return this.pair(61, TOKEN['==']);
        case 60: // <
          return this.pair(60, TOKEN['<=']);
        case 62: // >
          return this.pair(62, TOKEN['>=']);
        case 126: // ~
          return this.pair(126, TOKEN['~=']);
        case 58: // :
          return source.charCodeAt(at + 1) === 58 ? this.done(TOKEN['::'], 2) : this.done(58, 1);
        case 34:
        case 39:
          return this.quoted(byte);
        case 46: // .
          return this.dot();
        default:
          return this.done(byte, 1);
      }
    }
  }

  private done(kind: number, length: number): number {
    this.at += length;
    this.kindScanned = kind;
    return kind;
  }

  private pair(single: number, double: number): number {
    return this.source.charCodeAt(this.at + 1) === 61 ? this.done(double, 2) : this.done(single, 1);
  }

  private dot(): number {
    const { source, at } = this;
    const second = source.charCodeAt(at + 1);
    if (second !== 46) return isOfClass(second, DIGIT) ? this.number() : this.done(46, 1);
    return source.charCodeAt(at + 2) === 46 ? this.done(TOKEN['...'], 3) : this.done(TOKEN['..'], 2);
  }

  private word(): number {
    const { source } = this;
    let end = this.at + 1;
    while (end < source.length && (byteClasses[source.charCodeAt(end)]! & IDENTIFIER) !== 0) end++;
    const text = source.slice(this.at, end);
    this.at = end;
    let word = this.words.get(text);
    if (word === undefined) {
      word = { text: internName(text), kind: KEYWORDS.get(text) ?? TOKEN['<name>'] };
      this.words.set(word.text, word);
    }
    this.value = word.text;
    this.kindScanned = word.kind;
    return word.kind;
  }

  private number(): number {
    const { source } = this;
    const begin = this.at;
    let mark = 101; // e
    let before = source.charCodeAt(this.at);
    if (before === 48) {
      this.at++;
      before = source.charCodeAt(this.at);
      if ((before | 32) === 120) mark = 112; // p
      before = 48;
    }
    for (;;) {
      const byte = this.at < source.length ? source.charCodeAt(this.at) : EOF;
      const isSign = (byte === 45 || byte === 43) && (before | 32) === mark;
      if (!isOfClass(byte, IDENTIFIER) && byte !== 46 && !isSign) break;
      before = byte;
      this.at++;
    }
    this.kindScanned = TOKEN['<number>'];
    const literal = scanNumberLiteral(source.slice(begin, this.at));
    if (literal === undefined) this.fail(TOKEN['<number>'], 'malformed number');
    if (literal.kind === 'imaginary') this.value = new Complex(literal.value);
    else this.value = literal.kind === 'int64' ? new Int64(literal.value, literal.unsigned) : literal.value;
    return TOKEN['<number>'];
  }

  private atNewline(): boolean {
    const byte = this.source.charCodeAt(this.at);
    return byte === NEWLINE || byte === RETURN;
  }

  private newline(): void {
    const first = this.source.charCodeAt(this.at++);
    if (this.atNewline() && this.source.charCodeAt(this.at) !== first) this.at++;
    this.line++;
    this.lineStarts.push(this.at);
  }

  private comment(): void {
    const { source } = this;
    if (source.charCodeAt(this.at) === 91) {
      const level = this.bracketLevel(this.at);
      if (level >= 0) {
        this.at += level + 2;
        this.longText(level, true);
        return;
      }
    }
    while (this.at < source.length && !this.atNewline()) this.at++;
  }

  /** The number of `=` in a long bracket that begins at `at`; negative when it is none (lex_skipeq). */
  private bracketLevel(at: number): number {
    const { source } = this;
    const bracket = source.charCodeAt(at);
    let level = 0;
    while (source.charCodeAt(at + 1 + level) === 61) level++;
    return source.charCodeAt(at + 1 + level) === bracket ? level : -level - 1;
  }

  private bracket(): number {
    const level = this.bracketLevel(this.at);
    if (level === -1) return this.done(91, 1);
    if (level < 0) {
      this.kindScanned = TOKEN['<string>'];
      this.stringText = this.source.slice(this.at, this.at - level);
      this.at -= level;
      this.fail(TOKEN['<string>'], 'invalid long string delimiter');
    }
    this.at += level + 2;
    const text = this.longText(level, false);
    const equals = '='.repeat(level);
    this.value = text;
    this.kindScanned = TOKEN['<string>'];
    this.stringText = `[${equals}[${text}]${equals}]`;
    return TOKEN['<string>'];
  }

  private longText(level: number, isComment: boolean): string {
    const { source } = this;
    if (this.atNewline()) this.newline();
    let text = '';
    let piece = this.at;
    for (;;) {
      if (this.at >= source.length) {
        this.fail(TOKEN['<eof>'], isComment ? 'unfinished long comment' : 'unfinished long string');
      }
      const byte = source.charCodeAt(this.at);
      if (byte === NEWLINE || byte === RETURN) {
        if (!isComment) text += `${source.slice(piece, this.at)}\n`;
        this.newline();
        piece = this.at;
      } else if (byte === 93) {
        const found = this.bracketLevel(this.at);
        if (found === level) {
          if (!isComment) text += source.slice(piece, this.at);
          this.at += level + 2;
          return text;
        }
        // A bracket that does not fit may itself begin the one that does.
        this.at += found < 0 ? -found : found + 1;
      } else {
        this.at++;
      }
    }
  }

  private quoted(delimiter: number): number {
    const { source } = this;
    const quote = source[this.at]!;
    this.at++;
    let text = '';
    let piece = this.at;
    this.kindScanned = TOKEN['<string>'];
    for (;;) {
      const byte = this.at < source.length ? source.charCodeAt(this.at) : EOF;
      if (byte === delimiter) break;
      if (byte === EOF || byte === NEWLINE || byte === RETURN) {
        this.stringText = quote + text + source.slice(piece, this.at);
        this.fail(byte === EOF ? TOKEN['<eof>'] : TOKEN['<string>'], 'unfinished string');
      }
      if (byte === 92) {
        text += source.slice(piece, this.at);
        this.at++;
        text += this.escape(quote + text);
        piece = this.at;
      } else {
        this.at++;
      }
    }
    text += source.slice(piece, this.at);
    this.at++;
    this.value = text;
    this.stringText = quote + text + quote;
    return TOKEN['<string>'];
  }

  /** Reads an escape sequence behind its backslash. `before` is the text an error shows. */
  private escape(before: string): string {
    const { source } = this;
    if (this.at >= source.length) return '';
    const letter = source[this.at]!;
    const byte = source.charCodeAt(this.at);
    const simple = SIMPLE_ESCAPES[letter];
    if (simple !== undefined) {
      this.at++;
      return simple;
    }
    if (byte === NEWLINE || byte === RETURN) {
      this.newline();
      return '\n';
    }
    if (letter === 'z') {
      this.at++;
      while (this.at < source.length && isOfClass(source.charCodeAt(this.at), SPACE)) {
        if (this.atNewline()) this.newline();
        else this.at++;
      }
      return '';
    }
    const value = letter === 'x' ? this.hexEscape() : letter === 'u' ? this.unicodeEscape() : this.decimalEscape();
    if (value === undefined) {
      this.stringText = before;
      this.fail(TOKEN['<string>'], 'invalid escape sequence');
    }
    return value;
  }

  private hexEscape(): string | undefined {
    const digits = this.source.slice(this.at + 1, this.at + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) return undefined;
    this.at += 3;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private decimalEscape(): string | undefined {
    const digits = /^[0-9]{1,3}/.exec(this.source.slice(this.at, this.at + 3))?.[0];
    if (digits === undefined || Number(digits) > 255) return undefined;
    this.at += digits.length;
    return String.fromCharCode(Number(digits));
  }

  private unicodeEscape(): string | undefined {
    const close = this.source.indexOf('}', this.at);
    if (close < 0) return undefined;
    const digits = /^\{([0-9a-fA-F]+)$/.exec(this.source.slice(this.at + 1, close))?.[1];
    const code = digits === undefined ? -1 : Number.parseInt(digits, 16);
    if (code < 0 || code >= 0x110000 || (code >= 0xd800 && code < 0xe000)) return undefined;
    this.at = close + 1;
    return utf8(code);
  }

  /** Throws a syntax error at the current place. @param near the token to name, 0 for none */
  fail(near: number, text: string): never {
    throw syntaxError(this, near, text);
  }
}
