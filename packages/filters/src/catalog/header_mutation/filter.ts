import type {
  DecoderFilterCallbacks,
  EncoderFilterCallbacks,
  StreamFilterCallbacks,
} from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus, FilterTrailersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import type { FormatContext } from '@chainwright/runtime/http-connection-manager/format-operators';
import { formatContextOf, reportUnsimulatedOperators } from '../format-surroundings.ts';
import { applyHeaderValueOption } from '../header-value-option.ts';
import type { PerRouteConfigs } from '../per-route-configs.ts';
import type { HeaderMutation, HeaderMutationConfig, Mutations } from './config.ts';
import { mutateQuery } from './query-parameters.ts';

type MutationList = Exclude<keyof Mutations, 'query' | 'unsimulated'>;

/**
 * Changes headers, trailers and the query by lists of the filter and of every level of the route.
 * Envoy: source/extensions/filters/http/header_mutation/header_mutation.cc.
 */
export class HeaderMutationFilter implements HttpFilter {
  readonly #config: HeaderMutationConfig;
  readonly #perRoute: PerRouteConfigs<Mutations>;
  #decoder: DecoderFilterCallbacks | null = null;
  #encoder: EncoderFilterCallbacks | null = null;
  /** Found at the first callback of the stream and kept: a later change of the route does not count. */
  #levels: readonly Mutations[] | null = null;

  constructor(config: HeaderMutationConfig, perRoute: PerRouteConfigs<Mutations>) {
    this.#config = config;
    this.#perRoute = perRoute;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#decoder = callbacks;
  }

  setEncoderCallbacks(callbacks: EncoderFilterCallbacks): void {
    this.#encoder = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    this.#mutate('request', headers, this.#decoder);
    return 'Continue';
  }

  decodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    this.#mutate('requestTrailers', trailers, this.#decoder);
    return 'Continue';
  }

  encodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    this.#mutate('response', headers, this.#encoder);
    return 'Continue';
  }

  encodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    this.#mutate('responseTrailers', trailers, this.#encoder);
    return 'Continue';
  }

  #mutate(list: MutationList, headers: HeaderMap, callbacks: StreamFilterCallbacks | null): void {
    if (callbacks === null) return;
    if (this.#levels === null) {
      this.#levels = this.#levelsOf(callbacks);
      for (const { unsimulated } of this.#levels) reportUnsimulatedOperators(callbacks, unsimulated);
    }
    for (const mutations of this.#levels) {
      // Each level sees what the one before it did, so the context is taken anew.
      const context = formatContextOf(callbacks);
      for (const mutation of mutations[list]) applyMutation(mutation, headers, context);
      if (list === 'request') applyQueryMutations(mutations, headers, context);
    }
  }

  /** The filter's own mutations, then the route's levels. */
  #levelsOf(callbacks: StreamFilterCallbacks): readonly Mutations[] {
    const levels = callbacks
      .perRouteConfigs()
      .map((message) => this.#perRoute.of(message))
      .filter((mutations) => mutations !== null);
    return [this.#config.mutations, ...(this.#config.mostSpecificWins ? levels : levels.reverse())];
  }
}

function applyMutation(mutation: HeaderMutation, headers: HeaderMap, context: FormatContext): void {
  switch (mutation.kind) {
    case 'remove':
      headers.remove(mutation.name);
      return;
    case 'remove-on-match': {
      const names = new Set(headers.entries().map(([name]) => name));
      for (const name of names) if (mutation.matcher.matches(name)) headers.remove(name);
      return;
    }
    case 'set':
      applyHeaderValueOption(mutation.option, headers, context);
      return;
  }
}

function applyQueryMutations(mutations: Mutations, headers: HeaderMap, context: FormatContext): void {
  const path = headers.get(':path');
  if (mutations.query.length === 0 || path === undefined) return;
  headers.setInPlace(':path', mutateQuery(path, mutations.query, context));
}
