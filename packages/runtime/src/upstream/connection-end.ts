import type { UpstreamReset } from './response-step.ts';

/** Counters of a connection that ends while it carries a request. */
export function endedWhileActive(by: 'local' | 'remote'): string[] {
  return ['', `_${by}`, '_with_active_rq', `_${by}_with_active_rq`].map((name) => `upstream_cx_destroy${name}`);
}

/** Counters of a connection that ends idle. */
export function endedIdle(by: 'local' | 'remote'): string[] {
  return ['upstream_cx_destroy', `upstream_cx_destroy_${by}`];
}

/** Counters of a stream that ends before its answer does; `raw`: the upstream wrote bytes of its own. */
export function endedEarly(reset: UpstreamReset, { raw }: { readonly raw: boolean }): string[] {
  switch (reset) {
    case 'protocol error':
      return ['upstream_cx_protocol_error', ...endedWhileActive(raw ? 'local' : 'remote')];
    case 'broken head':
      return ['upstream_cx_protocol_error', ...endedWhileActive('local')];
    case 'cut head':
      return ['upstream_cx_protocol_error', ...endedWhileActive('remote')];
    case 'remote reset':
      return ['http2.rx_reset', 'upstream_rq_rx_reset'];
    case 'broken length':
      return ['http2.tx_reset', 'upstream_rq_tx_reset'];
    case 'too many headers':
      return ['http2.header_overflow', 'http2.tx_reset', 'upstream_rq_rx_reset'];
    case 'broken message':
      return ['http2.rx_messaging_error', 'upstream_cx_protocol_error', 'upstream_rq_tx_reset', ...endedIdle('local')];
    case 'oversized head':
      return ['upstream_cx_protocol_error', 'upstream_rq_tx_reset', ...endedIdle('local')];
    default:
      return endedWhileActive('remote');
  }
}

/** The reasons by which Envoy tells its filters. */
export function asEnvoySays(reset: UpstreamReset): UpstreamReset {
  if (reset === 'too many headers') return 'remote reset';
  const broken = ['broken head', 'cut head', 'broken message', 'broken length', 'oversized head'].includes(reset);
  return broken ? 'protocol error' : reset;
}
