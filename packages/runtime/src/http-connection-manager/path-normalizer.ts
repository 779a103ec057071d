import type { ByteString } from '../http/byte-string.ts';

/** How the connection manager treats paths. */
export type PathOptions = {
  readonly normalize: boolean;
  readonly mergeSlashes: boolean;
  readonly escapedSlashes: 'KEEP_UNCHANGED' | 'REJECT_REQUEST' | 'UNESCAPE_AND_REDIRECT' | 'UNESCAPE_AND_FORWARD';
};

/** What becomes of a path. */
export type PathOutcome =
  | { readonly kind: 'continue'; readonly path: ByteString }
  | { readonly kind: 'redirect'; readonly path: ByteString }
  | { readonly kind: 'reject' };

/**
 * Normalises a `:path` in Envoy's order: escaped slashes, dots, double slashes. The query is not touched.
 * Envoy: source/common/http/path_utility.cc, `ConnectionManagerUtility::maybeNormalizePath`.
 */
export function normalizePath(full: ByteString, options: PathOptions): PathOutcome {
  if (full.includes('#')) return { kind: 'reject' };
  const at = full.indexOf('?');
  const query = at < 0 ? '' : full.slice(at);
  let path = at < 0 ? full : full.slice(0, at);
  const unescaped = path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
  const redirects = options.escapedSlashes === 'UNESCAPE_AND_REDIRECT' && unescaped !== path;
  if (options.escapedSlashes === 'REJECT_REQUEST' && unescaped !== path) return { kind: 'reject' };
  if (options.escapedSlashes.startsWith('UNESCAPE')) path = unescaped;
  if (options.normalize) {
    const canonical = canonicalize(path);
    if (canonical === null) return { kind: 'reject' };
    path = canonical;
  }
  if (options.mergeSlashes) path = path.replace(/\/{2,}/g, '/');
  return { kind: redirects ? 'redirect' : 'continue', path: path + query };
}

/**
 * The canonical form of a path (Chromium's rules): backslashes become slashes, unreserved characters are decoded, dot
 * segments are resolved. null: it holds an encoded zero byte.
 */
function canonicalize(path: ByteString): ByteString | null {
  if (/%00/.test(path)) return null;
  const decoded = path.replace(/\\/g, '/').replace(/%([0-9a-f]{2})/gi, (all, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(char) ? char : all;
  });
  const out: string[] = [];
  const segments = decoded.slice(1).split('/');
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === '..') {
      out.pop();
      if (last) out.push('');
    } else if (segment !== '.') {
      out.push(segment);
    } else if (last) {
      out.push('');
    }
  }
  return `/${out.join('/')}`;
}
