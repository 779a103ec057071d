import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import { httpDate } from './format-time.ts';
import type { HcmConfig } from './hcm-config.ts';
import { appendVia, isUpgrade } from './request-headers.ts';

/** What the response's headers depend on besides the configuration. */
export type ResponseSituation = {
  readonly epochMs: number;
  readonly requestId: string | undefined;
  /** An internal request with `x-envoy-force-trace` gets its id back. */
  readonly echoesRequestId: boolean;
  /** The connection is closed after this response. */
  readonly closes: boolean;
  /** The request was for another protocol. */
  readonly asksForUpgrade: boolean;
  /** HTTP/1.0 has to be told that the connection stays. */
  readonly http10: boolean;
};

/**
 * Prepares response headers for the client, after the filters.
 * Envoy: `ConnectionManagerImpl::ActiveStream::encodeHeaders` and `ConnectionManagerUtility::mutateResponseHeaders`.
 */
export function mutateResponseHeaders(headers: HeaderMapImpl, config: HcmConfig, situation: ResponseSituation): void {
  if (!(situation.asksForUpgrade && isUpgrade(headers))) {
    headers.remove('connection');
    headers.remove('upgrade');
  }
  headers.remove('proxy-connection');
  headers.remove('transfer-encoding');
  if (!headers.has('date')) headers.setInPlace('date', httpDate(situation.epochMs));
  if (config.serverHeader === 'OVERWRITE') headers.setInPlace('server', config.serverName);
  else if (config.serverHeader === 'APPEND_IF_ABSENT' && !headers.has('server')) {
    headers.setInPlace('server', config.serverName);
  }
  if (situation.echoesRequestId && situation.requestId !== undefined) {
    headers.setInPlace('x-request-id', situation.requestId);
  }
  if (config.via !== '') appendVia(headers, config.via);
  if (situation.closes) headers.setInPlace('connection', 'close');
  else if (situation.http10) headers.setInPlace('connection', 'keep-alive');
}
