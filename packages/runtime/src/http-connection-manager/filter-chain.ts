import type { YamlMessage } from '../config/message-reader.ts';
import type { HttpFilterFactory } from '../filter/http-filter.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';

/** What is known when the factory of one filter is made for one thread. */
export type ChainContext = {
  /** The thread: -1 is the main thread, which comes first. */
  readonly worker: ServerWorker;
  readonly workerCount: number;
  readonly filterIndex: number;
  readonly statPrefix: string;
  /** Emits events that carry this filter and thread, but no stream. */
  readonly trace: FilterTrace;
  /** Every per-filter message of this filter's name, out of its wrapper: the project's own objects. */
  readonly perRouteConfigs: readonly YamlMessage[];
  readonly clusterNames: readonly string[];
};

/** One entry of `http_filters`; the last one is the terminal router, which the connection manager plays itself. */
export type ChainEntry = {
  readonly name: string;
  /** Canonical name of its extension, for Envoy's texts: `envoy.filters.http.lua`. */
  readonly type: string;
  readonly disabled: boolean;
  /** Whether it ends the chain: only the router does. */
  readonly terminal: boolean;
  /** Throws ConfigRejected where Envoy refuses the filter's configuration. */
  createFactory(context: ChainContext): HttpFilterFactory;
};

/** The factories of one thread, in chain order. */
export type WorkerChain = readonly { readonly entry: ChainEntry; readonly factory: HttpFilterFactory }[];
