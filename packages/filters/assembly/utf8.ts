// Text at the border. AssemblyScript strings are UTF-16, the host speaks bytes. Header values and bodies may hold any bytes, so
// decoding never fails: each byte that is no part of valid UTF-8 becomes U+FFFD. (The decoder of the standard library would swallow
// the characters after a bad byte.)

const REPLACEMENT: u32 = 0xfffd;

/** The most bytes that `text` can take as UTF-8. */
// @ts-ignore: decorator
@inline
export function utf8Room(text: string): usize {
  return <usize>text.length * 3;
}

/** Writes `text` as UTF-8 to `to` and returns the number of bytes. A lone surrogate is written as U+FFFD. */
export function encodeUtf8(text: string, to: usize): usize {
  return encodeUtf8Start(text, text.length, to);
}

/** The same for the first `length` UTF-16 units of `text`, at most. */
export function encodeUtf8Start(text: string, length: i32, to: usize): usize {
  let from = changetype<usize>(text);
  const end = from + (<usize>min(length, text.length) << 1);
  let at = to;
  while (from < end) {
    let point = <u32>load<u16>(from);
    from += 2;
    if (point < 0x80) {
      store<u8>(at++, point);
    } else if (point < 0x800) {
      store<u8>(at, 0xc0 | (point >> 6));
      store<u8>(at, continuation(point), 1);
      at += 2;
    } else {
      if (isSurrogate(point)) {
        const low = from < end ? <u32>load<u16>(from) : 0;
        if (point < 0xdc00 && (low & 0xfc00) == 0xdc00) {
          from += 2;
          point = 0x10000 + ((point & 0x3ff) << 10) + (low & 0x3ff);
          store<u8>(at, 0xf0 | (point >> 18));
          store<u8>(at, continuation(point >> 12), 1);
          store<u8>(at, continuation(point >> 6), 2);
          store<u8>(at, continuation(point), 3);
          at += 4;
          continue;
        }
        point = REPLACEMENT;
      }
      store<u8>(at, 0xe0 | (point >> 12));
      store<u8>(at, continuation(point >> 6), 1);
      store<u8>(at, continuation(point), 2);
      at += 3;
    }
  }
  return at - to;
}

/** The text of `size` bytes at `from`. */
export function decodeUtf8(from: usize, size: usize): string {
  const roomy = changetype<string>(__new(size << 1, idof<string>()));
  const start = changetype<usize>(roomy);
  let to = start;
  const end = from + size;
  while (from < end) {
    const first = <u32>load<u8>(from);
    if (first < 0x80) {
      from++;
      store<u16>(to, first);
      to += 2;
      continue;
    }
    const length = sequenceLength(first);
    const point = length && from + length <= end ? codePoint(from, length) : REPLACEMENT;
    from += point == REPLACEMENT && !isReplacement(from, end) ? 1 : length;
    if (point < 0x10000) {
      store<u16>(to, point);
      to += 2;
    } else {
      store<u16>(to, 0xd800 | ((point - 0x10000) >> 10));
      store<u16>(to, 0xdc00 | (point & 0x3ff), 2);
      to += 4;
    }
  }
  const used = to - start;
  return used == size << 1 ? roomy : changetype<string>(__renew(start, used));
}

/** Compares two header names: ASCII letters count as equal in both cases. */
export function sameName(a: string, b: string): bool {
  const length = a.length;
  if (length != b.length) return false;
  for (let i = 0; i < length; i++) {
    if (lower(a.charCodeAt(i)) != lower(b.charCodeAt(i))) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function lower(c: i32): i32 {
  return <u32>(c - 65) < 26 ? c | 32 : c;
}

// @ts-ignore: decorator
@inline
function continuation(bits: u32): u32 {
  return 0x80 | (bits & 63);
}

// @ts-ignore: decorator
@inline
function isSurrogate(point: u32): bool {
  return (point & 0xfffff800) == 0xd800;
}

/** How many bytes a sequence has by its first byte; 0 when no sequence starts with it. */
function sequenceLength(first: u32): usize {
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The code point of a sequence, U+FFFD when the bytes are no sequence, its form is too long, or it is a surrogate. */
function codePoint(from: usize, length: usize): u32 {
  let point = <u32>load<u8>(from) & (0x7f >> <u32>length);
  for (let i: usize = 1; i < length; i++) {
    const next = <u32>load<u8>(from + i);
    if ((next & 0xc0) != 0x80) return REPLACEMENT;
    point = (point << 6) | (next & 63);
  }
  const least: u32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  return point < least || point > 0x10ffff || isSurrogate(point) ? REPLACEMENT : point;
}

/** True for the three bytes EF BF BD: the input itself holds U+FFFD. */
function isReplacement(from: usize, end: usize): bool {
  return from + 3 <= end && load<u16>(from) == 0xbfef && load<u8>(from, 2) == 0xbd;
}
