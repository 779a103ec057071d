/** Size of the buffer LuaJIT writes the name to (LUA_IDSIZE). */
const SIZE = 60;

/**
 * How error texts name a chunk (lj_debug_shortname): `=name` gives `name`, `@file` gives `file` (a long one keeps its
 * end), anything else is source text and gives `[string "FIRST LINE"]`, cut with `...` when not all of it is shown.
 */
export function chunkId(chunkName: string): string {
  if (chunkName.startsWith('=')) return untilNul(chunkName.slice(1, SIZE));
  if (chunkName.startsWith('@')) {
    const length = chunkName.length - 1;
    return untilNul(length < SIZE ? chunkName.slice(1) : `...${chunkName.slice(1 + length - (SIZE - 4))}`);
  }
  let length = 0;
  while (length < SIZE - 12 && length < chunkName.length && chunkName.charCodeAt(length) >= 32) length++;
  const isWhole = length === chunkName.length || chunkName.charCodeAt(length) === 0;
  if (isWhole) return `[string "${chunkName.slice(0, length)}"]`;
  return `[string "${chunkName.slice(0, Math.min(length, SIZE - 15))}..."]`;
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
