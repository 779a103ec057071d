/** Which of Istio's proxies and directions an EnvoyFilter is meant for. */
export type IstioContext = 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND' | 'GATEWAY';

/**
 * HTTP filters that Istio 1.31 itself puts into a connection manager, in order: default settings, no policies.
 * Istio: pilot/pkg/networking/core; taken from Istio's own answer for a sidecar and a gateway.
 */
export const ISTIO_HTTP_FILTERS: Readonly<Record<IstioContext, readonly string[]>> = {
  SIDECAR_INBOUND: [
    'istio.metadata_exchange',
    'envoy.filters.http.grpc_stats',
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    'istio.stats',
    'envoy.filters.http.router',
  ],
  SIDECAR_OUTBOUND: [
    'istio.metadata_exchange',
    'envoy.filters.http.grpc_stats',
    'istio.alpn',
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    'istio.stats',
    'envoy.filters.http.router',
  ],
  GATEWAY: [
    'istio.metadata_exchange',
    'envoy.filters.http.grpc_stats',
    'istio.alpn',
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    'istio.stats',
    'envoy.filters.http.router',
  ],
};

/** Istio's name of the HTTP router, the last filter of every chain. */
export const ROUTER_NAME = 'envoy.filters.http.router';
/** Istio's name of the connection manager in every HTTP filter chain. */
export const CONNECTION_MANAGER_NAME = 'envoy.filters.network.http_connection_manager';
