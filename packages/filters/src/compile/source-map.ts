/** A place in a source file. Line and column from 1. `source` is `<source name>/<path>`, or `~lib/…` for the library. */
export type MappedPlace = { readonly source: string; readonly line: number; readonly column: number };

/** Finds places by offset in a module. */
export type SourceLookup = {
  /** The place that the instruction at this byte offset of the module was made from; null before the first known one. */
  placeAt(offset: number): MappedPlace | null;
};

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Reads the source map of a Wasm module (source map revision 3: one line, whose columns are byte offsets of the module).
 * Null when the text is no such map.
 */
export function readSourceMap(text: string): SourceLookup | null {
  const map = parseMap(text);
  if (map === null) return null;
  const offsets: number[] = [];
  const places: (MappedPlace | null)[] = [];
  let offset = 0;
  let source = 0;
  let line = 0;
  let column = 0;
  for (const segment of map.mappings.split(',')) {
    const numbers = readNumbers(segment);
    if (numbers === null) return null;
    offset += numbers[0] ?? 0;
    offsets.push(offset);
    if (numbers.length < 4) {
      places.push(null);
      continue;
    }
    source += numbers[1] ?? 0;
    line += numbers[2] ?? 0;
    column += numbers[3] ?? 0;
    const name = map.sources[source];
    places.push(name === undefined ? null : { source: name, line: line + 1, column: column + 1 });
  }
  return {
    placeAt: (at) => {
      const index = lastAtOrBefore(offsets, at);
      // The compiler gives a call whose result is dropped no place; that of its last operand stands right before it.
      const isDroppedCall = places[index] === null && offsets[index] === at;
      return places[isDroppedCall ? index - 1 : index] ?? null;
    },
  };
}

function parseMap(text: string): { sources: string[]; mappings: string } | null {
  let map: unknown;
  try {
    map = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof map !== 'object' || map === null || !('sources' in map) || !('mappings' in map)) return null;
  const { sources, mappings } = map;
  if (!Array.isArray(sources) || typeof mappings !== 'string') return null;
  return { sources: sources.map(String), mappings };
}

/** Reads base64 VLQ numbers: six bits a digit, the highest of them says that more follow, the lowest of all is the sign. */
function readNumbers(segment: string): number[] | null {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    if (bits < 0 || shift > 30) return null;
    value += (bits & 31) * 2 ** shift;
    shift += 5;
    if (bits & 32) continue;
    const magnitude = Math.floor(value / 2);
    numbers.push(value % 2 === 1 ? -magnitude : magnitude);
    value = 0;
    shift = 0;
  }
  return numbers;
}

/** The index of the last number not above `wanted`; -1 when all are. The numbers rise. */
function lastAtOrBefore(numbers: readonly number[], wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
