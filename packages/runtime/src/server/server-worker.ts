import type { FilterTrace } from '../trace/filter-trace.ts';
import type { AsyncClient } from '../upstream/async-client.ts';
import type { Clock } from './clock.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { LogSink } from './log-sink.ts';
import type { Random } from './random.ts';
import type { StatsStore } from './stats-store.ts';

/** One thread of the simulated Envoy: a worker (index from 0) or the main thread (index -1). */
export interface ServerWorker {
  readonly index: number;
  /** The virtual clock of the scenario. */
  readonly clock: Clock;
  /** Timers and posted work in virtual time. */
  readonly dispatcher: Dispatcher;
  /** Seeded by the scenario. */
  readonly random: Random;
  readonly stats: StatsStore;
  readonly logs: LogSink;
  /** Callouts to scripted upstreams. */
  readonly asyncClient: AsyncClient;
  /** Emitter without filter or stream, for what happens outside of streams. */
  readonly trace: FilterTrace;
}
