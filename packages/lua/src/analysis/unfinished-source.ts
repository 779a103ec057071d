import { Lexer } from '../syntax/lexer.ts';
import { TOKEN } from '../syntax/token.ts';
import { LuaError } from '../values/lua-error.ts';

/** What is open, and the text that closes it. */
type Open = { readonly kind: number; closer: string };

/**
 * The text that closes everything a piece of source has opened, so that the piece parses when an expression stands before
 * that text: `if a then f(` needs `) end`.
 */
export function closersFor(source: string): string {
  const open: Open[] = [];
  const lexer = new Lexer(source, '=unfinished');
  try {
    for (lexer.next(); lexer.kind !== TOKEN['<eof>']; lexer.next()) note(open, lexer.kind);
  } catch (thrown) {
    // An unfinished string or comment: nothing behind it counts.
    if (!(thrown instanceof LuaError)) throw thrown;
  }
  return open
    .reverse()
    .map(({ closer }) => closer)
    .join(' ');
}

function note(open: Open[], kind: number): void {
  const last = open.at(-1);
  switch (kind) {
    case TOKEN.if:
    case TOKEN.elseif:
      if (kind === TOKEN.elseif) open.pop();
      open.push({ kind: TOKEN.if, closer: 'then end' });
      return;
    case TOKEN.then:
      if (last !== undefined) last.closer = 'end';
      return;
    case TOKEN.while:
    case TOKEN.for:
      open.push({ kind, closer: 'do end' });
      return;
    case TOKEN.do:
      // The do of a loop that is open already.
      if (last?.closer === 'do end') last.closer = 'end';
      else open.push({ kind, closer: 'end' });
      return;
    case TOKEN.function:
      open.push({ kind, closer: 'end' });
      return;
    case TOKEN.repeat:
      open.push({ kind, closer: 'until true' });
      return;
    case TOKEN.end:
    case TOKEN.until:
    case 41:
    case 93:
    case 125:
      open.pop();
      return;
    case 40:
      open.push({ kind, closer: ')' });
      return;
    case 91:
      open.push({ kind, closer: ']' });
      return;
    case 123:
      open.push({ kind, closer: '}' });
      return;
    default:
  }
}
