import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { FilterExtension } from '../filter-extension.ts';
import { UNSIMULATED_FILTERS, type UnsimulatedFilter } from './unsimulated-filters.ts';

const TYPE_PREFIX = 'type.googleapis.com/';

/** Lets everything pass and says, once for each stream, that the real filter may do otherwise. */
class PassingFilter implements HttpFilter {
  readonly #what: string;
  readonly #why: string;

  constructor(what: string, why: string) {
    this.#what = what;
    this.#why = why;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    callbacks.trace.emit({ kind: 'not-simulated', what: this.#what, why: this.#why, affects: ['*'] });
  }
}

/** The entry of a filter that Envoy knows and the simulator passes by. */
function unsimulatedExtension([name, type, title, summary, perRouteTypes]: UnsimulatedFilter): FilterExtension {
  const typeUrl = TYPE_PREFIX + type;
  return {
    name,
    typeUrl,
    perRouteTypeUrls: perRouteTypes.map((perRoute) => TYPE_PREFIX + perRoute),
    kind: 'native',
    title,
    summary,
    paths: { request: true, response: true },
    simulated: { level: 'none', not: 'Everything passes unchanged and its configuration is not checked.' },
    since: '1.40',
    defaultConfig: { '@type': typeUrl },
    defaultPerRouteConfig: null,
    createFactory: () => ({
      createFilter: () => new PassingFilter(`filter ${name}`, 'The simulator does not have this filter; all passes.'),
    }),
  };
}

/** The filters of Envoy 1.40 that are not simulated. */
export const unsimulatedFilters: readonly FilterExtension[] = UNSIMULATED_FILTERS.map(unsimulatedExtension);

/** The entry of a filter that plain Envoy does not have but Istio's proxy does. */
export function istioOnlyExtension(type: string): FilterExtension {
  return {
    ...unsimulatedExtension([type, type, type.slice(type.lastIndexOf('.') + 1), "A filter of Istio's own proxy.", []]),
    since: 'Istio',
  };
}
