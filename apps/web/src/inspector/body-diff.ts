/** One line of a body before and after. */
export type BodyLine = { readonly mark: 'add' | 'del' | 'same'; readonly text: string };

/** Lines beyond this are not compared one by one. */
const MOST_LINES = 600;

/** Bytes as text, when they are UTF-8 without control characters; else null. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what makes bytes no text
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** JSON on several lines; any other text as it is. */
export function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Compares two texts line by line (longest common subsequence; above the cap only the equal ends are found). */
export function diffLines(before: string, after: string): BodyLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const same = (lines: readonly string[]): BodyLine[] => lines.map((text) => ({ mark: 'same', text }));
  return [...same(a.slice(0, start)), ...middle(a.slice(start, endA), b.slice(start, endB)), ...same(a.slice(endA))];
}

function middle(a: readonly string[], b: readonly string[]): BodyLine[] {
  if (a.length > MOST_LINES || b.length > MOST_LINES) {
    return [...a.map((text) => ({ mark: 'del' as const, text })), ...b.map((text) => ({ mark: 'add' as const, text }))];
  }
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const lines: BodyLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: 'same', text: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) {
      lines.push({ mark: 'del', text: a[i++]! });
    } else lines.push({ mark: 'add', text: b[j++]! });
  }
  return lines;
}

/** Bytes as rows of hexadecimal with their text, 16 a row, at most `rows` rows. */
export function hexRows(bytes: Uint8Array, rows: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < rows; at += 16) {
    const piece = [...bytes.subarray(at, at + 16)];
    const hex = piece.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = piece.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines;
}
