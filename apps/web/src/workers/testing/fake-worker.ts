import type { WorkerPort } from '../worker-port.ts';

/** A worker that a test plays: it sees what the page posts and says what the test wants. */
export class FakeWorker implements WorkerPort {
  onmessage: WorkerPort['onmessage'] = null;
  onerror: WorkerPort['onerror'] = null;
  readonly posted: unknown[] = [];
  isTerminated = false;

  postMessage(message: unknown): void {
    if (!this.isTerminated) this.posted.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  /** The worker posts a message. */
  say(data: unknown): void {
    if (!this.isTerminated) this.onmessage?.call(this as never, { data } as MessageEvent);
  }

  /** Something goes wrong in the worker that it does not catch. */
  crash(message: string): void {
    this.onerror?.call(this as never, { message, preventDefault: () => undefined } as ErrorEvent);
  }
}
