import { MessageReader } from '@chainwright/runtime/config/message-reader';
import {
  type ByteString,
  base64ToBytes,
  bytesToByteString,
  textToByteString,
} from '@chainwright/runtime/http/byte-string';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';

const PACKAGE = 'envoy.extensions.filters.http.basic_auth.v3';
/** Type URL of the filter's configuration. */
export const BASIC_AUTH_TYPE = `type.googleapis.com/${PACKAGE}.BasicAuth`;
/** Type URL of a route's configuration. */
export const BASIC_AUTH_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.BasicAuthPerRoute`;

/** Passwords by user, as base64 of their SHA-1. */
export type Users = ReadonlyMap<ByteString, ByteString>;

/** The filter's configuration. */
export type BasicAuthConfig = {
  readonly users: Users;
  readonly forwardUsernameHeader: ByteString;
  readonly authenticationHeader: ByteString;
  readonly allowMissing: boolean;
  readonly emitDynamicMetadata: boolean;
  /** Empty: the URL of the request. */
  readonly realm: string;
};

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readBasicAuth(message: unknown): BasicAuthConfig {
  return MessageReader.read(message, `${PACKAGE}.BasicAuth`, (reader) => ({
    users: readUsers(reader),
    forwardUsernameHeader: textToByteString(reader.string('forward_username_header').toLowerCase()),
    authenticationHeader: textToByteString(reader.string('authentication_header').toLowerCase()) || 'authorization',
    allowMissing: reader.bool('allow_missing'),
    emitDynamicMetadata: reader.bool('emit_dynamic_metadata'),
    realm: reader.string('realm'),
  }));
}

/** Reads a route's configuration. Throws ConfigRejected with Envoy's text. */
export function readBasicAuthPerRoute(message: unknown): Pick<BasicAuthConfig, 'users' | 'realm'> {
  return MessageReader.read(message, `${PACKAGE}.BasicAuthPerRoute`, (reader) => ({
    users: readUsers(reader),
    realm: reader.string('realm'),
  }));
}

function readUsers(reader: MessageReader): Users {
  const text = reader.message('users', 'envoy.config.core.v3.DataSource', (source) => {
    const kind = source.oneof('specifier', ['inline_string', 'inline_bytes', 'filename'], { required: true });
    if (kind === 'filename') throw new ConfigRejected(`Invalid path: ${source.string('filename')}`);
    if (kind === 'inline_bytes') return bytesToByteString(base64ToBytes(source.string('inline_bytes')));
    return textToByteString(source.string('inline_string'));
  });
  if (text === null) throw new ConfigRejected('Unexpected DataSource::specifier_case(): 0');
  return parseHtpasswd(text);
}

/** Reads lines of `name:{SHA}hash`. Envoy: source/extensions/filters/http/basic_auth/config.cc `readHtpasswd`. */
export function parseHtpasswd(text: ByteString): Users {
  const users = new Map<ByteString, ByteString>();
  for (const line of text.split('\n').map((each) => each.replace(/\r$/, ''))) {
    if (line === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    if (colon < 0) refuse('invalid htpasswd format, username:password is expected');
    const name = line.slice(0, colon);
    const password = line.slice(colon + 1);
    if (name === '' || password === '') refuse('empty user name or password');
    if (users.has(name)) refuse('duplicate users');
    if (!password.startsWith('{SHA}')) refuse('unsupported htpasswd format: please use {SHA}');
    const hash = password.slice('{SHA}'.length);
    if (hash.length !== 28) refuse('invalid htpasswd format, invalid SHA hash length');
    users.set(name, hash);
  }
  return users;
}

function refuse(why: string): never {
  throw new ConfigRejected(`basic auth: ${why}`);
}
