import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import { parseUrl } from '../http/url.ts';
import type { Random } from '../server/random.ts';
import type { Address } from '../stream-info/stream-info.ts';
import { addressBytes } from './cidr-list.ts';
import type { HcmConfig } from './hcm-config.ts';

/** What the request's headers are made from besides the configuration. */
export type RequestOrigin = {
  readonly remote: Address;
  /** The address that Envoy takes for its own when the peer is a loopback address. */
  readonly ownAddress: string;
  readonly node: { readonly id: string; readonly cluster: string };
  readonly random: Random;
};

/** The address that a request is taken to come from; null: the connection's. */
export type ClientAddress = { readonly remote: Address | null };

/** Headers that only internal clients may send. */
const INTERNAL_ONLY = [
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-upstream-stream-duration-ms',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-force-trace',
  'x-envoy-ip-tags',
  'x-envoy-original-url',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-internal',
];

/** Headers that a client at the edge may not send besides. */
const NOT_FROM_EDGE = [
  'x-envoy-decorator-operation',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-original-path',
  'x-envoy-original-host',
];

/**
 * Prepares a request's headers for the filters: hop-by-hop headers, addresses, scheme, trust, request id.
 * Envoy: source/common/http/conn_manager_utility.cc `mutateRequestHeaders`.
 */
export function mutateRequestHeaders(headers: HeaderMapImpl, config: HcmConfig, origin: RequestOrigin): ClientAddress {
  removeHopByHop(headers);
  sanitizeReferer(headers);
  const { remote, mayBeTrusted } = config.useRemoteAddress
    ? appendRemoteAddress(headers, config, origin)
    : addressFromXff(headers, config.xffTrustedHops);
  if (!headers.has('x-forwarded-proto')) headers.setInPlace('x-forwarded-proto', 'http');
  setScheme(headers, config.schemeToOverwrite);
  const internal = mayBeTrusted && remote !== null && config.internalAddresses.contains(remote.ip);
  const edge = !internal && config.useRemoteAddress;
  cleanControlHeaders(headers, config, { internal, edge });
  if (config.addUserAgent && origin.node.cluster !== '') {
    headers.setInPlace('x-envoy-downstream-service-cluster', origin.node.cluster);
    if ((headers.get('user-agent') ?? '') === '') headers.setInPlace('user-agent', origin.node.cluster);
    if (origin.node.id !== '') headers.setInPlace('x-envoy-downstream-service-node', origin.node.id);
  }
  if (config.via !== '') appendVia(headers, config.via);
  if (edge) headers.setInPlace('x-envoy-external-address', (remote ?? origin.remote).ip);
  if (config.generateRequestId) {
    const replaces = edge && !config.preserveExternalRequestId;
    if (replaces || !headers.get('x-request-id')) headers.setInPlace('x-request-id', origin.random.uuid());
  }
  if (!config.keepsClientCert) headers.remove('x-forwarded-client-cert');
  return { remote };
}

/** Adds `value` to `via`, after what is there. */
export function appendVia(headers: HeaderMapImpl, value: ByteString): void {
  const old = headers.get('via');
  headers.setInPlace('via', old === undefined || old === '' ? value : `${old}, ${value}`);
}

function removeHopByHop(headers: HeaderMapImpl): void {
  if (!isUpgrade(headers)) {
    headers.remove('connection');
    headers.remove('upgrade');
    const te = headers.get('te');
    if (te !== undefined) {
      const trailers = te.split(',').some((one) => one.trim() === 'trailers');
      if (trailers) headers.setInPlace('te', 'trailers');
      else headers.remove('te');
    }
  }
  headers.remove('keep-alive');
  headers.remove('proxy-connection');
  headers.remove('transfer-encoding');
}

/** Whether the request asks for another protocol. Envoy: `Utility::isUpgrade`. */
export function isUpgrade(headers: HeaderMapImpl): boolean {
  const tokens = (headers.get('connection') ?? '').split(',').map((token) => token.trim().toLowerCase());
  return (headers.get('upgrade') ?? '') !== '' && tokens.includes('upgrade');
}

/** A referer must be one URL without user and fragment. */
function sanitizeReferer(headers: HeaderMapImpl): void {
  const values = headers.values('referer');
  if (values.length === 0) return;
  const url = values.length > 1 ? null : parseUrl(values[0] ?? '');
  if (url === null || url.hasUserinfo || url.hasFragment) headers.remove('referer');
}

type FoundAddress = { readonly remote: Address | null; readonly mayBeTrusted: boolean };

function appendRemoteAddress(headers: HeaderMapImpl, config: HcmConfig, origin: RequestOrigin): FoundAddress {
  const mayBeTrusted = !headers.has('x-forwarded-for');
  const hops = config.xffTrustedHops;
  const fromXff = hops > 0 ? lastOfXff(headers, hops - 1) : null;
  const remote = fromXff?.remote ?? origin.remote;
  if (!config.skipXffAppend) {
    const peer = isLoopback(origin.remote.ip) ? origin.ownAddress : origin.remote.ip;
    headers.append('x-forwarded-for', peer);
  }
  if (hops === 0 || !headers.has('x-forwarded-proto')) headers.setInPlace('x-forwarded-proto', 'http');
  return { remote, mayBeTrusted };
}

function addressFromXff(headers: HeaderMapImpl, hops: number): FoundAddress {
  const found = lastOfXff(headers, hops);
  return { remote: found?.remote ?? null, mayBeTrusted: found?.single ?? false };
}

/** The address `skip` places from the end of x-forwarded-for. Envoy: `Utility::getLastAddressFromXFF`. */
function lastOfXff(headers: HeaderMapImpl, skip: number): { remote: Address; single: boolean } | null {
  const entries = (headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  const ip = entries.at(-1 - skip);
  if (ip === undefined || addressBytes(ip) === null) return null;
  return { remote: { ip, port: 0 }, single: entries.length === 1 };
}

function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1';
}

function setScheme(headers: HeaderMapImpl, overwrite: string | null): void {
  if (overwrite !== null) {
    headers.setInPlace(':scheme', overwrite);
    headers.setInPlace('x-forwarded-proto', overwrite);
    return;
  }
  const given = headers.get(':scheme')?.toLowerCase();
  if (given === 'http' || given === 'https') {
    headers.setInPlace(':scheme', given);
    return;
  }
  const proto = (headers.get('x-forwarded-proto') ?? '').toLowerCase();
  headers.setInPlace(':scheme', proto === 'https' ? 'https' : 'http');
}

function cleanControlHeaders(
  headers: HeaderMapImpl,
  config: HcmConfig,
  { internal, edge }: { readonly internal: boolean; readonly edge: boolean },
): void {
  if (internal) {
    headers.replace('x-envoy-internal', 'true');
    return;
  }
  if (headers.hasPrefix('x-envoy-')) {
    if (edge) for (const name of NOT_FROM_EDGE) headers.remove(name);
    for (const name of INTERNAL_ONLY) headers.remove(name);
  }
  for (const name of config.routes.level.internalOnlyHeaders) headers.remove(name);
}
