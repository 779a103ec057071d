import { LIMITS } from '@chainwright/runtime/server/limits';
import type { Diagnostic } from './diagnostic.ts';

/** Refuses files that no compiler should be asked to read: its time grows faster than its input. `prefix` stands before the file names (`<source name>/`). */
export function checkSourceSize(files: ReadonlyMap<string, string>, prefix: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let total = 0;
  for (const [path, text] of files) {
    total += text.length;
    if (text.length > LIMITS.sourceFile) {
      diagnostics.push(
        tooLarge(`This file has ${text.length} characters; at most ${LIMITS.sourceFile} are compiled.`, prefix + path),
      );
    }
  }
  if (diagnostics.length === 0 && total > LIMITS.source) {
    diagnostics.push(tooLarge(`The files have ${total} characters; at most ${LIMITS.source} are compiled.`, null));
  }
  if (files.size > LIMITS.sourceFiles) {
    diagnostics.push(tooLarge(`There are ${files.size} files; at most ${LIMITS.sourceFiles} are compiled.`, null));
  }
  return diagnostics;
}

function tooLarge(message: string, source: string | null): Diagnostic {
  return {
    severity: 'error',
    code: 'source-too-large',
    message,
    source,
    range: null,
    hint: 'Compile it yourself and add the module as a .wasm file.',
  };
}
