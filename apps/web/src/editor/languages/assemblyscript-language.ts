import { SDK_SOURCES } from '@chainwright/filters/compile/sdk-sources';
// The declarations of the standard library, as AssemblyScript ships them for editors.
import standardLibrary from 'assemblyscript/std/assembly/index.d.ts?raw';
import 'monaco-editor/languages/features/typescript/register';
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';
import { sdkForEditor } from './sdk-for-editor.ts';

/**
 * Teaches the editor AssemblyScript. TypeScript's service gives completion, hover, signatures and definitions, from the standard
 * library's declarations and from the SDK's own sources. What is wrong is said by the AssemblyScript compiler and by it alone:
 * TypeScript complains of much that is right there and accepts much that is not.
 */
export function registerAssemblyScript(): void {
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
  typescriptDefaults.setExtraLibs([
    { filePath: 'file:///node_modules/assemblyscript/index.d.ts', content: standardLibrary },
    ...Object.entries(SDK_SOURCES).map(([name, text]) => ({
      filePath: `file:///node_modules/chainwright/${name}`,
      content: sdkForEditor(text),
    })),
  ]);
}
