import type { EditRow } from './EditTable.tsx';

/** Rows out of pasted text: `name: value` lines, or `-H 'name: value'` of curl; null when it is something else. */
export function pastedRows(text: string): EditRow[] | null {
  const curl = [...text.matchAll(/(?:-H|--header)\s+(?:'([^']*)'|"([^"]*)")/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
  const lines = curl.length ? curl : text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (!curl.length && lines.length < 2 && !/^[\w-]+:\s/.test(text)) return null;
  const rows = lines.map((line): EditRow | null => {
    const at = line.indexOf(':', 1);
    return at < 1 ? null : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  const whole = rows.filter((row) => row !== null);
  return whole.length > 0 && whole.length === rows.length ? whole : null;
}
