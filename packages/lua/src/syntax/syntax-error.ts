import { LuaError } from '../values/lua-error.ts';
import { chunkId } from './chunk-name.ts';
import type { Lexer } from './lexer.ts';
import { TOKEN, tokenText } from './token.ts';

/**
 * Makes the error of a syntax mistake with LuaJIT's text: `CHUNK:LINE: TEXT near 'TOKEN'` (lj_lex_error, lj_err_lex).
 *
 * @param near the kind of the token to name; names, numbers and strings are shown as written; 0: no `near`
 * @param line default: the line the lexer stands on
 */
export function syntaxError(lexer: Lexer, near: number, text: string, line: number = lexer.line): LuaError {
  let message = `${chunkId(lexer.chunkName)}:${line}: ${text}`;
  if (near !== 0) {
    const named = near === TOKEN['<name>'] || near === TOKEN['<string>'] || near === TOKEN['<number>'];
    const shown = named ? lexer.currentText() : tokenText(near);
    const nul = shown.indexOf('\0');
    message += ` near '${nul < 0 ? shown : shown.slice(0, nul)}'`;
  }
  const start = line === lexer.line ? lexer.start : (lexer.lineStarts[line - 1] ?? lexer.start);
  const end = Math.max(start, line === lexer.line ? Math.max(lexer.end, lexer.start) : start);
  return new LuaError(message, { line, column: start - (lexer.lineStarts[line - 1] ?? 0) + 1, start, end });
}
