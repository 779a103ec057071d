import type { ByteString } from './byte-string.ts';

/** The parts of a URL. A relative one has neither scheme nor host. */
export type Url = {
  /** In lower case; null: relative. */
  readonly scheme: ByteString | null;
  /** Host and port as they stand; empty when relative. */
  readonly hostAndPort: ByteString;
  readonly hasUserinfo: boolean;
  readonly hasFragment: boolean;
  /** Path, query and fragment as they stand; `/` for an absolute URL that has nothing behind its host. */
  readonly path: ByteString;
};

const MAX_PORT = 65_535;

/** Reads a URL as strictly as Envoy does; null: it is none. Envoy: `Http::Utility::Url::initialize`. */
export function parseUrl(text: ByteString): Url | null {
  if (/[^!-~]/.test(text)) return null;
  const hasFragment = text.includes('#');
  const absolute = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(text);
  if (absolute === null) {
    if (/^[^/?#]*:/.test(text)) return null;
    return { scheme: null, hostAndPort: '', hasUserinfo: false, hasFragment, path: text };
  }
  const [, scheme = '', authority = '', rest = ''] = absolute;
  const at = authority.indexOf('@');
  const hostAndPort = authority.slice(at + 1);
  if (!isHostAndPort(hostAndPort)) return null;
  return {
    scheme: scheme.toLowerCase(),
    hostAndPort,
    hasUserinfo: at > 0,
    hasFragment,
    path: rest === '' ? '/' : rest,
  };
}

function isHostAndPort(text: ByteString): boolean {
  const match = /^(?:[a-z0-9.-]+|\[(?=[^\]]*[:.])[0-9a-f:.]+\])(?::(\d{1,5}))?$/i.exec(text);
  return match !== null && Number(match[1] ?? 0) <= MAX_PORT;
}

/**
 * Whether the HTTP/1 parser takes a request target for one: a path, `*` with anything behind it, or scheme, host and path.
 * Envoy: source/common/http/http1/balsa_parser.cc `isUrlValid`.
 */
export function isRequestTarget(target: ByteString): boolean {
  if (/[^!-~]/.test(target)) return false;
  if (/^[/*]/.test(target)) return true;
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^/?]*)/i.exec(target);
  return match !== null && /^[\w!$%&'()*+,\-.:;=@[\]~]*$/.test(match[1] ?? '') && !(match[1] ?? '').includes('@@');
}
