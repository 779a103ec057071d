import type { ByteString } from '../http/byte-string.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import { LIMITS } from './limits.ts';
import type { LogLevel, LogSink } from './log-sink.ts';

const ORDER: Readonly<Record<LogLevel, number>> = { trace: 0, debug: 1, info: 2, warning: 3, error: 4, critical: 5 };

/**
 * Envoy's loggers at their levels: `info` unless a component has its own. After the limit of lines one
 * `budget-exceeded` event stands for all that follow.
 */
export class SimulatedLogs implements LogSink {
  readonly #levels: ReadonlyMap<string, LogLevel>;
  #lines = 0;

  constructor(levels: ReadonlyMap<string, LogLevel> = new Map()) {
    this.#levels = levels;
  }

  level(component: string): LogLevel {
    return this.#levels.get(component) ?? 'info';
  }

  log(trace: FilterTrace, level: LogLevel, component: string, message: ByteString): void {
    if (ORDER[level] < ORDER[this.level(component)]) return;
    this.#lines++;
    if (this.#lines <= LIMITS.logLinesPerRun) {
      trace.emit({ kind: 'log', level, component, message });
    } else if (this.#lines === LIMITS.logLinesPerRun + 1) {
      trace.emit({ kind: 'budget-exceeded', what: 'log-lines', limit: LIMITS.logLinesPerRun, callback: 'log' });
    }
  }
}
