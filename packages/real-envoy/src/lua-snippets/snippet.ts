/** A piece of Lua whose outcome in Envoy's LuaJIT is recorded and compared with our VM's. */
export type Snippet = {
  /** Unique within its area; says what it shows. */
  readonly name: string;
  /** A byte string: every unit is one byte. */
  readonly source: string;
  /** Where the source stands, under `packages/lua/snippets`, when it is a file of its own. */
  readonly file?: string;
};

/** A snippet with the description of its outcome that `harness.lua` gave inside Envoy. */
export type RecordedSnippet = Snippet & { readonly expect: string };

/** A recorded snippet as it is stored: a program's source stays in its own file. */
export type StoredSnippet = Omit<RecordedSnippet, 'source'> & { readonly source?: string };

/** The content of `packages/lua/snippets/<area>.json`. */
export type SnippetFile = { readonly envoy: string; readonly snippets: readonly StoredSnippet[] };

const LONGEST_NAME = 70;

/**
 * Makes snippets of sources, named by a group and by themselves; equal names get a number.
 *
 * @param sources chunks, most of them one line
 */
export function snippetsOf(group: string, sources: readonly string[]): Snippet[] {
  const used = new Map<string, number>();
  return sources.map((source) => {
    const text = source.replace(/\s+/g, ' ').trim();
    const short = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
    const printable = short.replace(
      /[^\x20-\x7e…]/g,
      (unit) => `\\x${unit.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
    const name = `${group}: ${printable}`;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return { name: count === 1 ? name : `${name} (${count})`, source };
  });
}

/** One snippet per line of a text; blank lines and those that begin with `--` are left out. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('--'));
}

/** One snippet per paragraph of a text (paragraphs are parted by a line of `---`). */
export function chunks(text: string): string[] {
  return text
    .split(/^---$/m)
    .map((chunk) => chunk.replace(/^\n+|\s+$/g, ''))
    .filter((chunk) => chunk !== '');
}

/** Every line as `return LINE`. */
export function expressions(text: string): string[] {
  return lines(text).map((line) => `return ${line}`);
}

/** A byte string as a Lua literal. */
export function luaString(text: string): string {
  const body = text.replace(/[^\x20-\x7e]|["\\]/g, (unit) => `\\${unit.charCodeAt(0).toString().padStart(3, '0')}`);
  return `"${body}"`;
}
