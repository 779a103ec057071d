import type { Monaco } from '../monaco.ts';

/** Teaches the editor the colours and brackets of the WebAssembly text format. */
export function registerWat(monaco: Monaco): void {
  monaco.languages.register({ id: 'wat', extensions: ['.wat'] });
  monaco.languages.setLanguageConfiguration('wat', {
    comments: { lineComment: ';;', blockComment: ['(;', ';)'] },
    brackets: [['(', ')']],
    autoClosingPairs: [
      { open: '(', close: ')' },
      { open: '"', close: '"', notIn: ['string'] },
    ],
  });
  monaco.languages.setMonarchTokensProvider('wat', {
    brackets: [{ open: '(', close: ')', token: 'delimiter.parenthesis' }],
    tokenizer: {
      root: [
        [/;;.*$/, 'comment'],
        [/\(;/, 'comment', '@comment'],
        [/"(?:[^"\\]|\\.)*"/, 'string'],
        [/\$[^\s()";]+/, 'function'],
        [/[-+]?(?:0x[\da-fA-F_]+|\d[\d_]*)(?:\.[\d_]*)?(?:[eE][-+]?\d+)?/, 'number'],
        [/\b(?:i32|i64|f32|f64|v128|funcref|externref)\b(?!\.)/, 'type'],
        [/[a-z][\w.]*/, 'keyword'],
        [/[()]/, '@brackets'],
      ],
      comment: [
        [/[^;(]+/, 'comment'],
        [/\(;/, 'comment', '@push'],
        [/;\)/, 'comment', '@pop'],
        [/[;(]/, 'comment'],
      ],
    },
  });
}
