import * as assemblyscript from 'assemblyscript';

type Dependee = assemblyscript.Parser['dependees'] extends Map<string, infer D> ? D : never;

/** A file as a syntax tree that can be put into a program, and what the parser said and asked for while reading it. */
export type ParsedFile = {
  readonly text: string;
  readonly source: assemblyscript.Source;
  /** Internal paths (without `.ts`) of the files it imports, in order. */
  readonly requests: readonly { readonly path: string; readonly dependee: Dependee | undefined }[];
  readonly diagnostics: readonly assemblyscript.DiagnosticMessage[];
  readonly exportPaths: readonly string[] | null;
};

/**
 * Reads one file with a parser of its own. That the parser has seen no other file matters: what it asks for are then *all*
 * imports of the file, not just those that are new to some program, so the result can be put into any program.
 */
export function parseFile(text: string, path: string, isEntry: boolean): ParsedFile {
  const parser = new assemblyscript.Parser();
  parser.parseFile(text, path, isEntry);
  const source = parser.sources[0]!;
  return {
    text,
    source,
    requests: parser.backlog.map((request) => ({ path: request, dependee: parser.dependees.get(request) })),
    diagnostics: parser.diagnostics,
    exportPaths: source.exportPaths === null ? null : [...source.exportPaths],
  };
}

/**
 * Puts a file into a program, as if the program's own parser had read it just now. A tree can be in one program after the other:
 * the two fields that a program writes are set back.
 */
export function addToProgram(program: assemblyscript.Program, file: ParsedFile): void {
  const { parser } = program;
  const { source } = file;
  if (parser.donelog.has(source.internalPath)) return;
  parser.donelog.add(source.internalPath);
  parser.seenlog.add(source.internalPath);
  source.debugInfoIndex = -1;
  source.exportPaths = file.exportPaths === null ? null : [...file.exportPaths];
  parser.sources.push(source);
  parser.diagnostics.push(...file.diagnostics);
  for (const { path, dependee } of file.requests) {
    if (parser.seenlog.has(path)) continue;
    parser.seenlog.add(path);
    parser.backlog.push(path);
    if (dependee !== undefined) parser.dependees.set(path, dependee);
  }
}

/** The trees of files that do not change: the standard library and the SDK. Reading them is most of a compiler's time. */
export class AstCache {
  readonly #files = new Map<string, ParsedFile>();

  /** The tree of a library file. */
  parse(text: string, path: string, isEntry: boolean): ParsedFile {
    const key = isEntry ? `entry ${path}` : path;
    let file = this.#files.get(key);
    if (file === undefined || file.text !== text) {
      file = parseFile(text, path, isEntry);
      this.#files.set(key, file);
    }
    return file;
  }
}
