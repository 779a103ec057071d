import type { HostCall } from '@chainwright/lua/host/host-call';
import { hostFunction } from '@chainwright/lua/host/host-function';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { base64ToBytes, byteStringToBytes, bytesToBase64, bytesToByteString } from '../http/byte-string.ts';
import { isIpAddress, parseIpAndPort } from '../stream-info/filter-state-factories.ts';
import { Answer } from './answer.ts';
import { ConnectionWrapper, connectionClass } from './connection-wrapper.ts';
import { importPublicKey, verifySignature } from './crypto/public-key.ts';
import { HeaderMapWrapper, headerMapClass } from './header-map-wrapper.ts';
import { httpCall } from './http-call.ts';
import { MetadataWrapper, metadataClass } from './metadata-wrapper.ts';
import { PublicKeyWrapper, publicKeyClass } from './public-key-wrapper.ts';
import { respond } from './respond.ts';
import { handleMetadata, metadataUnder, RouteWrapper, routeClass, virtualHostClass } from './route-wrapper.ts';
import { checkInt, cString, cutAtNul, defineScriptClass, giveBack, OUT_OF_SCOPE } from './script-object.ts';
import { scriptToText } from './script-text.ts';
import { StatsWrapper, statsClass } from './stats-wrapper.ts';
import type { StreamHandle } from './stream-handle.ts';
import {
  ConnectionStreamInfoWrapper,
  connectionStreamInfoClass,
  StreamInfoWrapper,
  streamInfoClass,
} from './stream-info-wrapper.ts';

/** The Lua class of the handle. Envoy: source/extensions/filters/http/lua/lua_filter.cc `StreamHandleWrapper::lua*`. */
export const streamHandleClass = defineScriptClass<StreamHandle>('handle', {
  headers: (self) =>
    self.scope.once('headers', headerMapClass, () => {
      return new HeaderMapWrapper(self.scope, 'headers', self.headers, () => {
        self.path.onHeadersModified();
        return !self.headersContinued;
      });
    }),
  requestHeaders(self) {
    const map = self.scope.callbacks.requestHeaders();
    if (map === null) return undefined;
    return self.scope.once('requestHeaders', headerMapClass, () => {
      return new HeaderMapWrapper(self.scope, 'requestHeaders', map, () => true);
    });
  },
  body,
  bodyChunks(self, call) {
    if (self.sawBody) throw call.error('cannot call bodyChunks after body processing has begun');
    return chunkIterator(self);
  },
  trailers(self) {
    if (self.trailers !== null) return self.trailersObject(self.trailers);
    if (self.endStream) return Answer.NOTHING;
    self.state = 'wait-for-trailers';
    return Answer.SUSPENDED;
  },
  httpCall,
  respond,
  metadata(self, call) {
    const name = cutAtNul(call.optString(2, ''));
    return self.scope.once(`metadata ${name}`, metadataClass, () => {
      const metadata = self.scope.callbacks.route()?.metadata;
      const fields =
        name === '' ? handleMetadata(metadata, self.filterName) : metadataUnder(metadata, scriptToText(name));
      return new MetadataWrapper(self.scope, 'metadata', fields);
    });
  },
  filterContext: (self) =>
    self.scope.once('filterContext', metadataClass, () => {
      return new MetadataWrapper(self.scope, 'filterContext', self.filterContext);
    }),
  streamInfo: (self) =>
    self.scope.once('streamInfo', streamInfoClass, () => new StreamInfoWrapper(self.scope, 'streamInfo')),
  connection: (self) =>
    self.scope.once('connection', connectionClass, () => new ConnectionWrapper(self.scope, 'connection')),
  connectionStreamInfo: (self) =>
    self.scope.once('connectionStreamInfo', connectionStreamInfoClass, () => {
      return new ConnectionStreamInfoWrapper(self.scope, 'connectionStreamInfo');
    }),
  route: (self) =>
    self.scope.once('route', routeClass, () => {
      return new RouteWrapper(self.scope, 'route', self.scope.callbacks.route()?.metadata, self.filterName);
    }),
  virtualHost: (self) =>
    self.scope.once('virtualHost', virtualHostClass, () => {
      const { scope, filterName } = self;
      return new RouteWrapper(scope, 'virtualHost', scope.callbacks.route()?.virtualHost.metadata, filterName);
    }),
  stats: (self) => self.scope.once('stats', statsClass, () => new StatsWrapper(self.scope, 'stats')),
  setUpstreamOverrideHost(self, call) {
    const host = cString(call, 2);
    if (!isAuthorityOfIp(host)) throw call.error('host is not a valid IP address');
    const strict = call.count >= 3 && call.checkBoolean(3);
    self.path.setUpstreamOverrideHost(host, strict);
    return Answer.NOTHING;
  },
  clearRouteCache(self) {
    self.path.clearRouteCache();
    return Answer.NOTHING;
  },
  importPublicKey: importKey,
  verifySignature: verify,
  base64Escape: (_self, call) => bytesToBase64(byteStringToBytes(call.checkString(2))),
  base64Decode: (_self, call) => base64Decode(call.checkString(2)),
  timestamp(self, call) {
    if (resolution(call) !== 0) throw call.error('timestamp format must be MILLISECOND.');
    return Math.floor(self.scope.callbacks.worker.clock.epochMs());
  },
  timestampString(self, call) {
    const unit = resolution(call);
    const epochMs = self.scope.callbacks.worker.clock.epochMs();
    if (unit === 0) return String(Math.floor(epochMs));
    if (unit === 1) return String(Math.floor(epochMs * 1000));
    throw call.error('timestamp format must be MILLISECOND or MICROSECOND.');
  },
});

