/** A byte string as C functions see it: up to its first NUL byte. */
export function cString(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
