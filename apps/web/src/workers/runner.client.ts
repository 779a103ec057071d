import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { LIMITS } from '@chainwright/runtime/server/limits';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { stoppedResult } from '@chainwright/runtime/trace/stopped-result';
import { RestartBrake } from './restart-brake.ts';
import { type FromRunner, type KnownArtifact, type RunRequest, readFromRunner } from './runner.protocol.ts';
import type { WorkerPort } from './worker-port.ts';

/** What to run. */
export type Run = {
  readonly project: Project;
  readonly artifacts: readonly Artifact[];
  /** Names in the order in which they shall run: the one on screen first. */
  readonly scenarios: readonly string[];
};

/** Hears what becomes of a run. After `onEnd` nothing more comes. */
export type RunListener = {
  /** `trace` is null when the scenario was stopped from outside: then `result.outcome` is `stopped`. */
  onScenario(scenario: string, result: ScenarioResult, trace: PackedTrace | null): void;
  /** The engine met a state that it takes for impossible. */
  onFailure(scenario: string, reason: string): void;
  /** `superseded`: a newer run was started before this one was through. */
  onEnd(how: 'done' | 'superseded'): void;
};

export type RunnerClientOptions = {
  /** For tests. */
  readonly spawn?: () => WorkerPort;
  readonly now?: () => number;
};

/** How much longer than a callback's wall time a worker may be silent: it shares the machine with whatever else runs there. */
const PATIENCE = { firstScenario: 5, later: 3 };
/** For signs of life that have come while the page itself was busy. */
const HEARING_MS = 100;

type Runner = { readonly port: WorkerPort; readonly known: Set<string>; isReady: boolean; hasFinished: boolean };
type Current = { readonly id: number; readonly run: Run; readonly listener: RunListener; left: string[] };

/**
 * Runs scenarios in a worker of their own. The newest run wins: it starts when the scenario that is running has ended. Loops are
 * ended by metering inside the worker; only when it gives no sign of life it is ended from here, the scenario counts as stopped,
 * and a spare worker, which is kept warm, goes on with the others.
 */
export class RunnerClient {
  readonly #spawn: () => WorkerPort;
  readonly #brake: RestartBrake;
  #active: Runner | null = null;
  #spare: Runner | null = null;
  #current: Current | null = null;
  #running: { readonly runId: number; readonly scenario: string } | null = null;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #lastRunId = 0;

  constructor(options: RunnerClientOptions = {}) {
    this.#spawn = options.spawn ?? spawnRunner;
    this.#brake = new RestartBrake(options.now ?? (() => performance.now()));
  }

  /** Starts the worker before it is needed. */
  warmUp(): void {
    this.#active ??= this.#startRunner();
  }

  /** Runs scenarios. A run that is not through ends as `superseded`. */
  run(run: Run, listener: RunListener): void {
    this.#end('superseded');
    this.#current = { id: ++this.#lastRunId, run, listener, left: [...run.scenarios] };
    this.#post();
  }

