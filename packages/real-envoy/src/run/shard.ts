import type { SourceCode } from '@chainwright/filters/export/envoy-bootstrap';
import type { Project, ProjectRequest } from '@chainwright/filters/project/project';
import type { ClientAnswer } from '../client/client-answer.ts';
import { sendRequest } from '../client/send-request.ts';
import type { FoundEnvoy } from '../find/find-envoy.ts';
import { EnvoyProcess } from '../process/envoy-process.ts';
import type { EnvoyLogLine } from '../process/log-line.ts';
import type { ProcessLimits } from '../process/process-limits.ts';
import { sleep, TimedOut, within } from '../process/within.ts';
import { ScriptedUpstreams } from '../upstream/scripted-upstreams.ts';
import type { EnvoyRun } from './envoy-run.ts';
import { inThreadOrder } from './log-capture.ts';
import { isException, isRefusal, refusalText } from './refusal.ts';
import { type ScenarioConfig, scenarioConfig } from './scenario-config.ts';
import { type Observation, scenarioResult } from './scenario-result.ts';
import { needsFreshProcess, usesWasm } from './sharing.ts';
import { statsDelta } from './stats-capture.ts';
import { isConversation, readConversation, type WasmConversation } from './wasm-conversation.ts';

/** How a shard works. */
export type ShardOptions = {
  readonly envoy: FoundEnvoy;
  readonly limits?: ProcessLimits;
  /** Scenarios per process before a new one is started. */
  readonly recycleAfter?: number;
  /** Longest that one scenario may take in all. */
  readonly caseMs?: number;
};

/** A scenario to run. */
export type ScenarioJob = {
  readonly project: Project;
  readonly scenario: string;
  readonly code: ReadonlyMap<string, SourceCode>;
};

const RECYCLE_AFTER = 250;
const CASE_MS = 60_000;
const DEADLINE_MS = 4000;
const LUA_VMS = 'lua.lua_vm_count';

/**
 * Runs scenarios one after the other on an Envoy of its own and captures all that can be seen from outside. The process lives
 * through many scenarios; each gets a new listener (so new VMs and stats) and cut connections.
 */
export class Shard {
  readonly #options: ShardOptions;
  readonly #upstreams = new ScriptedUpstreams();
  #envoy: EnvoyProcess | null = null;
  #shell = '';
  #clusters = '';
  #ran = 0;
  #next = 0;
  /** Whether the process of the last scenario had run nothing before. */
  #alone = false;
  /** Lua VMs of the sentinel listener. */
  #ownVms = 0;

  constructor(options: ShardOptions) {
    this.#options = options;
  }

  /** Ends the process and the upstreams. */
  async close(): Promise<void> {
    await this.#drop();
    await this.#upstreams.close();
  }

  /** Runs one scenario. A crash, a hang or a refused configuration is a result, not an error. */
  async run(job: ScenarioJob): Promise<EnvoyRun> {
    const first = await this.#attempt(job);
    if (first.result.outcome !== 'crashed' && first.result.outcome !== 'hung') return first;
    // Was it this scenario, or what earlier ones left behind? A process that ran nothing else says.
    return this.#alone ? first : this.#attempt(job);
  }

  async #attempt(job: ScenarioJob): Promise<EnvoyRun> {
    const started = performance.now();
    const config = scenarioConfig(job.project, job.scenario, job.code);
    const partial: { answers: (ClientAnswer | null)[] } = { answers: [] };
    let observed: { seen: Observation; conversation: WasmConversation | null; lastWords: string[] };
    try {
      observed = await within(this.#options.caseMs ?? CASE_MS, 'scenario', this.#scenario(job, config, partial));
    } catch (error) {
      observed = await this.#postMortem(error, partial.answers);
    }
    return {
      result: scenarioResult(job.project, config, observed.seen),
      conversation: observed.conversation,
      version: this.#options.envoy.version,
      lastWords: observed.lastWords,
      ms: performance.now() - started,
    };
  }

