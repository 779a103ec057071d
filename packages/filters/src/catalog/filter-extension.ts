import type { HttpFilterFactory } from '@chainwright/runtime/filter/http-filter';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { ServerWorker } from '@chainwright/runtime/server/server-worker';
import type { FilterTrace } from '@chainwright/runtime/trace/filter-trace';
import type { SourcePlace } from '@chainwright/runtime/trace/trace-event';
import type { ProcessState } from './process-state.ts';

/** Code of a project as filters load it: `typed_config` names it by `filename: sources/NAME`. */
export type FilterSource =
  | { readonly kind: 'lua'; readonly name: string; readonly text: ByteString }
  | {
      readonly kind: 'wasm';
      readonly name: string;
      readonly bytes: Uint8Array;
      /** The place in the user's source of a byte offset of the module; null when there is no source map. */
      readonly mapOffset: ((offset: number) => SourcePlace | null) | null;
    };

/** A message in Envoy's own YAML form, as it stands in the project. */
export type EnvoyMessage = Readonly<Record<string, unknown>>;

/** What a filter's factory may know about the server that it is made for. */
export type FactoryContext = {
  /** The filter's `name` in the chain and its place there (0 is first). */
  readonly filterName: string;
  readonly filterIndex: number;
  /** The connection manager's `stat_prefix`: stats begin with `http.<statPrefix>.`. */
  readonly statPrefix: string;
  /** The thread for which the factory is made: a worker, or -1 for the main thread, which comes first. */
  readonly worker: ServerWorker;
  /** How many worker threads the server has. */
  readonly workerCount: number;
  /** Emits events that carry this filter and thread, but no stream. */
  readonly trace: FilterTrace;
  /** Shared by all threads of the process. */
  readonly process: ProcessState;
  /** The project's code by the name behind `sources/`; undefined: there is no such source. */
  source(name: string): FilterSource | undefined;
  /**
   * Every `typed_per_filter_config` of this filter's name in route configuration, virtual hosts and routes, out of its
   * FilterConfig wrapper: to be checked and loaded when the server starts. The filter later gets these very objects
   * from its callbacks.
   */
  readonly perRouteConfigs: readonly EnvoyMessage[];
  /** All entries of `http_filters`, as they stand in the project. */
  readonly chain: readonly EnvoyMessage[];
  /** The local node (`Node` message). */
  readonly node: EnvoyMessage;
  /** Names of the clusters that the server knows. */
  readonly clusterNames: readonly string[];
  /** The project's clusters and further listener fields, as they stand there. */
  readonly clusters: readonly EnvoyMessage[];
  readonly listener: EnvoyMessage;
};

/** One HTTP filter that the catalogue knows: what people read about it, and how it is made. */
export type FilterExtension = {
  /** Envoy's canonical name: `envoy.filters.http.cors`. */
  readonly name: string;
  /** `type.googleapis.com/…` of `typed_config`. */
  readonly typeUrl: string;
  /** Type URLs of what may stand in `typed_per_filter_config`. */
  readonly perRouteTypeUrls: readonly string[];
  /** `terminal`: the router, which the connection manager itself plays. */
  readonly kind: 'lua' | 'wasm' | 'native' | 'terminal';
  /** A short name for people: `CORS`. */
  readonly title: string;
  /** One plain sentence: what it does for a request. */
  readonly summary: string;
  /** The paths on which it acts. */
  readonly paths: { readonly request: boolean; readonly response: boolean };
  /** `full`: as Envoy; `partly`: but for what `not` says; `none`: passes everything through. */
  readonly simulated: { readonly level: 'full' | 'partly' | 'none'; readonly not: string | null };
  /** The first Envoy version that has it. */
  readonly since: string;
  /** A small working `typed_config` to begin with, `@type` included. */
  readonly defaultConfig: EnvoyMessage;
  /** A small working per-route configuration; null when it has none. */
  readonly defaultPerRouteConfig: EnvoyMessage | null;
  /**
   * Reads a per-route configuration only to see whether Envoy would refuse it: routes are read before the chain is made.
   * Throws ConfigRejected with Envoy's text.
   */
  readonly checkPerRoute?: (message: EnvoyMessage) => unknown;
  /**
   * Makes the factory of one thread from the `typed_config`.
   * Throws ConfigRejected with Envoy's text when Envoy would refuse the configuration.
   */
  createFactory(config: EnvoyMessage, context: FactoryContext): HttpFilterFactory;
};
