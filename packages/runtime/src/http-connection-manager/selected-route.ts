import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { FormatContext } from './format-operators.ts';
import { applyHeaderRules, type HeaderRules } from './header-rules.ts';
import type { RedirectAction } from './redirect-action.ts';
import type { Route, RouteTarget } from './route.ts';
import type { RouteAction, WeightedCluster } from './route-action.ts';
import type { RouteEntry, RouteMetadata } from './route-entry.ts';
import type { PathMatch } from './route-match.ts';
import type { RouteQuery, RouteTableLevel, VirtualHost } from './route-table.ts';
import type { PerFilterEntry } from './typed-per-filter-config.ts';

const NO_METADATA: RouteMetadata = new Map();

/** The route chosen for one request, with the cluster that it comes to. Envoy: `Router::RouteConstSharedPtr`. */
export class SelectedRoute implements RouteEntry {
  readonly level: RouteTableLevel;
  readonly virtualHost: VirtualHost;
  /** null for the redirect of a virtual host that requires TLS. */
  readonly route: Route | null;
  readonly target: RouteTarget;
  readonly cluster: string | null;
  readonly weighted: WeightedCluster | null;

  private constructor(
    level: RouteTableLevel,
    virtualHost: VirtualHost,
    choice: Pick<SelectedRoute, 'route' | 'target' | 'cluster' | 'weighted'>,
  ) {
    this.level = level;
    this.virtualHost = virtualHost;
    this.route = choice.route;
    this.target = choice.target;
    this.cluster = choice.cluster;
    this.weighted = choice.weighted;
  }

  /** The answer of a virtual host that wants TLS. */
  static redirect(level: RouteTableLevel, host: VirtualHost, redirect: RedirectAction): SelectedRoute {
    const target: RouteTarget = { kind: 'redirect', redirect };
    return new SelectedRoute(level, host, { route: null, target, cluster: null, weighted: null });
  }

  static of(level: RouteTableLevel, host: VirtualHost, route: Route, query: RouteQuery): SelectedRoute {
    const { target } = route;
    const choice = target.kind === 'route' ? chooseCluster(target.action, query) : { cluster: null, weighted: null };
    return new SelectedRoute(level, host, { route, target, ...choice });
  }

  get name(): string {
    return this.route?.name ?? '';
  }

  get metadata(): RouteMetadata {
    return this.route?.metadata ?? NO_METADATA;
  }

  get config(): Readonly<Record<string, unknown>> {
    return this.route?.config ?? {};
  }

  /** What sends the request upstream; null for redirects and direct responses. */
  get action(): RouteAction | null {
    return this.target.kind === 'route' ? this.target.action : null;
  }

  get pathMatch(): PathMatch {
    return this.route?.match.path ?? { kind: 'prefix', text: '' };
  }

  /** Bytes of a request that may wait; null: the connection's limit. */
  get bufferLimit(): number | null {
    return this.route?.bufferLimit ?? this.virtualHost.bufferLimit;
  }

  /** Per-filter messages of a name, least specific first. */
  perFilterConfigs(filterName: string): readonly unknown[] {
    return this.#perFilterEntries(filterName).flatMap(({ config }) => config ?? []);
  }

  /** Whether the route switches a filter off (true) or on (false); null: it says nothing. */
  disables(filterName: string): boolean | null {
    return this.#perFilterEntries(filterName).at(-1)?.disabled ?? null;
  }

  /** Adds and removes request headers level by level. A weighted cluster's own host is in place before the other levels look. */
  mutateRequestHeaders(headers: HeaderMap, context: FormatContext): void {
    for (const rules of this.#inOrder('requestHeaders')) {
      applyHeaderRules(rules, headers, context);
      const host = this.weighted?.requestHeaders === rules ? this.weighted.hostRewrite : null;
      if (host !== null) headers.setInPlace(':authority', host);
    }
  }

  mutateResponseHeaders(headers: HeaderMap, context: FormatContext): void {
    // The redirect of a virtual host that requires TLS is no route of the configuration.
    if (this.route === null) return;
    for (const rules of this.#inOrder('responseHeaders')) applyHeaderRules(rules, headers, context);
  }

  /** Most specific level first, unless the most specific one shall win; a weighted cluster always comes before its route. */
  #inOrder(which: 'requestHeaders' | 'responseHeaders'): readonly HeaderRules[] {
    const levels = [this.route, this.virtualHost, this.level].flatMap((level) => level?.[which] ?? []);
    if (this.level.mostSpecificWins) levels.reverse();
    return [...(this.weighted === null ? [] : [this.weighted[which]]), ...levels];
  }

  #perFilterEntries(filterName: string): PerFilterEntry[] {
    return [this.level, this.virtualHost, this.route, this.weighted].flatMap(
      (level) => level?.perFilter.get(filterName) ?? [],
    );
  }
}

type ClusterAnswer = { readonly cluster: string | null; readonly weighted: WeightedCluster | null };

function chooseCluster(action: RouteAction, { headers, draw }: RouteQuery): ClusterAnswer {
  const choice = action.cluster;
  if (choice.by === 'name') return { cluster: choice.cluster, weighted: null };
  if (choice.by === 'header') return { cluster: headers.get(choice.header) ?? '', weighted: null };
  const weighted = pick(choice.clusters, weightedDraw(choice.header, headers, draw));
  const fromHeader = weighted.clusterHeader === null ? undefined : headers.get(weighted.clusterHeader);
  return { cluster: weighted.name ?? fromHeader ?? '', weighted };
}

function weightedDraw(header: ByteString | null, headers: HeaderMap, draw: number): number {
  const given = header === null ? undefined : headers.get(header);
  return given !== undefined && /^\d+$/.test(given) ? Number(given) : draw;
}

function pick(clusters: readonly WeightedCluster[], draw: number): WeightedCluster {
  let left = draw % clusters.reduce((sum, cluster) => sum + cluster.weight, 0);
  for (const cluster of clusters) {
    if (left < cluster.weight) return cluster;
    left -= cluster.weight;
  }
  return clusters[0] as WeightedCluster;
}