  async #scenario(job: ScenarioJob, config: ScenarioConfig, partial: { answers: (ClientAnswer | null)[] }) {
    const wasm = usesWasm(job.project);
    const fresh = needsFreshProcess(job);
    const envoy = await this.#prepare(config, fresh);
    await this.#upstreams.grow(config.clusterNames.length);
    envoy.log.length = 0;
    const refused = (await this.#setClusters(envoy, config)) ?? (await this.#setListener(envoy, config));
    const seen =
      'refusal' in refused
        ? await this.#refusedScenario(envoy, refused.refusal)
        : await this.#exchange(envoy, config, refused, partial);
    // The VMs of a refused plugin went with the refusal.
    const vms = wasm && (!('refusal' in refused) || envoy.log.some((line) => line.component === 'wasm'));
    await this.#tearDown(envoy, { wasm: vms, fresh, from: 'refusal' in refused ? 0 : envoy.log.length });
    return { ...seen, lastWords: [] };
  }

  /** A process for this scenario: the one that is there, unless it is worn, differs in node or workers, or must be fresh. */
  async #prepare(config: ScenarioConfig, fresh: boolean): Promise<EnvoyProcess> {
    const workers = config.scenario.workers ?? 1;
    const shell = JSON.stringify([config.node, workers]);
    const worn = this.#ran >= (this.#options.recycleAfter ?? RECYCLE_AFTER);
    if (
      this.#envoy !== null &&
      (this.#envoy.exit !== null || worn || shell !== this.#shell || (fresh && this.#ran > 0))
    ) {
      await this.#drop();
    }
    if (this.#envoy === null) {
      const limits = this.#options.limits === undefined ? {} : { limits: this.#options.limits };
      this.#envoy = new EnvoyProcess({ binary: this.#options.envoy.path, node: config.node, workers, ...limits });
      this.#shell = shell;
      await this.#envoy.ready();
      this.#ownVms = (await this.#envoy.stats()).get(LUA_VMS) ?? 0;
    }
    this.#alone = this.#ran === 0;
    this.#ran++;
    return this.#envoy;
  }

