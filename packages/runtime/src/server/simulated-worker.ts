import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { AsyncClient } from '../upstream/async-client.ts';
import type { Clock } from './clock.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EventQueue } from './event-queue.ts';
import type { LogSink } from './log-sink.ts';
import type { Random } from './random.ts';
import type { ServerWorker } from './server-worker.ts';
import type { StatsStore } from './stats-store.ts';

/** A thread of the simulated server, with what the connection manager needs of it besides. */
export type SimulatedWorker = ServerWorker & {
  readonly queue: EventQueue;
  readonly trace: TraceEmitter;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly random: Random;
  readonly stats: StatsStore;
  readonly logs: LogSink;
  readonly asyncClient: AsyncClient;
};
