import type { Lexer } from './lexer.ts';
import { TOKEN, tokenText } from './token.ts';

/** LJ_MAX_XLEVEL: how deep blocks and expressions may nest. */
const MAX_LEVELS = 200;

/** The parser's ways to look at tokens and to complain about them (lex_opt, lex_check, lex_match, err_token). */
export class TokenReader {
  protected readonly lexer: Lexer;
  protected level = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  protected isAt(kind: number): boolean {
    return this.lexer.kind === kind;
  }

  /** Takes the token if it is the current one. */
  protected accept(kind: number): boolean {
    if (this.lexer.kind !== kind) return false;
    this.lexer.next();
    return true;
  }

  /** Takes the token or fails with `'x' expected`. */
  protected expect(kind: number): void {
    if (this.lexer.kind !== kind) this.failExpected(kind);
    this.lexer.next();
  }

  /** Takes the token that closes what `opener` opened on `line`. */
  protected expectClosing(kind: number, opener: number, line: number): void {
    if (this.accept(kind)) return;
    if (line === this.lexer.line) this.failExpected(kind);
    this.fail(`'${tokenText(kind)}' expected (to close '${tokenText(opener)}' at line ${line})`);
  }

  /** Takes a name. */
  protected expectName(): string {
    if (this.lexer.kind !== TOKEN['<name>']) this.failExpected(TOKEN['<name>']);
    const name = this.lexer.value as string;
    this.lexer.next();
    return name;
  }

  protected failExpected(kind: number): never {
    this.fail(`'${tokenText(kind)}' expected`);
  }

  /** Throws a syntax error that names the current token. */
  protected fail(text: string): never {
    this.lexer.fail(this.lexer.kind, text);
  }

  protected enterLevel(): void {
    if (++this.level >= MAX_LEVELS) this.lexer.fail(0, 'chunk has too many syntax levels');
  }

  protected leaveLevel(): void {
    this.level--;
  }
}
