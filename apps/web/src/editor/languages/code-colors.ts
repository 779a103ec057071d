import type { languages } from 'monaco-editor/editor';

/** Calls are told from other names, and AssemblyScript's number types from TypeScript's names. */
const TYPESCRIPT_RULES: languages.IMonarchLanguageRule[] = [
  [/(\.)([a-z_$][\w$]*)(?=(?:<[\w\s,<>|]*>)?\()/, ['delimiter', 'function']],
  [/(\.)([a-z_$][\w$]*)/, ['delimiter', 'identifier']],
  [/(?:[iu](?:8|16|32|64|size)|f32|f64|v128|bool|string|void)(?![\w$(])/, 'type'],
  [/[a-z_$][\w$]*(?=(?:<[\w\s,<>|]*>)?\()/, { cases: { '@keywords': 'keyword', '@default': 'function' } }],
];

const LUA_RULES: languages.IMonarchLanguageRule[] = [
  [/([:.])([a-zA-Z_]\w*)(?=\s*\()/, ['delimiter', 'function']],
  [/[a-zA-Z_]\w*(?=\s*\()/, { cases: { '@keywords': 'keyword', '@default': 'function' } }],
];

/** Monaco's colours for TypeScript, made to fit AssemblyScript. */
export function assemblyScriptColors(language: languages.IMonarchLanguage): languages.IMonarchLanguage {
  return withRules(language, 'common', TYPESCRIPT_RULES);
}

/** Monaco's colours for Lua, with calls. */
export function luaColors(language: languages.IMonarchLanguage): languages.IMonarchLanguage {
  return withRules(language, 'root', LUA_RULES);
}

function withRules(
  language: languages.IMonarchLanguage,
  state: string,
  rules: readonly languages.IMonarchLanguageRule[],
): languages.IMonarchLanguage {
  const { tokenizer } = language;
  return { ...language, tokenizer: { ...tokenizer, [state]: [...rules, ...(tokenizer[state] ?? [])] } };
}