function body(self: StreamHandle, call: HostCall) {
  if (call.count >= 2) self.alwaysWrapBody = call.checkBoolean(2);
  if (!self.endStream) {
    if (self.sawBody) throw call.error('cannot call body() after body streaming has started');
    self.state = 'wait-for-body';
    self.bufferedBody = true;
    return Answer.SUSPENDED;
  }
  if (!self.bufferedBody && self.sawBody) throw call.error('cannot call body() after body has been streamed');
  const present = self.body();
  if (present !== null) return present;
  if (!self.alwaysWrapBody) return Answer.NOTHING;
  // An empty body, so that the script has something to fill.
  self.path.addData(new ByteBufferImpl());
  return self.body() ?? Answer.NOTHING;
}

/** An address with or without a port; an IPv6 address stands in brackets (`Http::Utility::parseAuthority`). */
function isAuthorityOfIp(host: string): boolean {
  if (parseIpAndPort(host) !== null) return true;
  const inBrackets = /^\[(.*)\]$/.exec(host)?.[1];
  if (inBrackets !== undefined) return inBrackets.includes(':') && isIpAddress(inBrackets);
  return !host.includes(':') && isIpAddress(host);
}

function chunkIterator(self: StreamHandle) {
  return hostFunction('chunk iterator', (call) => {
    if (!self.alive) throw call.error(OUT_OF_SCOPE);
    if (self.endStream) return giveBack(Answer.NOTHING, call);
    self.state = 'wait-for-body-chunk';
    return giveBack(Answer.SUSPENDED, call);
  });
}

/** The resolution's number; absent or empty is 0, what is no number is -1. */
function resolution(call: HostCall): number {
  const text = call.arg(2) === undefined ? '' : cString(call, 2).trim();
  if (text === '') return 0;
  return /^[+-]?\d+$/.test(text) ? Number(text) : -1;
}

/** Standard alphabet, padding optional but never wrong, blanks skipped; nil for anything else. */
function base64Decode(text: string) {
  const clean = text.replace(/[\t\n\v\f\r ]+/g, '');
  const padding = /=*$/.exec(clean)?.[0].length ?? 0;
  const digits = clean.length - padding;
  if (padding > 0 && (padding > 2 || (digits + padding) % 4 !== 0)) return undefined;
  try {
    return bytesToByteString(base64ToBytes(clean));
  } catch {
    return undefined;
  }
}

function importKey(self: StreamHandle, call: HostCall) {
  const der = call.checkString(2);
  const length = checkInt(call, 3);
  if (self.importedKey === null) {
    const bytes = der.slice(0, Math.max(0, length));
    const key = importPublicKey(byteStringToBytes(bytes));
    self.importedKey = key === null ? '' : cutAtNul(der);
    if (key !== null) self.keys.set(cutAtNul(bytes), key);
  }
  const { importedKey } = self;
  return self.scope.once('publicKey', publicKeyClass, () => new PublicKeyWrapper(self.scope, 'publicKey', importedKey));
}

function verify(self: StreamHandle, call: HostCall) {
  const hash = cString(call, 2);
  const key = self.keys.get(cString(call, 3));
  if (key === undefined) throw call.error('invalid public key');
  const signature = call.checkString(4).slice(0, Math.max(0, checkInt(call, 5)));
  const text = call.checkString(6).slice(0, Math.max(0, checkInt(call, 7)));
  const result = verifySignature(hash, key, byteStringToBytes(signature), byteStringToBytes(text));
  return result.valid ? Answer.of(true, undefined) : Answer.of(false, result.error);
}
