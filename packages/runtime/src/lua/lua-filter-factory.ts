import type { HttpFilterFactory } from '../filter/http-filter.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import { LuaCode } from './lua-code.ts';
import { type ChosenCode, LuaFilter } from './lua-filter.ts';
import type { LuaServer, LuaSource } from './lua-server.ts';

type Fields = ReadonlyMap<string, MetadataValue>;

/** The filter's configuration, its files already read. Envoy: envoy.extensions.filters.http.lua.v3.Lua. */
export type LuaFilterConfig = {
  /** `default_source_code` or `inline_code`; null: none. */
  readonly defaultSource: LuaSource | null;
  /** `source_codes`, which routes name. */
  readonly sources: ReadonlyMap<string, LuaSource>;
  readonly clearRouteCache: boolean;
  readonly filterContext: Fields;
};

/** A route's configuration. Envoy: envoy.extensions.filters.http.lua.v3.LuaPerRoute. */
export type LuaRouteConfig = {
  readonly use:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'default' }
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'own'; readonly source: LuaSource };
  /** null: the route has none. */
  readonly filterContext: Fields | null;
};

/**
 * Loads all code of a filter on one thread and makes its factory.
 * Throws ConfigRejected (`script load error: …`) when a script does not load.
 *
 * @param routes every route's configuration, loaded with the filter
 * @param routeOf reads the `typed_per_filter_config` that a stream's route has; null: none
 */
export function createLuaFilterFactory(
  config: LuaFilterConfig,
  server: LuaServer,
  routes: readonly LuaRouteConfig[],
  routeOf: (message: unknown) => LuaRouteConfig | null,
): HttpFilterFactory {
  const load = (source: LuaSource | null): LuaCode | null => (source === null ? null : LuaCode.load(source, server));
  // Routes are built before filters, so their code is loaded first.
  const own = new Map<LuaSource, LuaCode | null>();
  for (const { use } of routes) {
    if (use.kind === 'own' && !own.has(use.source)) own.set(use.source, load(use.source));
  }
  const defaultCode = load(config.defaultSource);
  const named = new Map([...config.sources].map(([name, source]) => [name, load(source)]));

  const codeOf = (route: LuaRouteConfig | null): LuaCode | null => {
    switch (route?.use.kind) {
      case 'nothing':
        return null;
      case 'named':
        return named.get(route.use.name) ?? null;
      case 'own':
        return own.get(route.use.source) ?? null;
      default:
        return defaultCode;
    }
  };
  const choose = (message: unknown): ChosenCode => {
    const route = routeOf(message);
    return { code: codeOf(route), filterContext: route?.filterContext ?? config.filterContext };
  };
  const setup = { filterName: server.filterName, clearRouteCache: config.clearRouteCache, choose };
  const loaded = [defaultCode, ...named.values(), ...own.values()].filter((code) => code !== null);
  return {
    createFilter: () => new LuaFilter(setup),
    reportRun: () => {
      if (server.worker.index < 0) return;
      for (const code of loaded) code.reportCoverage(server.trace);
    },
  };
}
