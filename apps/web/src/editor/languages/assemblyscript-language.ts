import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';
import type { Monaco } from '../monaco.ts';
import { type CallbackSnippet, isAtMember } from './sdk-snippets.ts';

/**
 * Teaches the editor AssemblyScript. TypeScript's service gives completion, hover, signatures and definitions, from the standard
 * library's declarations and from the SDK's own sources. What is wrong is said by the AssemblyScript compiler and by it alone:
 * TypeScript complains of much that is right there and accepts much that is not.
 * The service and the libraries are large: they load with the first document.
 */
export function registerAssemblyScript(monaco: Monaco): void {
  typescriptDefaults.setCompilerOptions({
    noLib: true,
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.NodeJs,
    experimentalDecorators: true,
    strict: true,
    strictPropertyInitialization: false,
    allowNonTsExtensions: true,
    types: [],
    baseUrl: 'file:///',
    paths: {
      chainwright: ['node_modules/chainwright/index.ts'],
      'chainwright/*': ['node_modules/chainwright/*'],
    },
  });
  typescriptDefaults.setDiagnosticsOptions({
    noSemanticValidation: true,
    noSyntaxValidation: true,
    noSuggestionDiagnostics: true,
  });
  typescriptDefaults.setEagerModelSync(true);
  monaco.languages.onLanguageEncountered('typescript', () => {
    void import('./assemblyscript-libraries.ts').then(({ ASSEMBLYSCRIPT_LIBRARIES, CALLBACK_SNIPPETS }) => {
      typescriptDefaults.setExtraLibs([...ASSEMBLYSCRIPT_LIBRARIES]);
      offerCallbacks(monaco, CALLBACK_SNIPPETS);
    });
  });
}

/** Offers whole callbacks in classes; the service would complete their names alone. */
function offerCallbacks(monaco: Monaco, snippets: readonly CallbackSnippet[]): void {
  const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;
  monaco.languages.registerCompletionItemProvider('typescript', {
    provideCompletionItems(model, { lineNumber, column }) {
      if (!isAtMember(model.getLineContent(lineNumber).slice(0, column - 1))) return { suggestions: [] };
      const { startColumn, endColumn } = model.getWordUntilPosition({ lineNumber, column });
      const range = { startLineNumber: lineNumber, startColumn, endLineNumber: lineNumber, endColumn };
      const suggestions = snippets.map((one) => ({
        label: { label: one.name, description: 'callback' },
        kind: CompletionItemKind.Snippet,
        insertText: one.snippet,
        insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
        detail: one.signature,
        documentation: one.documentation,
        sortText: `0${one.name}`,
        range,
      }));
      return { suggestions };
    },
  });
}
