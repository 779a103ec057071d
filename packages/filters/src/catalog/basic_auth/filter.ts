import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import {
  type ByteString,
  base64ToBytes,
  byteStringToBytes,
  byteStringToDisplay,
  bytesToBase64,
  bytesToByteString,
  textToByteString,
} from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { digest } from '@chainwright/runtime/lua/crypto/digest';
import { setDynamicMetadata } from '../set-dynamic-metadata.ts';
import type { BasicAuthConfig } from './config.ts';

/** Why a request is refused: the end of the text that the client gets, and the details. */
type Refusal = { readonly text: string; readonly details: string };

const MISSING: Refusal = { text: 'Missing username and password.', details: 'no_credential_for_basic_auth' };
const SCHEME: Refusal = { text: "Expected 'Basic' authentication scheme.", details: 'invalid_scheme_for_basic_auth' };
const FORMAT: Refusal = { text: 'Invalid basic credential format.', details: 'invalid_format_for_basic_auth' };
const WRONG: Refusal = {
  text: 'Invalid username/password combination.',
  details: 'invalid_credential_for_basic_auth',
};

/** `http.<hcm stat_prefix>.basic_auth.`, and the filter's name in the chain: the namespace of its metadata. */
export type BasicAuthNames = { readonly statPrefix: string; readonly filterName: string };

/** Asks for a user name and password. Envoy: source/extensions/filters/http/basic_auth/basic_auth_filter.cc. */
export class BasicAuthFilter implements HttpFilter {
  readonly #configOf: (callbacks: DecoderFilterCallbacks) => BasicAuthConfig;
  readonly #names: BasicAuthNames;
  #callbacks: DecoderFilterCallbacks | null = null;

  constructor(configOf: (callbacks: DecoderFilterCallbacks) => BasicAuthConfig, names: BasicAuthNames) {
    this.#configOf = configOf;
    this.#names = names;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const config = this.#configOf(callbacks);
    const value = headers.get(config.authenticationHeader) ?? '';
    if (value === '' && config.allowMissing) return 'Continue';
    const outcome = authenticate(value, config);
    if (outcome === SCHEME && config.allowMissing) return 'Continue';
    if (typeof outcome !== 'string') return this.#refuse(outcome, headers, config, callbacks);
    callbacks.worker.stats.add(`${this.#names.statPrefix}allowed`, 'counter', 1);
    if (config.forwardUsernameHeader !== '') headers.replace(config.forwardUsernameHeader, outcome);
    if (config.emitDynamicMetadata) {
      setDynamicMetadata(callbacks, this.#names.filterName, 'username', byteStringToDisplay(outcome));
    }
    return 'Continue';
  }

  #refuse(
    { text, details }: Refusal,
    headers: HeaderMap,
    config: BasicAuthConfig,
    callbacks: DecoderFilterCallbacks,
  ): FilterHeadersStatus {
    callbacks.worker.stats.add(`${this.#names.statPrefix}denied`, 'counter', 1);
    const realm = config.realm === '' ? requestUrl(headers) : quoted(textToByteString(config.realm));
    callbacks.sendLocalReply({
      code: 401,
      body: `User authentication failed. ${text}`,
      headers: [['www-authenticate', `Basic realm="${realm}"`]],
      grpcStatus: null,
      details,
    });
    return 'StopIteration';
  }
}

/** The user's name, or why not. */
function authenticate(value: ByteString, { users }: BasicAuthConfig): ByteString | Refusal {
  if (value === '') return MISSING;
  if (!value.startsWith('Basic ')) return SCHEME;
  const decoded = decode(value.slice('Basic '.length));
  const colon = decoded?.indexOf(':') ?? -1;
  if (decoded === null || colon < 0) return FORMAT;
  const name = decoded.slice(0, colon);
  const hash = bytesToBase64(digest('sha1', byteStringToBytes(decoded.slice(colon + 1))));
  return users.get(name) === hash ? name : WRONG;
}

function decode(text: ByteString): ByteString | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    return bytesToByteString(base64ToBytes(text));
  } catch {
    return null;
  }
}

function requestUrl(headers: HeaderMap): ByteString {
  const scheme = headers.get(':scheme') ?? 'http';
  return `${scheme}://${headers.get(':authority') ?? ''}${headers.get(':path') ?? ''}`;
}

/** As it may stand between quotes. */
function quoted(text: ByteString): ByteString {
  return text.replace(/["\\]/g, '\\$&');
}
