import type { ByteString } from '../http/byte-string.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';

/** Envoy's log levels, low to high. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'critical';

/** Where log lines go; every line becomes a `log` event of the given trace. */
export interface LogSink {
  /** The level of a component's logger: lines below it are dropped. */
  level(component: string): LogLevel;
  log(trace: FilterTrace, level: LogLevel, component: string, message: ByteString): void;
}
