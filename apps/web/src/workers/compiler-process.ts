import type { Artifact } from '@chainwright/filters/compile/artifact';
import { wasmArtifact } from '@chainwright/filters/compile/artifact';
import { failedCompile } from '@chainwright/filters/compile/diagnostic';
import { type CompileRequest, type FromCompiler, readFromCompiler, type ToCompiler } from './compiler.protocol.ts';
import type { WorkerPort } from './worker-port.ts';

export type CompilerProcessOptions = {
  /** Starts a worker. */
  readonly spawn: () => WorkerPort;
  /** binaryen's module, which every worker needs. */
  readonly binaryen: () => Promise<WebAssembly.Module>;
  /** Real milliseconds after which a compilation is given up. */
  readonly limitMs: number;
  readonly onState: (state: 'loading' | 'ready' | 'failed') => void;
};

type Pending = { readonly request: CompileRequest; readonly resolve: (artifact: Artifact | null) => void };

/**
 * One compile worker at a time. It starts with the first request. A worker that takes too long or fails is ended and the next
 * one gets the other requests: what a user wrote never costs more than the answer to itself.
 */
export class CompilerProcess {
  readonly #options: CompilerProcessOptions;
  /** The newest request for each name. */
  readonly #pending = new Map<string, Pending>();
  #worker: WorkerPort | null = null;
  #isReady = false;
  #begun: number | null = null;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(options: CompilerProcessOptions) {
    this.#options = options;
  }

  /** Starts the worker, if there is none, so that it is there when it is needed. */
  start(): void {
    if (this.#worker !== null) return;
    this.#options.onState('loading');
    const worker = this.#options.spawn();
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<unknown>) => {
      const message = readFromCompiler(event.data);
      if (message !== null && worker === this.#worker) this.#receive(message);
    };
    worker.onerror = (event: ErrorEvent) => {
      event.preventDefault();
      if (worker === this.#worker) this.#workerFailed(event.message);
    };
    this.#options.binaryen().then(
      (module) => worker.postMessage({ type: 'binaryen', module } satisfies ToCompiler),
      (error: unknown) => {
        if (worker === this.#worker) this.#workerFailed(error instanceof Error ? error.message : String(error));
      },
    );
  }

  /** Compiles. Null: a newer request for the same name took its place. */
  request(request: CompileRequest): Promise<Artifact | null> {
    this.start();
    this.#pending.get(request.name)?.resolve(null);
    return new Promise((resolve) => {
      this.#pending.set(request.name, { request, resolve });
      if (this.#isReady) this.#worker?.postMessage(request satisfies ToCompiler);
    });
  }

  /** Whether nothing waits for an answer. */
  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  /** Ends the worker. Requests that wait are answered with null. */
  stop(): void {
    this.#endWorker();
    for (const { resolve } of this.#pending.values()) resolve(null);
    this.#pending.clear();
  }

  #receive(message: FromCompiler): void {
    if (message.type === 'ready') {
      this.#isReady = true;
      this.#options.onState('ready');
      for (const { request } of this.#pending.values()) this.#worker?.postMessage(request satisfies ToCompiler);
    } else if (message.type === 'begun') {
      this.#begun = message.runId;
      this.#watchdog = setTimeout(() => this.#tooSlow(), this.#options.limitMs);
    } else {
      this.#begun = null;
      clearTimeout(this.#watchdog);
      this.#settle(message.runId, message.artifact);
      if (message.compilerFailed) this.#restart();
    }
  }

  #tooSlow(): void {
    const seconds = this.#options.limitMs / 1000;
    this.#fail(
      this.#begun,
      'compiler-too-slow',
      `The compiler was stopped after ${seconds} s.`,
      'Undo the last change.',
    );
    this.#restart();
  }

  /** The worker could not be loaded, or something in it went wrong that it did not catch. */
  #workerFailed(why: string): void {
    const wasReady = this.#isReady;
    if (wasReady && this.#begun !== null) {
      this.#fail(this.#begun, 'compiler-failed', `The compiler stopped: ${why}`, 'Undo the last change.');
      this.#restart();
      return;
    }
    this.#endWorker();
    this.#options.onState('failed');
    for (const { request } of [...this.#pending.values()]) {
      this.#fail(
        request.runId,
        'compiler-not-loaded',
        `The compiler could not be loaded: ${why}`,
        'Is the server there?',
      );
    }
  }

  #fail(runId: number | null, code: string, message: string, hint: string): void {
    const pending = [...this.#pending.values()].find(({ request }) => request.runId === runId);
    if (pending === undefined) return;
    const diagnostic = { severity: 'error', code, message, source: null, range: null, hint } as const;
    this.#settle(pending.request.runId, wasmArtifact(pending.request.name, failedCompile([diagnostic])));
  }

  #settle(runId: number, artifact: Artifact): void {
    const pending = this.#pending.get(artifact.name);
    if (pending?.request.runId !== runId) return;
    this.#pending.delete(artifact.name);
    pending.resolve(artifact);
  }

  #restart(): void {
    this.#endWorker();
    this.start();
  }

  #endWorker(): void {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = false;
    this.#begun = null;
  }
}
