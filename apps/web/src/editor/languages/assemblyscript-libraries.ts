import { SDK_SOURCES } from '@chainwright/filters/compile/sdk-sources';
// The declarations of the standard library, as AssemblyScript ships them for editors.
import standardLibrary from 'assemblyscript/std/assembly/index.d.ts?raw';
import { sdkForEditor } from './sdk-for-editor.ts';
import { callbackSnippets } from './sdk-snippets.ts';

/** What AssemblyScript documents can name: the standard library's declarations, and the SDK's own sources with their comments. */
export const ASSEMBLYSCRIPT_LIBRARIES: readonly { readonly filePath: string; readonly content: string }[] = [
  { filePath: 'file:///node_modules/assemblyscript/index.d.ts', content: standardLibrary },
  ...Object.entries(SDK_SOURCES).map(([name, text]) => ({
    filePath: `file:///node_modules/chainwright/${name}`,
    content: sdkForEditor(text),
  })),
];

/** The callbacks that a filter's classes may override. */
export const CALLBACK_SNIPPETS = callbackSnippets(Object.values(SDK_SOURCES));
