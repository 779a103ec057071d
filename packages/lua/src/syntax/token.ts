/**
 * Token kinds. Single characters stand for themselves by their byte; the rest begins at 256, keywords first.
 * The names are what error texts write.
 */
export const TOKEN = {
  and: 256,
  break: 257,
  do: 258,
  else: 259,
  elseif: 260,
  end: 261,
  false: 262,
  for: 263,
  function: 264,
  goto: 265,
  if: 266,
  in: 267,
  local: 268,
  nil: 269,
  not: 270,
  or: 271,
  repeat: 272,
  return: 273,
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of the language; nobody awaits this table.
  then: 274,
  true: 275,
  until: 276,
  while: 277,
  '..': 278,
  '...': 279,
  '==': 280,
  '>=': 281,
  '<=': 282,
  '~=': 283,
  '::': 284,
  '<number>': 285,
  '<name>': 286,
  '<string>': 287,
  '<eof>': 288,
} as const;

/** The last keyword in {@link TOKEN}. */
export const LAST_KEYWORD = 277;

const tokenNames: string[] = [];
for (const [name, kind] of Object.entries(TOKEN)) tokenNames[kind] = name;

/** The words of the language that cannot be names. */
export const KEYWORDS: ReadonlyMap<string, number> = new Map(
  Object.entries(TOKEN).filter(([, kind]) => kind <= LAST_KEYWORD),
);

/** A token kind as error texts write it (lj_lex_token2str): `+`, `end`, `<eof>`, `char(7)`. */
export function tokenText(kind: number): string {
  if (kind >= 256) return tokenNames[kind] ?? '?';
  return kind < 32 || kind === 127 ? `char(${kind})` : String.fromCharCode(kind);
}
