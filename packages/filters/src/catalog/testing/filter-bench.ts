import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import { FakeServer, FakeStream } from '@chainwright/runtime/testing/fake-stream';
import type { EnvoyMessage, FactoryContext, FilterExtension, FilterSource } from '../filter-extension.ts';
import { ProcessState } from '../process-state.ts';

/** What a test may say about the surroundings of the filter under test. */
export type BenchOptions = {
  readonly filterName?: string;
  readonly perRouteConfigs?: readonly EnvoyMessage[];
  readonly sources?: readonly FilterSource[];
  readonly process?: ProcessState;
  readonly node?: EnvoyMessage;
};

/** A factory context on a fake server. */
export function benchContext(server: FakeServer, options: BenchOptions = {}, worker = server.worker()): FactoryContext {
  return {
    filterName: options.filterName ?? 'test',
    filterIndex: 0,
    statPrefix: 'ingress',
    worker,
    workerCount: 1,
    trace: server.recorder.emitter({ worker: worker.index, filter: { index: 0, name: 'test' } }),
    process: options.process ?? new ProcessState(),
    source: (name) => options.sources?.find((source) => source.name === name),
    perRouteConfigs: options.perRouteConfigs ?? [],
    chain: [],
    node: options.node ?? { id: 'n', cluster: 'svc' },
    clusterNames: server.clusters,
    clusters: [],
    listener: {},
  };
}

/** One filter on a fake server, and streams through it. */
export class FilterBench {
  readonly server = new FakeServer();
  readonly #create: () => HttpFilter | null;
  readonly #perRoute: readonly EnvoyMessage[];

  constructor(extension: FilterExtension, config: EnvoyMessage, options: BenchOptions = {}) {
    const factory = extension.createFactory(config, benchContext(this.server, options));
    this.#create = () => factory.createFilter();
    this.#perRoute = options.perRouteConfigs ?? [];
  }

  /** A new stream with the filter in it; its route has all per-route configurations given to the bench. */
  stream(): { stream: FakeStream; filter: HttpFilter } {
    const stream = new FakeStream(this.server);
    stream.perRoute = this.#perRoute;
    return { stream, filter: stream.attach(this.#create() ?? {}) };
  }

  /** The counters and gauges that are not zero. */
  stats(): Record<string, number> {
    const stats: Record<string, number> = {};
    for (const { name, delta } of this.server.eventsOf('stat')) stats[name] = (stats[name] ?? 0) + delta;
    return stats;
  }
}
