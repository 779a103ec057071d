/// <reference path="./monaco-definitions.d.ts" />
// The editor with what of it is used: the one module that loads Monaco. Import it lazily, `await import('./monaco.ts')`, and as a type
// everywhere else: it is half a megabyte.
import './monaco-environment.ts';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/gotoSymbol/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/iPadShowKeyboard/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/longLinesHelper/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/rename/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/stickyScroll/register';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/features/wordPartOperations/register';
import 'monaco-editor/languages/definitions/yaml/register';
import * as monaco from 'monaco-editor/editor';
import * as lua from 'monaco-editor/languages/definitions/lua/lua';
import * as typescript from 'monaco-editor/languages/definitions/typescript/typescript';
import { followTheme } from './editor-theme.ts';
import { registerAssemblyScript } from './languages/assemblyscript-language.ts';
import { assemblyScriptColors, luaColors } from './languages/code-colors.ts';
import { registerLua } from './languages/lua-language.ts';
import { registerWat } from './languages/wat-language.ts';

addLanguage('lua', lua.conf, luaColors(lua.language));
addLanguage('typescript', typescript.conf, assemblyScriptColors(typescript.language));
registerLua(monaco);
registerWat(monaco);
registerAssemblyScript(monaco);
followTheme(monaco);

function addLanguage(
  id: string,
  configuration: monaco.languages.LanguageConfiguration,
  colors: monaco.languages.IMonarchLanguage,
): void {
  monaco.languages.register({ id });
  monaco.languages.setLanguageConfiguration(id, configuration);
  monaco.languages.setMonarchTokensProvider(id, colors);
}

export { monaco };

/** Monaco's interface. */
export type Monaco = typeof monaco;
