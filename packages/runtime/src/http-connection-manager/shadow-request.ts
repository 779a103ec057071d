import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { ClientSent } from '../upstream/client-sent.ts';
import type { Cluster } from '../upstream/cluster.ts';
import { chargeResponse } from '../upstream/response-stats.ts';
import type { MirrorPolicy } from './route-action.ts';
import type { RouterServer } from './router-server.ts';
import { UpstreamAttempt } from './upstream-attempt.ts';

type ShadowOptions = {
  readonly server: RouterServer;
  readonly worker: number;
  readonly trace: TraceEmitter;
  readonly clientSent: ClientSent;
  readonly policy: MirrorPolicy;
  /** Which of the request's copies this is, from 0. */
  readonly index: number;
};

/** Begins the copies of a request to its mirrors; their answers are ignored. */
export function startShadows(
  options: Omit<ShadowOptions, 'policy' | 'index'>,
  mirrors: readonly MirrorPolicy[],
  headers: HeaderMapImpl,
  endStream: boolean,
): UpstreamAttempt[] {
  return mirrors.flatMap((policy, index) => {
    const one = { ...options, policy, index };
    const cluster = mirrorCluster(one, headers);
    return cluster === undefined ? [] : [startShadow(one, cluster, headers, endStream)];
  });
}

/** The cluster of a mirror policy; undefined: there is none, nothing is mirrored. */
function mirrorCluster({ server, policy }: ShadowOptions, headers: HeaderMapImpl): Cluster | undefined {
  const name = policy.cluster ?? (policy.clusterHeader === null ? '' : (headers.get(policy.clusterHeader) ?? ''));
  const cluster = server.clusters.get(name);
  return cluster?.hasHosts === true ? cluster : undefined;
}

/** Begins a copy of a request to a mirror; its answer is ignored. Envoy: source/common/router/shadow_writer_impl.cc. */
function startShadow(
  options: ShadowOptions,
  cluster: Cluster,
  headers: HeaderMapImpl,
  endStream: boolean,
): UpstreamAttempt {
  const { server, worker, trace, clientSent, policy } = options;
  const copy = HeaderMapImpl.of('request-headers', headers.entries());
  if (policy.appendsSuffix) copy.setInPlace(':authority', shadowHost(headers.get(':authority') ?? ''));
  copy.setInPlace('x-envoy-internal', 'true');
  copy.append('x-forwarded-for', server.ownAddress);
  const attempt = new UpstreamAttempt({
    server,
    worker,
    cluster,
    // Tries count from 1: a copy must not be taken for one.
    number: -options.index,
    trace,
    clientSent,
    headers: copy,
    bufferLimit: 0,
    listener: {
      onAttemptReady: () => {},
      onAttemptInformational: () => {},
      onAttemptHeaders: (_attempt, answer) => {
        const code = Number(answer.get(':status'));
        const charge = { clusterPrefix: cluster.statPrefix, code, internal: true, canary: false, also: [] };
        chargeResponse(server.stats, charge);
      },
      onAttemptData: () => {},
      onAttemptTrailers: () => {},
      onAttemptReset: () => {},
      onAttemptTimeout: () => {},
      onAttemptBackedUp: () => {},
      onAttemptInvalid: () => {},
    },
  });
  server.stats.add('http.async-client.rq_total', 'counter', 1);
  attempt.start(endStream);
  return attempt;
}

/** `example.com:81` becomes `example.com-shadow:81`. */
function shadowHost(authority: string): string {
  const colon = authority.lastIndexOf(':');
  if (colon < 0 || authority.endsWith(']')) return `${authority}-shadow`;
  return `${authority.slice(0, colon)}-shadow${authority.slice(colon)}`;
}
