import { ByteCursor, MalformedModule } from './byte-cursor.ts';
import type { WasmModule } from './read-module.ts';

/** What a module was probably written in, and why we think so. */
export type LanguageGuess = {
  readonly language: 'AssemblyScript' | 'C' | 'C++' | 'Go' | 'TinyGo' | 'Rust' | 'Zig' | 'unknown';
  /** The compiler with its version, where the module names it. */
  readonly compiler: string | null;
  readonly because: string;
};

/** Guesses from the `producers` section, else from what the module imports, exports and carries. */
export function guessLanguage(module: WasmModule): LanguageGuess {
  const producers = readProducers(module);
  const named = producers.find((p) => p.field === 'language')?.name ?? '';
  const tool = producers.find((p) => p.field === 'processed-by');
  const compiler = tool === undefined ? null : `${tool.name} ${tool.version}`.trim();
  const language = LANGUAGES.find(([pattern]) => pattern.test(named))?.[1];
  if (language !== undefined) return { language, compiler, because: 'its producers section says so' };
  if (/rustc/.test(compiler ?? '')) return { language: 'Rust', compiler, because: 'its producers section names rustc' };
  for (const [test, guess, because] of SIGNS) if (test(module)) return { language: guess, compiler, because };
  if (/clang/.test(compiler ?? '')) return { language: 'C', compiler, because: 'its producers section names clang' };
  return { language: 'unknown', compiler, because: 'nothing in it tells' };
}

const LANGUAGES: readonly (readonly [RegExp, LanguageGuess['language']])[] = [
  [/^rust$/i, 'Rust'],
  [/^go$/i, 'Go'],
  [/^tinygo$/i, 'TinyGo'],
  [/^C_plus_plus/i, 'C++'],
  [/^C\d/i, 'C'],
  [/^assemblyscript$/i, 'AssemblyScript'],
  [/^zig$/i, 'Zig'],
];

const exports = (name: string) => (m: WasmModule) => m.exports.some((e) => e.name === name);
const section = (pattern: RegExp) => (m: WasmModule) => m.sections.some((s) => s.id === 0 && pattern.test(s.name));

const SIGNS: readonly (readonly [(m: WasmModule) => boolean, LanguageGuess['language'], string])[] = [
  [section(/^go[:.]/), 'Go', 'it has a Go build section'],
  [
    (m) =>
      exports('_initialize')(m) &&
      m.imports.some((i) => i.name === 'sched_yield') &&
      m.imports.some((i) => i.name === 'fd_prestat_dir_name'),
    'Go',
    'it imports what Go’s runtime needs of WASI',
  ],
  [
    (m) =>
      exports('asyncify_start_unwind')(m) || (exports('malloc')(m) && exports('calloc')(m) && exports('realloc')(m)),
    'TinyGo',
    'it exports TinyGo’s allocator',
  ],
  [
    (m) => exports('__new')(m) || exports('__pin')(m) || m.imports.some((i) => i.name === 'abort'),
    'AssemblyScript',
    'it has AssemblyScript’s runtime functions',
  ],
  [section(/^sourceMappingURL$/), 'AssemblyScript', 'it names a source map'],
  [exports('emscripten_stack_init'), 'C++', 'it exports Emscripten’s runtime functions'],
  [
    (m) => m.imports.some((i) => i.name === 'emscripten_notify_memory_growth'),
    'C++',
    'it imports a function of Emscripten',
  ],
];

type Producer = { readonly field: string; readonly name: string; readonly version: string };

function readProducers(module: WasmModule): Producer[] {
  const found = module.sections.find((s) => s.id === 0 && s.name === 'producers');
  const producers: Producer[] = [];
  if (found === undefined) return producers;
  try {
    const cursor = new ByteCursor(module.bytes, found.start, found.end);
    for (let fields = cursor.u32(); fields > 0; fields--) {
      const field = cursor.name();
      for (let n = cursor.u32(); n > 0; n--) producers.push({ field, name: cursor.name(), version: cursor.name() });
    }
  } catch (error) {
    if (!(error instanceof MalformedModule)) throw error;
  }
  return producers;
}