  /** Ends the workers; a run that is not through ends as `superseded`. */
  dispose(): void {
    this.#end('superseded');
    clearTimeout(this.#watchdog);
    for (const runner of [this.#active, this.#spare]) runner?.port.terminate();
    this.#active = null;
    this.#spare = null;
  }

  #startRunner(): Runner {
    const port = this.#spawn();
    const runner: Runner = { port, known: new Set(), isReady: false, hasFinished: false };
    port.onmessage = (event: MessageEvent<unknown>) => {
      const message = readFromRunner(event.data);
      if (message !== null) this.#receive(runner, message);
    };
    port.onerror = (event: ErrorEvent) => {
      event.preventDefault();
      this.#runnerFailed(runner, event.message);
    };
    return runner;
  }

  /** Hands what is left of the current run to the worker. */
  #post(): void {
    clearTimeout(this.#pause);
    const current = this.#current;
    if (current === null) return;
    if (this.#brake.waitMs > 0) {
      this.#pause = setTimeout(() => this.#post(), this.#brake.waitMs);
      return;
    }
    this.#active ??= this.#startRunner();
    if (!this.#active.isReady) return;
    this.#active.port.postMessage(requestFor(current, this.#active.known));
  }

  #receive(runner: Runner, message: FromRunner): void {
    if (message.type === 'ready') {
      runner.isReady = true;
      if (runner === this.#active) this.#post();
      return;
    }
    if (runner !== this.#active) return;
    clearTimeout(this.#watchdog);
    if (message.type === 'alive') {
      this.#watch();
    } else if (message.type === 'begun') {
      this.#running = { runId: message.runId, scenario: message.scenario };
      this.#watch();
    } else {
      this.#running = null;
      runner.hasFinished = true;
      if (message.runId === this.#current?.id) this.#take(message, this.#current);
    }
  }

  #take(message: Extract<FromRunner, { type: 'scenarioDone' | 'failed' | 'done' }>, current: Current): void {
    if (message.type === 'done') {
      this.#end('done');
      this.#spare ??= this.#startRunner();
      return;
    }
    current.left = current.left.filter((name) => name !== message.scenario);
    if (message.type === 'failed') current.listener.onFailure(message.scenario, message.reason);
    else current.listener.onScenario(message.scenario, message.result, message.trace);
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    // Before the first result nothing of the engine is compiled, and the page itself may still be loading.
    const patience = LIMITS.wallMs * (this.#active?.hasFinished ? PATIENCE.later : PATIENCE.firstScenario);
    const stop = (): void => this.#replace(`Stopped: it gave no sign of life for ${patience / 1000} s.`);
    this.#watchdog = setTimeout(() => {
      this.#watchdog = setTimeout(stop, HEARING_MS);
    }, patience);
  }

  #runnerFailed(runner: Runner, why: string): void {
    if (runner === this.#spare) this.#spare = null;
    if (runner !== this.#active) return;
    if (runner.isReady) {
      this.#replace(`Stopped: the worker ended. ${why}`);
      return;
    }
    this.#active = null;
    const current = this.#current;
    for (const name of current?.left ?? []) current?.listener.onFailure(name, `The engine could not be loaded: ${why}`);
    this.#end('done');
  }

  /** Ends the worker. The scenario that ran counts as stopped; the others go on in the spare one. */
  #replace(reason: string): void {
    clearTimeout(this.#watchdog);
    this.#brake.note();
    this.#active?.port.terminate();
    this.#active = this.#spare;
    this.#spare = null;
    const current = this.#current;
    const running = this.#running;
    this.#running = null;
    if (current !== null && running?.runId === current.id) {
      current.left = current.left.filter((name) => name !== running.scenario);
      current.listener.onScenario(running.scenario, stoppedResult(running.scenario, reason), null);
      if (current.left.length === 0 && current === this.#current) this.#end('done');
    }
    this.warmUp();
    this.#post();
  }

  #end(how: 'done' | 'superseded'): void {
    clearTimeout(this.#pause);
    const current = this.#current;
    this.#current = null;
    current?.listener.onEnd(how);
  }
}

/** What is left of a run, with the bytes of those artifacts that this worker has not seen. */
function requestFor({ id, run, left }: Current, known: Set<string>): RunRequest {
  const artifacts = run.artifacts.map((artifact): Artifact | KnownArtifact => {
    const key = `${artifact.name} ${artifact.hash}`;
    if (known.has(key)) return { name: artifact.name, known: artifact.hash };
    return artifact;
  });
  known.clear();
  for (const { name, hash } of run.artifacts) known.add(`${name} ${hash}`);
  return { type: 'run', runId: id, project: run.project, scenarios: left, artifacts };
}

function spawnRunner(): WorkerPort {
  return new Worker(new URL('./runner.worker.ts', import.meta.url), { type: 'module', name: 'runner' });
}
