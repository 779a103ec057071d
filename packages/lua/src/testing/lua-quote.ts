/** A byte string as a Lua literal in double quotes. */
export function luaQuote(text: string): string {
  const escaped = text.replace(/["\\]|[^\x20-\x7e]/g, (unit) => `\\${unit.charCodeAt(0).toString().padStart(3, '0')}`);
  return `"${escaped}"`;
}
