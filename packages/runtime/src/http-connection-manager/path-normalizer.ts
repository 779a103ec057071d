import type { ByteString } from '../http/byte-string.ts';

/** How the connection manager treats paths. */
export type PathOptions = {
  readonly normalize: boolean;
  readonly mergeSlashes: boolean;
  readonly escapedSlashes: 'KEEP_UNCHANGED' | 'REJECT_REQUEST' | 'UNESCAPE_AND_REDIRECT' | 'UNESCAPE_AND_FORWARD';
};

/** What becomes of a path; a refused one has been changed as far as Envoy came. */
export type PathOutcome = { readonly kind: 'continue' | 'redirect' | 'reject'; readonly path: ByteString };

/**
 * Normalises a `:path` in Envoy's order: escaped slashes, dots, double slashes. The query is not touched.
 * Envoy: source/common/http/path_utility.cc, `ConnectionManagerUtility::maybeNormalizePath`.
 */
export function normalizePath(full: ByteString, options: PathOptions): PathOutcome {
  if (full.includes('#')) return { kind: 'reject', path: full };
  const at = full.indexOf('?');
  const query = at < 0 ? '' : full.slice(at);
  let path = at < 0 ? full : full.slice(0, at);
  const unescaped = path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
  const redirects = options.escapedSlashes === 'UNESCAPE_AND_REDIRECT' && unescaped !== path;
  const rejects = options.escapedSlashes === 'REJECT_REQUEST' && unescaped !== path;
  if (options.escapedSlashes !== 'KEEP_UNCHANGED') path = unescaped;
  if (rejects) return { kind: 'reject', path: path + query };
  if (options.normalize) {
    // Parameters of dot segments go first: what follows must see the dots.
    path = path.replace(/\/(\.{1,2});[^/]*/g, '/$1');
    const canonical = canonicalize(path);
    if (canonical === null) return { kind: 'reject', path: path + query };
    path = canonical;
  }
  if (options.mergeSlashes) path = mergedSlashes(path);
  return { kind: redirects ? 'redirect' : 'continue', path: path + query };
}

/** Envoy keeps the slash at either end, so that a path of slashes only comes to two. */
function mergedSlashes(path: ByteString): ByteString {
  if (!path.includes('//')) return path;
  const inner = path.split('/').filter((segment) => segment !== '');
  return `/${inner.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

/**
 * The canonical form of a path (Chromium's rules): backslashes become slashes, unreserved characters are decoded, unsafe
 * ones encoded, dot segments are resolved. null: it holds an encoded zero byte.
 */
function canonicalize(path: ByteString): ByteString | null {
  if (/%00/.test(path)) return null;
  const encoded = path.replace(/["<>^`{|}\x7f-\xff]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const decoded = encoded.replace(/\\/g, '/').replace(/%([0-9a-f]{2})/gi, (all, hex: string) => {
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