  async #drop(): Promise<void> {
    const envoy = this.#envoy;
    this.#envoy = null;
    this.#ran = 0;
    this.#clusters = '';
    await envoy?.stop();
  }

  /** Equal clusters are kept: stats are differences and connections are cut. */
  async #setClusters(envoy: EnvoyProcess, config: ScenarioConfig): Promise<{ refusal: string } | null> {
    const clusters = config.clusters((slot) => this.#upstreams.port(slot), this.#upstreams.refusedPort);
    const signature = JSON.stringify(clusters);
    if (signature === this.#clusters) return null;
    this.#clusters = '';
    const from = envoy.log.length;
    envoy.setClusters(clusters);
    const line = await envoy.waitForLog(
      (one) => isRefusal(one) || /^cds: (added\/updated|response indicates)/.test(one.message),
      30_000,
      from,
    );
    if (isRefusal(line)) return { refusal: refusalText(envoy.log.slice(from)) };
    this.#clusters = signature;
    return null;
  }

  async #setListener(envoy: EnvoyProcess, config: ScenarioConfig): Promise<{ refusal: string } | Listening> {
    await envoy.resetCounters();
    const before = await envoy.stats();
    const name = `case-${++this.#next}`;
    const from = envoy.log.length;
    envoy.setListeners([config.listener(name, envoy.folder)]);
    const accepted = `lds: add/update listener '${name}'`;
    const ends = (one: EnvoyLogLine): boolean => isRefusal(one) || isException(one) || one.message === accepted;
    const line = await envoy.waitForLog(ends, 30_000, from);
    if (isException(line)) await this.#dieOfBootstrap(config);
    return isRefusal(line) ? { refusal: refusalText(envoy.log.slice(from)) } : { name, before };
  }

  /** Starts an Envoy that has the scenario in its bootstrap, and lets it be the process whose death is reported. */
  async #dieOfBootstrap(config: ScenarioConfig): Promise<never> {
    await this.#drop();
    this.#envoy = new EnvoyProcess({
      binary: this.#options.envoy.path,
      node: config.node,
      workers: config.scenario.workers ?? 1,
      ...(this.#options.limits === undefined ? {} : { limits: this.#options.limits }),
      statics: (folder) => ({
        listeners: [config.listener('case', folder)],
        clusters: config.clusters((slot) => this.#upstreams.port(slot), this.#upstreams.refusedPort),
      }),
    });
    await this.#envoy.ready();
    throw new Error('loading threw an exception, but not in a bootstrap');
  }

  async #refusedScenario(envoy: EnvoyProcess, reason: string) {
    // Worker and main thread may still be saying why.
    await envoy.barrier();
    await envoy.admin('/ready');
    await envoy.barrier();
    const logs = onceEach(inThreadOrder(envoy.log, envoy.workerThread));
    return { seen: { ...nothing('rejected', reason), logs }, conversation: null };
  }

  async #exchange(
    envoy: EnvoyProcess,
    config: ScenarioConfig,
    listening: Listening,
    partial: { answers: (ClientAnswer | null)[] },
  ) {
    const port = await envoy.listenerPort(listening.name);
    await envoy.barrier(); // the worker's side of the configuration (its VMs) is done and logged
    const loading = envoy.log.slice();
    envoy.log.length = 0;
    this.#upstreams.settle = envoy.settle;
    this.#upstreams.play({
      names: config.clusterNames,
      callouts: config.calloutClusters,
      http2: config.http2Clusters,
      script: config.script,
    });
    partial.answers = config.scenario.requests.map(() => null);
    await this.#sendAll(envoy, config, port, partial.answers);
    await envoy.barrier();
    const mark = await envoy.barrier(); // twice: work deferred by the first round has run in the second
    const access = await envoy.accessEntries(mark);
    const after = await envoy.stats();
    const running = envoy.log.slice();
    const seen: Observation = {
      outcome: 'completed',
      reason: null,
      answers: partial.answers,
      received: this.#upstreams.received,
      logs: [...inThreadOrder(loading, envoy.workerThread), ...running],
      stats: statsDelta(listening.before, after),
      access,
      portNames: this.#portNames(config, port, partial.answers),
    };
    this.#upstreams.cut();
    return { seen, conversation: conversation(loading, running, envoy.workerThread) };
  }

  /** A request without `at_ms` begins when the one before is over; one with it at that time. */
  async #sendAll(
    envoy: EnvoyProcess,
    config: ScenarioConfig,
    port: number,
    answers: (ClientAnswer | null)[],
  ): Promise<void> {
    const start = performance.now();
    const running: Promise<void>[] = [];
    for (const [index, request] of config.scenario.requests.entries()) {
      if (request.at_ms === undefined) await this.#after(envoy, running.at(-1));
      else await sleep(Math.max(0, request.at_ms - (performance.now() - start)));
      running.push(
        this.#send(envoy, config, request, port).then((answer) => {
          answers[index] = answer;
        }),
      );
    }
    await Promise.all(running);
    if (config.scenario.run_ms !== undefined) await sleep(config.scenario.run_ms);
  }

  /** The exchange before is over for the client; now also for its upstreams, and Envoy has seen it. */
  async #after(envoy: EnvoyProcess, before: Promise<void> | undefined): Promise<void> {
    if (before === undefined) return;
    await before;
    await this.#upstreams.idle(200);
    await envoy.settle();
  }

  async #send(
    envoy: EnvoyProcess,
    config: ScenarioConfig,
    request: ProjectRequest,
    port: number,
  ): Promise<ClientAnswer> {
    let onSent = (): void => {};
    this.#upstreams.clientHasSent = new Promise<void>((sent) => {
      onSent = sent;
    });
    const answer = await sendRequest(request, {
      port,
      settle: envoy.settle,
      onSent,
      downstream: config.scenario.downstream,
      deadlineMs: config.scenario.deadline_ms ?? DEADLINE_MS,
    });
    // Gives a dying process time to be seen dead.
    if (answer.reset !== null) await envoy.settle();
    return answer;
  }

  #portNames(config: ScenarioConfig, port: number, answers: readonly (ClientAnswer | null)[]): Map<number, string> {
    const names = new Map<number, string>([
      [port, 'listener'],
      [this.#upstreams.refusedPort, 'refused'],
    ]);
    for (const [slot, name] of config.clusterNames.entries()) names.set(this.#upstreams.port(slot), name);
    for (const answer of answers) if (answer?.port != null) names.set(answer.port, 'client');
    return names;
  }

  /** Takes the listener away and waits until it is gone: equal code would join living VMs, stats would go on counting. */
  async #tearDown(
    envoy: EnvoyProcess,
    { wasm, fresh, from }: { wasm: boolean; fresh: boolean; from: number },
  ): Promise<void> {
    if (fresh || envoy.exit !== null) {
      await this.#drop();
      return;
    }
    envoy.setListeners([]);
    try {
      if (wasm) await envoy.waitForLog((line) => line.message === '~Wasm 0 remaining active', 1000, from);
      await drained(envoy, this.#ownVms);
    } catch {
      await this.#drop();
    }
  }

  async #postMortem(error: unknown, answers: readonly (ClientAnswer | null)[]) {
    const envoy = this.#envoy;
    // A connection breaks before the process is seen dead (it prints a backtrace first); a time-out means that it lives.
    if (envoy !== null && !(error instanceof TimedOut)) await envoy.waitForDeath(1500).catch(() => {});
    const exit = envoy?.exit ?? null;
    const memory = envoy?.raw.includes('ended: memory limit') === true ? ', memory limit' : '';
    const words = [
      ...(envoy?.log ?? []).filter((line) => !isConversation(line)).map((line) => `${line.level} ${line.message}`),
      ...(envoy?.raw ?? []),
    ];
    const reason = exit === null ? 'the worker does not answer' : `${exit.signal ?? `exit code ${exit.code}`}${memory}`;
    const logs = (envoy?.log ?? []).slice();
    await this.#drop();
    this.#upstreams.cut();
    const seen = { ...nothing(exit === null ? 'hung' : 'crashed', reason), answers, logs };
    return { seen, conversation: null, lastWords: words.slice(-40) };
  }
}

