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

/**
 * HTTP filters that Istio adds for some policies and settings only, with the filter of its default chain before which
 * they stand. A patch that names one changes nothing where the policy is missing.
 */
export const ISTIO_CONDITIONAL_FILTERS: Readonly<
  Record<string, { readonly before: string; readonly comesWith: string; readonly contexts: readonly IstioContext[] }>
> = {
  'envoy.filters.http.jwt_authn': {
    before: 'envoy.filters.http.grpc_stats',
    comesWith: 'a RequestAuthentication',
    contexts: ['SIDECAR_INBOUND', 'GATEWAY'],
  },
  'envoy.filters.http.ext_authz': {
    before: 'envoy.filters.http.grpc_stats',
    comesWith: 'an AuthorizationPolicy with action CUSTOM',
    contexts: ['SIDECAR_INBOUND', 'GATEWAY'],
  },
  'envoy.filters.http.rbac': {
    before: 'envoy.filters.http.grpc_stats',
    comesWith: 'an AuthorizationPolicy',
    contexts: ['SIDECAR_INBOUND', 'GATEWAY'],
  },
  'envoy.filters.http.grpc_web': {
    before: 'envoy.filters.http.grpc_stats',
    comesWith: 'a port of the protocol grpc-web',
    contexts: ['SIDECAR_INBOUND', 'SIDECAR_OUTBOUND', 'GATEWAY'],
  },
};

/** Istio's chain of a context, with the filter that a patch names in it even if that comes with a policy only. */
export function istioChain(context: IstioContext, named: string | null): readonly string[] {
  const chain = ISTIO_HTTP_FILTERS[context];
  const extra =
    named !== null && Object.hasOwn(ISTIO_CONDITIONAL_FILTERS, named) ? ISTIO_CONDITIONAL_FILTERS[named] : null;
  if (!extra?.contexts.includes(context) || named === null) return chain;
  const at = chain.indexOf(extra.before);
  return [...chain.slice(0, at), named, ...chain.slice(at)];
}
