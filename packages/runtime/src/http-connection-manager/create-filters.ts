import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { WorkerChain } from './filter-chain.ts';
import type { FilterManager } from './filter-manager.ts';
import type { SelectedRoute } from './selected-route.ts';

/**
 * Makes the filters of one stream but the router. Which of them take part is decided here, once, by the route chosen now.
 * Envoy: source/common/http/filter_chain_helper.cc, `FilterManager::createFilterChain`.
 */
export function createFilters(
  chain: WorkerChain,
  route: SelectedRoute | null,
  manager: FilterManager,
  trace: TraceEmitter,
): void {
  for (const [index, { entry, factory }] of chain.entries()) {
    const ref = { index, name: entry.name };
    const fromRoute = route?.disables(entry.name) ?? null;
    if (fromRoute ?? entry.disabled) {
      const why = fromRoute === true && !entry.disabled ? 'disabled-on-route' : 'disabled';
      trace.with({ filter: ref }).emit({ kind: 'filter-skipped', why });
      continue;
    }
    const filter = factory.createFilter();
    if (filter !== null) manager.addFilter(filter, ref);
  }
}
