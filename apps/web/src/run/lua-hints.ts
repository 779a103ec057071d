import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import { checkScript } from '@chainwright/lua/analysis/check-script';
import type { ScriptApi } from '@chainwright/lua/analysis/script-api';
import { byteStringToDisplay, textToByteString } from '@chainwright/runtime/http/byte-string';
import { LUA_API, LUA_GLOBALS, LUA_HANDLERS } from '@chainwright/runtime/lua/lua-api';

/** What Envoy's Lua filter offers to scripts. */
const ENVOY_API: ScriptApi = {
  objects: LUA_API,
  entryPoints: LUA_HANDLERS.map(({ name, path }) => ({ name, parameters: ['handle'], path })),
  globals: LUA_GLOBALS.map(({ name }) => name),
  version: '1.40',
};

/**
 * What a look at a script finds without running it: undefined globals, unknown or newer methods, methods of the other
 * path, unused locals. Syntax errors are left to the engine, which tells them in Envoy's words.
 */
export function luaHints(source: string, text: string): Diagnostic[] {
  const bytes = textToByteString(text);
  return checkScript(bytes, `=${source}`, ENVOY_API)
    .filter((finding) => finding.code !== 'syntax-error')
    .map(({ code, severity, message, range }) => {
      const start = placeAt(bytes, range.start);
      const end = placeAt(bytes, range.end);
      return {
        severity: severity === 'hint' ? 'info' : 'warning',
        code: `lua/${code}`,
        message,
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
