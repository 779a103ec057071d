import type { Diagnostic } from './diagnostic.ts';

/** The largest source file that is compiled, in UTF-16 units. The compiler's time grows faster than its input. */
export const LARGEST_FILE = 256 * 1024;
/** The most that the files of one filter may have together, in UTF-16 units. */
export const LARGEST_SOURCE = 512 * 1024;
/** The most files of one filter. */
export const MOST_FILES = 200;

/** Refuses files that no compiler should be asked to read. `prefix` stands before the file names (`<source name>/`). */
export function checkSourceSize(files: ReadonlyMap<string, string>, prefix: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let total = 0;
  for (const [path, text] of files) {
    total += text.length;
    if (text.length > LARGEST_FILE) {
      diagnostics.push(
        tooLarge(`This file has ${text.length} characters; at most ${LARGEST_FILE} are compiled.`, prefix + path),
      );
    }
  }
  if (diagnostics.length === 0 && total > LARGEST_SOURCE) {
    diagnostics.push(tooLarge(`The files have ${total} characters; at most ${LARGEST_SOURCE} are compiled.`, null));
  }
  if (files.size > MOST_FILES) {
    diagnostics.push(tooLarge(`There are ${files.size} files; at most ${MOST_FILES} are compiled.`, null));
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
