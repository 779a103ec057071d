/** The languages that the editor knows. */
export type CodeLanguage = 'lua' | 'assemblyscript' | 'yaml' | 'wat';

/** Monaco's name for a language: AssemblyScript is written as TypeScript. */
export function monacoLanguage(language: CodeLanguage): string {
  return language === 'assemblyscript' ? 'typescript' : language;
}
