import type { ByteString } from '@chainwright/runtime/http/byte-string';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const PARAMETER = `[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED})`;
const HOST = "(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~%!$&'()*+-]+)(?::\\d*)?";
const CDN_INFO = new RegExp(`[ \\t]*(${HOST}|${TOKEN})((?:${PARAMETER})*)[ \\t]*(,|$)`, 'y');

/**
 * The CDN ids of a `cdn-loop` header (RFC 8586), in order; null when it is not one.
 * Envoy: source/extensions/filters/http/cdn_loop/parser.cc.
 */
export function parseCdnLoop(value: ByteString): ByteString[] | null {
  const ids: ByteString[] = [];
  let at = 0;
  while (at < value.length) {
    const empty = /[ \t]*(?:,|$)/y;
    empty.lastIndex = at;
    const skipped = empty.exec(value);
    if (skipped !== null && skipped[0] !== '') {
      at += skipped[0].length;
      continue;
    }
    CDN_INFO.lastIndex = at;
    const info = CDN_INFO.exec(value);
    if (info === null) return null;
    ids.push(info[1] ?? '');
    at += info[0].length;
  }
  return ids.length === 0 ? null : ids;
}
