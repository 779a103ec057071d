import { dump, load, YAMLException } from 'js-yaml';
import { type Opened, refused } from './problem.ts';

const MAX_ALIASES = 1000;
const MAX_DEPTH = 100;

/**
 * Reads untrusted YAML with caps on size, depth and aliases; the answer is plain JSON data without cycles.
 *
 * Problem codes: `too-large`, `binary`, `empty`, `yaml-syntax`, `cyclic-alias`.
 */
export function readYaml(text: string, limits: { readonly maxLength: number }): Opened<unknown> {
  if (text.length > limits.maxLength) {
    return refused({
      code: 'too-large',
      path: '',
      message: `The document has ${text.length} characters; the limit is ${limits.maxLength}.`,
      hint: 'Keep big modules out of the document, or split it.',
    });
  }
  if (text.includes('\0')) {
    return refused({
      code: 'binary',
      path: '',
      message: 'This is not a text file: it holds NUL bytes.',
      hint: 'Open a project.yaml. A .wasm module is added with "Add filter".',
    });
  }
  try {
    const value = load(text, { maxAliases: MAX_ALIASES, maxDepth: MAX_DEPTH });
    return expandAliases(value);
  } catch (error) {
    return refused(yamlProblem(error, text));
  }
}

/** Writes YAML that readers of YAML 1.1 and 1.2 understand alike: no folding, no aliases, doubtful scalars quoted. */
export function printYaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}

function yamlProblem(error: unknown, text: string): { code: string; path: string; message: string; hint: string } {
  if (text.trim() === '') {
    return { code: 'empty', path: '', message: 'The document is empty.', hint: 'Open another file.' };
  }
  if (error instanceof YAMLException) {
    const path = error.mark ? `line ${error.mark.line + 1}, column ${error.mark.column + 1}` : '';
    return {
      code: 'yaml-syntax',
      path,
      message: `Not valid YAML: ${error.reason}.`,
      hint: 'Correct the document at this place.',
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'yaml-syntax', path: '', message: `Not valid YAML: ${reason}.`, hint: 'Correct the document.' };
}

const MAX_NODES = 2_000_000;

/** Copies shared nodes so that the tree is plain data; a cycle or an alias bomb is refused. */
function expandAliases(root: unknown): Opened<unknown> {
  let nodes = 0;
  const open = new Set<object>();
  const copy = (value: unknown): unknown => {
    if (++nodes > MAX_NODES)
      throw new ExpandError('too-large', 'The document grows beyond all bounds when its aliases are expanded.');
    if (typeof value !== 'object' || value === null) return value;
    if (open.has(value)) throw new ExpandError('cyclic-alias', 'An alias refers to a node that contains it.');
    open.add(value);
    const result = Array.isArray(value) ? value.map(copy) : copyMap(value, copy);
    open.delete(value);
    return result;
  };
  try {
    return { ok: true, value: copy(root) };
  } catch (error) {
    if (!(error instanceof ExpandError)) throw error;
    return refused({ code: error.code, path: '', message: error.message, hint: 'Write the repeated parts out.' });
  }
}

function copyMap(value: object, copy: (value: unknown) => unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(result, key, { value: copy(item), enumerable: true, configurable: true, writable: true });
  }
  return result;
}

class ExpandError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
