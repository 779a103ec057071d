/** The first point in which two values of JSON differ. */
export type Difference = {
  /** `responses[0].headers[2][1]`. */
  readonly path: string;
  /** Both values there, as short JSON; `nothing` where one has none. */
  readonly a: string;
  readonly b: string;
};

/** Walks two values in step and answers where they first differ; null when they are equal. Order of object fields does not count. */
export function firstDifference(a: unknown, b: unknown, path = ''): Difference | null {
  if (Object.is(a, b)) return null;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b))
    return { path: path || '.', a: short(a), b: short(b) };
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  for (const key of keys) {
    const inner = Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = firstDifference(a[key], b[key], inner);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
