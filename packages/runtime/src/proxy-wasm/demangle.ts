/** The types that a one-letter name means in the Itanium C++ ABI. */
const BUILTIN_TYPES: Readonly<Record<string, string>> = {
  v: 'void',
  w: 'wchar_t',
  b: 'bool',
  c: 'char',
  a: 'signed char',
  h: 'unsigned char',
  s: 'short',
  t: 'unsigned short',
  i: 'int',
  j: 'unsigned int',
  l: 'long',
  m: 'unsigned long',
  x: 'long long',
  y: 'unsigned long long',
  n: '__int128',
  o: 'unsigned __int128',
  f: 'float',
  d: 'double',
  e: 'long double',
  g: '__float128',
  z: '...',
};

/**
 * A function's name as Envoy prints it in backtraces: it demangles C++ names (and Rust's older ones, which look the
 * same), and takes a one-letter name for a type. Names with templates or operators stay as they are here.
 */
export function demangle(name: string): string {
  const type = BUILTIN_TYPES[name];
  if (type !== undefined) return type;
  if (!name.startsWith('_Z')) return name;
  const nested = name.charAt(2) === 'N';
  const parts: string[] = [];
  let at = nested ? 3 : 2;
  for (;;) {
    const digits = /^\d+/.exec(name.slice(at))?.[0];
    if (digits === undefined || (!nested && parts.length === 1)) break;
    const start = at + digits.length;
    const part = name.slice(start, start + Number(digits));
    if (part.length !== Number(digits)) return name;
    parts.push(part);
    at = start + part.length;
  }
  if (parts.length === 0 || (nested && name.charAt(at) !== 'E')) return name;
  const parameters = [...name.slice(nested ? at + 1 : at)].map((letter) => BUILTIN_TYPES[letter]);
  if (parameters.includes(undefined)) return name;
  const list = parameters.length === 1 && parameters[0] === 'void' ? '' : parameters.join(', ');
  return parts.join('::') + (parameters.length === 0 ? '' : `(${list})`);
}
