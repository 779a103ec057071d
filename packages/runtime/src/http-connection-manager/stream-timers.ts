import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { EventQueue, QueuedTask } from '../server/event-queue.ts';
import { grpcTimeoutMs, isGrpc, setGrpcTimeout } from './grpc-timeout.ts';
import type { HcmConfig } from './hcm-config.ts';
import type { RouteAction } from './route-action.ts';

/** A time-out of the connection manager. */
export type StreamTimeout = 'idle' | 'request' | 'duration';

/** How each time-out is counted and answered; but for `request` it is a 504 once the request is complete. */
export const STREAM_TIMEOUTS: Readonly<
  Record<
    StreamTimeout,
    {
      readonly counter: string;
      readonly code: number;
      readonly body: string;
      readonly details: string;
      readonly grpcStatus: number | null;
    }
  >
> = {
  idle: {
    counter: 'downstream_rq_idle_timeout',
    code: 408,
    body: 'stream timeout',
    details: 'stream_idle_timeout',
    grpcStatus: null,
  },
  request: {
    counter: 'downstream_rq_timeout',
    code: 408,
    body: 'request timeout',
    details: 'request_overall_timeout',
    grpcStatus: null,
  },
  duration: {
    counter: 'downstream_rq_max_duration_reached',
    code: 408,
    body: 'downstream duration timeout',
    details: 'max_duration_timeout',
    grpcStatus: 4,
  },
};

/** The connection manager's time-outs of one stream: idle, whole request, whole stream. */
export class StreamTimers {
  /** Once response headers are out, `request_timeout` counts no more. */
  responseStarted = false;
  readonly #queue: EventQueue;
  readonly #config: HcmConfig;
  readonly #onTimeout: (timeout: StreamTimeout) => void;
  #idleMs: number;
  #idle: QueuedTask | null = null;
  /** Virtual nanoseconds of the last movement. */
  #touched = 0;
  #request: QueuedTask | null = null;
  #duration: QueuedTask | null = null;
  #stopped = false;

  constructor(queue: EventQueue, config: HcmConfig, onTimeout: (timeout: StreamTimeout) => void) {
    this.#queue = queue;
    this.#config = config;
    this.#onTimeout = onTimeout;
    this.#idleMs = config.streamIdleTimeoutMs;
  }

  start(): void {
    const { requestTimeoutMs, maxStreamDurationMs } = this.#config;
    this.touch();
    this.#request = this.#after(requestTimeoutMs, () => this.#onTimeout('request'));
    this.#duration = this.#after(maxStreamDurationMs, () => this.#onTimeout('duration'));
  }

  /** Something moved: the idle time begins anew. A running timer finds that out when it fires. */
  touch(): void {
    if (this.#stopped) return;
    this.#touched = this.#queue.clock.now();
    if (this.#idle === null) this.#watchIdle(this.#idleMs);
  }

  #watchIdle(ms: number): void {
    this.#idle = this.#after(ms, () => {
      const quietMs = (this.#queue.clock.now() - this.#touched) / 1_000_000;
      if (quietMs < this.#idleMs) {
        this.#watchIdle(this.#idleMs - quietMs);
        return;
      }
      this.#idle = null;
      this.#onTimeout('idle');
    });
  }

  /** The route's own time-outs take the place of the connection manager's. */
  applyRoute(action: RouteAction | null, headers: HeaderMapImpl): void {
    if (action === null || this.#stopped) return;
    if (action.idleTimeoutMs !== null) {
      this.#idleMs = action.idleTimeoutMs;
      if (this.#idle !== null) this.#idle.cancelled = true;
      this.#idle = null;
      this.touch();
    }
    const durationMs = streamDuration(headers, action, this.#config.maxStreamDurationMs);
    if (this.#duration !== null) this.#duration.cancelled = true;
    if (durationMs === null) return;
    if (isGrpc(headers)) setGrpcTimeout(headers, durationMs);
    this.#duration = this.#after(durationMs, () => this.#onTimeout('duration'));
  }

  onRequestComplete(): void {
    if (this.#request !== null) this.#request.cancelled = true;
  }

  stop(): void {
    this.#stopped = true;
    for (const task of [this.#idle, this.#request, this.#duration]) if (task !== null) task.cancelled = true;
  }

  #after(ms: number, work: () => void): QueuedTask | null {
    if (ms <= 0) return null;
    return this.#queue.schedule(ms, () => {
      if (!this.#stopped) work();
    });
  }
}

/** How long the stream may live; null: as long as it wants. Envoy: `ActiveStream::refreshDurationTimeout`. */
function streamDuration(headers: HeaderMapImpl, action: RouteAction, commonMs: number): number | null {
  const asked = action.grpcTimeoutHeaderMaxMs === null ? null : grpcTimeoutMs(headers);
  if (asked === null) {
    const ms = action.maxStreamDurationMs ?? commonMs;
    return ms === 0 ? null : ms;
  }
  const most = action.grpcTimeoutHeaderMaxMs ?? 0;
  const capped = most !== 0 && (asked > most || asked === 0) ? most : asked;
  const offset = action.grpcTimeoutHeaderOffsetMs;
  return offset < capped ? capped - offset : capped;
}
