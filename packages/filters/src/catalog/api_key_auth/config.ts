import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';

const PACKAGE = 'envoy.extensions.filters.http.api_key_auth.v3';
/** Type URL of the filter's configuration. */
export const API_KEY_AUTH_TYPE = `type.googleapis.com/${PACKAGE}.ApiKeyAuth`;
/** Type URL of a route's configuration. */
export const API_KEY_AUTH_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.ApiKeyAuthPerRoute`;

/** Where a key may stand. */
export type KeySource = { readonly place: 'header' | 'query' | 'cookie'; readonly name: ByteString };

/** The filter's configuration, or what of it a route has. */
export type ApiKeyAuthConfig = {
  /** Clients by key; null: not given. */
  readonly credentials: ReadonlyMap<ByteString, ByteString> | null;
  readonly sources: readonly KeySource[];
  readonly forwarding: { readonly header: ByteString; readonly hidesCredentials: boolean } | null;
  /** null: every known client. */
  readonly allowedClients: ReadonlySet<ByteString> | null;
};

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readApiKeyAuth(message: unknown): ApiKeyAuthConfig {
  return MessageReader.read(message, `${PACKAGE}.ApiKeyAuth`, (reader) => ({
    ...readFields(reader),
    allowedClients: null,
  }));
}

/** Reads a route's configuration. Throws ConfigRejected with Envoy's text. */
export function readApiKeyAuthPerRoute(message: unknown): ApiKeyAuthConfig {
  return MessageReader.read(message, `${PACKAGE}.ApiKeyAuthPerRoute`, (reader) => {
    const clients = reader.strings('allowed_clients').map(textToByteString);
    return { ...readFields(reader), allowedClients: clients.length === 0 ? null : new Set(clients) };
  });
}

function readFields(reader: MessageReader): Omit<ApiKeyAuthConfig, 'allowedClients'> {
  const credentials = new Map<ByteString, ByteString>();
  for (const { key, client } of reader.messages('credentials', `${PACKAGE}.Credential`, readCredential)) {
    if (credentials.has(key)) throw new ConfigRejected(`Duplicated credential key: '${key}'`);
    credentials.set(key, client);
  }
  return {
    credentials: credentials.size === 0 ? null : credentials,
    sources: reader.messages('key_sources', `${PACKAGE}.KeySource`, readKeySource),
    forwarding: reader.message('forwarding', `${PACKAGE}.Forwarding`, (forwarding) => ({
      header: textToByteString(forwarding.string('header').toLowerCase()),
      hidesCredentials: forwarding.bool('hide_credentials'),
    })),
  };
}

function readCredential(reader: MessageReader) {
  return {
    key: textToByteString(reader.string('key', { minLength: 1 })),
    client: textToByteString(reader.string('client', { minLength: 1 })),
  };
}

/** The first of header, query and cookie that is given. */
function readKeySource(reader: MessageReader): KeySource {
  const header = textToByteString(reader.string('header').toLowerCase());
  const query = textToByteString(reader.string('query'));
  const cookie = textToByteString(reader.string('cookie'));
  if (header !== '') return { place: 'header', name: header };
  if (query !== '') return { place: 'query', name: query };
  if (cookie !== '') return { place: 'cookie', name: cookie };
  throw new ConfigRejected("One of 'header'/'query'/'cookie' must be set.");
}
