import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import { checkScript } from '@chainwright/lua/analysis/check-script';
import { byteStringToDisplay, textToByteString } from '@chainwright/runtime/http/byte-string';
import { ENVOY_SCRIPT_API } from '../editor/languages/envoy-script-api.ts';

const CHUNK = 'script';
/** The place in front of a syntax error's words; the editor shows it by the line. */
const PLACE = new RegExp(`^${CHUNK}:\\d+: `);

/**
 * What a look at a script finds without running it: its syntax error, or undefined globals, unknown or newer methods,
 * methods of the other path, unused locals. Only a syntax error has the severity `error`: Envoy takes the rest.
 */
export function luaHints(source: string, text: string): Diagnostic[] {
  const bytes = textToByteString(text);
  return checkScript(bytes, `=${CHUNK}`, ENVOY_SCRIPT_API).map(({ code, severity, message, range }) => {
    const start = placeAt(bytes, range.start);
    const end = placeAt(bytes, range.end);
    const isError = severity === 'error';
    return {
      severity: isError ? 'error' : severity === 'hint' ? 'info' : 'warning',
      code: isError ? 'LUA' : `lua/${code}`,
      message: byteStringToDisplay(message.replace(PLACE, '')),
      source,
      range: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    };
  });
}

/** Line and column, as the editor counts them, of a byte offset. */
function placeAt(bytes: string, offset: number): { line: number; column: number } {
  const lineStart = bytes.lastIndexOf('\n', offset - 1) + 1;
  const line = bytes.slice(0, lineStart).split('\n').length;
  return { line, column: byteStringToDisplay(bytes.slice(lineStart, offset)).length + 1 };
}
