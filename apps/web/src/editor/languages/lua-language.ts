import type { languages } from 'monaco-editor/editor';
import type { Monaco } from '../monaco.ts';
import { type LuaSuggestion, luaHover, luaSignature, luaSuggestions } from './lua-help.ts';
import { scopeSuggestions } from './lua-scope.ts';

const MEMBER = /[:.]\w*$/;
/** The script's own names come first. */
const PLACES: Partial<Record<LuaSuggestion['kind'], string>> = { local: '0', keyword: '2' };

/** Teaches the editor Envoy's Lua: completion, hover, signatures. Colours are Monaco's own. */
export function registerLua(monaco: Monaco): void {
  monaco.languages.registerCompletionItemProvider('lua', {
    triggerCharacters: [':', '.'],
    provideCompletionItems(model, position) {
      const before = model.getValueInRange(fromStart(position));
      const word = model.getWordUntilPosition(position);
      const range = {
        startLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endLineNumber: position.lineNumber,
        endColumn: word.endColumn,
      };
      const names = MEMBER.test(before) ? [] : scopeSuggestions(model.getValue(), model.getOffsetAt(position));
      const known = new Set(names.map(({ label }) => label));
      const others = luaSuggestions(before).filter(({ kind, label }) => kind === 'snippet' || !known.has(label));
      return { suggestions: [...names, ...others].map((one) => completionItem(monaco, one, range)) };
    },
  });
  monaco.languages.registerHoverProvider('lua', {
    provideHover(model, position) {
      const word = model.getWordAtPosition(position);
      if (word === null) return null;
      const before = model.getValueInRange(fromStart({ lineNumber: position.lineNumber, column: word.endColumn }));
      const help = luaHover(before);
      return help === null ? null : { contents: [{ value: help }] };
    },
  });
  monaco.languages.registerSignatureHelpProvider('lua', {
    signatureHelpTriggerCharacters: ['(', ','],
    provideSignatureHelp(model, position) {
      const signature = luaSignature(model.getValueInRange(fromStart(position)));
      if (signature === null) return null;
      const { label, parameters, active, documentation } = signature;
      const activeParameter = Math.min(active, Math.max(0, parameters.length - 1));
      const signatures = [{ label, documentation, parameters: parameters.map((text) => ({ label: text })) }];
      return { value: { signatures, activeSignature: 0, activeParameter }, dispose: () => undefined };
    },
  });
}

function completionItem(
  monaco: Monaco,
  one: LuaSuggestion,
  range: languages.CompletionItem['range'],
): languages.CompletionItem {
  const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;
  const kinds = {
    method: CompletionItemKind.Method,
    function: CompletionItemKind.Function,
    variable: CompletionItemKind.Module,
    snippet: CompletionItemKind.Snippet,
    constant: CompletionItemKind.Constant,
    local: CompletionItemKind.Variable,
    keyword: CompletionItemKind.Keyword,
  } as const;
  return {
    label: one.label,
    sortText: (PLACES[one.kind] ?? '1') + one.label,
    kind: kinds[one.kind],
    insertText: one.insert,
    insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
    detail: one.detail,
    documentation: { value: one.documentation },
    range,
  };
}

type Place = { readonly lineNumber: number; readonly column: number };

function fromStart({ lineNumber, column }: Place): {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
} {
  return { startLineNumber: 1, startColumn: 1, endLineNumber: lineNumber, endColumn: column };
}
