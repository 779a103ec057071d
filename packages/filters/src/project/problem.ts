/** A bad thing that came in by a door: a file, a link, an API body. Nothing of the user's work is lost by it. */
export type Problem = {
  /** One of the door's closed list, in kebab-case. */
  readonly code: string;
  /** Where in the document: `/scenarios/0/requests/1/path`, or `line 3, column 7`; empty for the whole. */
  readonly path: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
};

/** The answer of a door. */
export type Opened<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** An answer of a door that refuses for one reason. */
export function refused(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
