/** A callback of the SDK that a class may override, as it is written out. */
export type CallbackSnippet = {
  readonly name: string;
  /** `onRequestHeaders(end: bool): Action`. */
  readonly signature: string;
  /** The method with a place for its body. */
  readonly snippet: string;
  /** What the SDK says about it. */
  readonly documentation: string;
};

const CALLBACK = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^ {2}(on[A-Z]\w*)\(([^)]*)\): (\w+) \{/gm;

/** The answer that lets everything go on, by the type of a callback's result. */
const ANSWERS: Readonly<Record<string, string>> = { Action: '  return Action.Continue;\n', bool: '  return true;\n' };

/** Reads the callbacks out of the SDK's own classes. */
export function callbackSnippets(sources: Iterable<string>): CallbackSnippet[] {
  const found: CallbackSnippet[] = [];
  for (const source of sources) {
    for (const [, comment = '', name = '', parameters = '', result = ''] of source.matchAll(CALLBACK)) {
      const signature = `${name}(${parameters}): ${result}`;
      const snippet = `${signature} {\n  $0\n${ANSWERS[result] ?? ''}}`;
      found.push({ name, signature, snippet, documentation: plainComment(comment) });
    }
  }
  return found;
}

/** Whether a callback may be written where `line` ends: the start of a member of a class. */
export function isAtMember(line: string): boolean {
  return /^\s+(?:o|on\w*)$/.test(line);
}

function plainComment(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join(' ')
    .trim();
}
