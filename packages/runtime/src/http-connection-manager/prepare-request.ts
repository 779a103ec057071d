import type { LocalReply } from '../filter/filter-callbacks.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import type { HcmConfig } from './hcm-config.ts';
import { normalizePath } from './path-normalizer.ts';
import { splitPort } from './redirect-action.ts';
import { isUpgrade, mutateRequestHeaders, type RequestOrigin } from './request-headers.ts';
import type { HcmStats } from './stream-stats.ts';

/** What the preparation of a request's head needs. */
export type PrepareContext = {
  readonly config: HcmConfig;
  readonly stats: HcmStats;
  readonly origin: RequestOrigin;
  readonly streamInfo: StreamInfoImpl;
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  notSimulated(what: string): void;
  /** Answers `expect: 100-continue`. */
  continueRequest(): void;
};

/** Why a request is answered before the filters see it. */
export type Refusal = Omit<LocalReply, 'grpcStatus'> & {
  readonly closes: boolean;
};

/**
 * Checks and rewrites a request's head before the filters.
 * Envoy: `ConnectionManagerImpl::ActiveStream::decodeHeaders`.
 */
export function prepareRequest(headers: HeaderMapImpl, context: PrepareContext): Refusal | null {
  const { config, stats, streamInfo } = context;
  if (!config.proxy100Continue && headers.get('expect')?.toLowerCase() === '100-continue') {
    stats.chargeResponse(100);
    context.continueRequest();
    headers.remove('expect');
  }
  const refusal = checkHost(headers, context) ?? checkPath(headers, config, stats);
  if (refusal !== null) return refusal;
  normalizeHost(headers, config, streamInfo.downstreamLocalAddress.port);
  const { remote } = mutateRequestHeaders(headers, config, context.origin);
  if (remote !== null) streamInfo.downstreamRemoteAddress = remote;
  return checkUpgrade(headers, context);
}

function refuse(code: number, details: string, rest: Partial<Refusal> = {}): Refusal {
  return { code, body: '', headers: [], details, closes: true, ...rest };
}

function checkHost(headers: HeaderMapImpl, { config, protocol }: PrepareContext): Refusal | null {
  if (protocol === 'HTTP/1.0') {
    if (!headers.has(':authority') && config.defaultHostForHttp10 !== '') {
      headers.add(':authority', config.defaultHostForHttp10);
    }
  }
  return headers.has(':authority') ? null : refuse(400, 'missing_host_header');
}

function checkPath(headers: HeaderMapImpl, config: HcmConfig, stats: HcmStats): Refusal | null {
  const path = headers.get(':path');
  if (headers.get(':method') === 'CONNECT' && path === undefined) return null;
  if (path?.startsWith('/') !== true) {
    stats.inc('downstream_rq_non_relative_path');
    return refuse(404, 'absolute_path_rejected', { closes: false });
  }
  const outcome = normalizePath(path, config.paths);
  if (outcome.path !== path) headers.setInPlace(':path', outcome.path);
  if (outcome.kind === 'redirect') {
    stats.inc('downstream_rq_redirected_with_normalized_path');
    return refuse(307, 'path_normalization_failed', { headers: [['location', outcome.path]], closes: false });
  }
  if (outcome.kind === 'continue') return null;
  stats.inc('downstream_rq_failed_path_normalization');
  return refuse(400, 'path_normalization_failed');
}

function normalizeHost(headers: HeaderMapImpl, config: HcmConfig, listenerPort: number): void {
  const authority = headers.get(':authority');
  if (authority === undefined) return;
  let host = authority;
  if (config.stripTrailingHostDot) host = host.replace(/\.(?=(:\d+)?$)/, '');
  const { host: bare, port } = splitPort(host);
  const strips = config.stripHostPort === 'any' || (config.stripHostPort === 'matching' && port === `:${listenerPort}`);
  if (strips && port !== '') host = bare;
  if (host !== authority) headers.setInPlace(':authority', host);
}

function checkUpgrade(headers: HeaderMapImpl, { config, stats, notSimulated }: PrepareContext): Refusal | null {
  if (!isUpgrade(headers)) return null;
  const wanted = (headers.get('upgrade') ?? '').toLowerCase();
  if (wanted === 'h2c') {
    headers.remove('connection');
    headers.remove('upgrade');
    headers.remove('http2-settings');
    return null;
  }
  if (config.upgrades.get(wanted) === true) {
    notSimulated(`the tunnel of an upgrade to ${wanted}`);
    return null;
  }
  stats.inc('downstream_rq_ws_on_non_ws_route');
  return refuse(403, 'upgrade_failed');
}