type Listening = { readonly name: string; readonly before: ReadonlyMap<string, number> };

function nothing(outcome: Observation['outcome'], reason: string): Observation {
  return { outcome, reason, answers: [], received: [], logs: [], stats: {}, access: [], portNames: new Map() };
}

function conversation(
  loading: readonly EnvoyLogLine[],
  running: readonly EnvoyLogLine[],
  worker: number | null,
): WasmConversation | null {
  const steps = {
    main: readConversation(loading.filter((line) => line.thread !== worker && isConversation(line))),
    worker: readConversation(loading.filter((line) => line.thread === worker && isConversation(line))),
    requests: readConversation(running.filter(isConversation)),
  };
  return steps.main.length + steps.worker.length + steps.requests.length === 0 ? null : steps;
}

/** A plugin that fails says so from each thread that had begun with it: how many had is a race. */
function onceEach(lines: readonly EnvoyLogLine[]): EnvoyLogLine[] {
  const isFirst = (line: EnvoyLogLine, index: number): boolean =>
    lines.findIndex((other) => other.message === line.message && other.level === line.level) === index;
  return lines.filter((line, index) => line.level !== 'critical' || isFirst(line, index));
}

/** Resolves when no removed listener is left, nor a Lua VM beside our own. */
async function drained(envoy: EnvoyProcess, ownVms: number): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const stats = await envoy.stats();
    const draining = stats.get('listener_manager.total_listeners_draining') ?? 0;
    if (draining === 0 && (stats.get(LUA_VMS) ?? 0) <= ownVms) return;
    await sleep(2);
  }
  throw new TimedOut('timeout: a listener that drains');
}
