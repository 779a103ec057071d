import { type Completion, completeAt } from '@chainwright/lua/analysis/completion';
import { byteStringToDisplay, textToByteString } from '@chainwright/runtime/http/byte-string';
import { ENVOY_SCRIPT_API } from './envoy-script-api.ts';
import type { LuaSuggestion } from './lua-help.ts';

const DETAILS: Partial<Record<Completion['kind'], string>> = {
  local: 'local',
  parameter: 'parameter',
  global: 'global',
  keyword: 'keyword',
};

/**
 * The names that a script itself gives at a place: locals and parameters in scope, its globals, and keywords. The
 * standard library and Envoy's objects have help of their own.
 *
 * @param offset where the cursor is, in UTF-16 units
 */
export function scopeSuggestions(text: string, offset: number): LuaSuggestion[] {
  const before = textToByteString(text.slice(0, offset));
  const source = before + textToByteString(text.slice(offset));
  return completeAt(source, before.length, ENVOY_SCRIPT_API).flatMap(({ label, kind }) => {
    const detail = DETAILS[kind];
    if (detail === undefined || (kind === 'global' && ENVOY_SCRIPT_API.globals.includes(label))) return [];
    const name = byteStringToDisplay(label);
    const shown = kind === 'keyword' ? ('keyword' as const) : ('local' as const);
    return [{ label: name, kind: shown, insert: name, detail, documentation: '' }];
  });
}
