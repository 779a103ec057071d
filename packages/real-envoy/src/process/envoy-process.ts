import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { type EnvoyLogLine, LineSplitter, LOG_FORMAT, parseLogLine } from './log-line.ts';
import { limitedCommand, type ProcessLimits, scrubbedEnvironment, TRUSTED_LIMITS } from './process-limits.ts';
import { killGroup, killTree, makeRunFolder, noteOwner } from './run-folder.ts';
import { CLUSTER_TYPE, FILES, LISTENER_TYPE, type StaticResources, shellBootstrap } from './shell-bootstrap.ts';
import { sleep, TimedOut, within } from './within.ts';

type Message = Record<string, unknown>;

/** How the process ended. */
export type EnvoyExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** How to start an Envoy. */
export type EnvoyOptions = {
  readonly binary: string;
  readonly node: Message;
  /** Worker threads; 1 makes the log totally ordered. */
  readonly workers: number;
  readonly limits?: ProcessLimits;
  /** Listeners and clusters to start with, given the run folder. */
  readonly statics?: (folder: string) => StaticResources;
};

/** The process is gone. */
export class EnvoyDied extends Error {
  override readonly name = 'EnvoyDied';
}

// Nothing we start may outlive us. What a killed run leaves behind is swept at the next start (run-folder.ts).
const alive = new Set<EnvoyProcess>();
process.on('exit', () => {
  for (const envoy of alive) envoy.abandon();
});

/** Components whose every line the capture reads: the filters' own loggers. */
const COMPONENT_LEVELS = 'wasm:trace,lua:trace';
const RESIDENT_CHECK_MS = 200;

/** One Envoy child process: its configuration by file xDS, its log, admin, barrier and death. Owns a private folder. */
export class EnvoyProcess extends EventEmitter {
  /** Parsed log lines, oldest first. */
  readonly log: EnvoyLogLine[] = [];
  /** Lines that are not log lines: backtraces, V8 fatal errors, usage errors. */
  readonly raw: string[] = [];
  readonly folder: string;
  /** Thread id of the worker that passed the last barrier. */
  workerThread: number | null = null;
  /** null while it lives. */
  exit: EnvoyExit | null = null;
  readonly #child: ChildProcess;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  readonly #sentinel = new http.Agent({ keepAlive: true, maxSockets: 1 });
  readonly #watch: NodeJS.Timeout | null;
  #barriers = 0;
  /** A worker that did not answer once is not asked again: each question costs seconds. */
  #stuck = false;
  #accessOffset = 0;
  #version = 0;

  /** Starts an Envoy; it may still die at once: await `ready()`. */
  constructor(options: EnvoyOptions) {
    super();
    this.setMaxListeners(100);
    this.folder = makeRunFolder();
    writeFileSync(this.accessLogPath, '');
    this.#put(FILES.listeners, LISTENER_TYPE, []);
    this.#put(FILES.clusters, CLUSTER_TYPE, []);
    const bootstrap = path.join(this.folder, FILES.bootstrap);
    writeFileSync(bootstrap, JSON.stringify(shellBootstrap(this.folder, options.node, options.statics?.(this.folder))));
    const limits = options.limits ?? TRUSTED_LIMITS;
    const { command, args } = limitedCommand(options.binary, envoyArguments(bootstrap, options.workers), limits);
    this.#child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: this.folder,
      env: scrubbedEnvironment(this.folder),
      detached: true, // leader of its own group, so that what a script starts can be ended with it
    });
    alive.add(this);
    if (this.#child.pid !== undefined) noteOwner(this.folder, this.#child.pid);
    this.#watch = watchResident(this.#child.pid, limits.residentBytes, () => this.raw.push('ended: memory limit'));
    this.#listen();
  }

  get accessLogPath(): string {
    return path.join(this.folder, FILES.accessLog);
  }

  #listen(): void {
    const lines = new LineSplitter();
    this.#child.on('error', (error) => {
      this.raw.push(String(error));
      this.#ended({ code: null, signal: null });
    });
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      for (const line of lines.push(bytes)) this.#line(line);
    });
    // 'close', not 'exit': all of stderr has been read by then
    this.#child.on('close', (code, signal) => {
      for (const line of lines.end()) this.#line(line);
      this.#ended({ code, signal });
    });
  }

  #line(text: string): void {
    const line = parseLogLine(text);
    if (line === null) {
      this.raw.push(text);
      return;
    }
    this.log.push(line);
    this.emit('log', line);
  }

  #ended(exit: EnvoyExit): void {
    if (this.exit !== null) return;
    this.exit = exit;
    if (this.#watch !== null) clearInterval(this.#watch);
    // What a script started dies with it. Only now: later the number may belong to another group.
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
    this.emit('died');
  }

  /** Resolves when Envoy serves. Rejects with EnvoyDied when it refused its bootstrap. */
  async ready(): Promise<void> {
    await this.waitForLog((line) => line.message.startsWith('all dependencies initialized'), 20_000);
  }

  /** Resolves with the first line, already there from index `from` or to come, that `test` accepts. */
  async waitForLog(test: (line: EnvoyLogLine) => boolean, ms: number, from = 0): Promise<EnvoyLogLine> {
    const already = this.log.slice(from).find(test);
    if (already !== undefined) return already;
    let onLog = (_: EnvoyLogLine): void => {};
    let onDeath = (): void => {};
    const waiting = new Promise<EnvoyLogLine>((done, fail) => {
      onLog = (line) => {
        if (test(line)) done(line);
      };
      onDeath = () => fail(new EnvoyDied(`envoy exited ${JSON.stringify(this.exit)}`));
      if (this.exit !== null) onDeath();
      this.on('log', onLog);
      this.on('died', onDeath);
    });
    try {
      return await within(ms, 'log line', waiting);
    } finally {
      this.off('log', onLog);
      this.off('died', onDeath);
    }
  }

  /** Resolves when the process is dead, or rejects with TimedOut. */
  async waitForDeath(ms: number): Promise<void> {
    if (this.exit !== null) return;
    await within(ms, 'exit', new Promise<void>((done) => this.once('died', () => done())));
  }

  /**
   * Resolves when the worker has run everything that was ready before: a request to the sentinel listener went through the
   * same event loop. Both logs are written in order, so its mark also says that log and access log are complete up to here.
   */
  async barrier(): Promise<string> {
    if (this.#stuck)
      throw this.exit === null ? new TimedOut('the worker does not answer') : new EnvoyDied('envoy is gone');
    const mark = `/barrier/${++this.#barriers}`;
    const marked = this.waitForLog((line) => line.message.endsWith(mark), 3000, this.log.length);
    const [line] = await Promise.all([marked, this.#get(this.#sentinel, FILES.sentinel, mark)]);
    this.workerThread = line.thread;
    return mark;
  }

  /**
   * The cheap half of a barrier: the worker has been round its loop twice; log lines may still be in the pipe. Twice, so that what
   * it read in the first round has also reached its other side. Never rejects.
   */
  settle = async (): Promise<void> => {
    for (let round = 0; round < 2 && !this.#stuck; round++) {
      await this.#get(this.#sentinel, FILES.sentinel, '/settle').catch((error: Error) => {
        // A process that is dying breaks the connection: not the same as one that does not answer.
        this.#stuck ||= error.message.startsWith('timeout');
      });
    }
  };

  /** Entries of the access log since the last call, up to the mark of a barrier. */
  async accessEntries(mark: string): Promise<Message[]> {
    for (let tries = 0; ; tries++) {
      const text = readFrom(this.accessLogPath, this.#accessOffset);
      const entries = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Message);
      if (tries > 500 || entries.some((entry) => entry['barrier'] === mark)) {
        this.#accessOffset += Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1));
        return entries.filter((entry) => entry['barrier'] === undefined);
      }
      await sleep(1);
    }
  }

  /** A request to the admin port. */
  admin(url: string): Promise<string> {
    return this.#get(this.#agent, FILES.admin, url);
  }

  /** Sets every counter to 0: those of a cluster that is going away would count on, or vanish between two readings. */
  async resetCounters(): Promise<void> {
    await this.#get(this.#agent, FILES.admin, '/reset_counters', 'POST');
  }

  /** Value of every counter and gauge that was ever used, by name. */
  async stats(): Promise<Map<string, number>> {
    const answer = JSON.parse(await this.admin('/stats?format=json&usedonly')) as {
      stats: { name?: string; value?: number }[];
    };
    const pairs = answer.stats.flatMap(({ name, value }) =>
      name !== undefined && value !== undefined ? [[name, value] as const] : [],
    );
    return new Map(pairs);
  }

  /** The port that a listener got from the system. */
  async listenerPort(name: string): Promise<number> {
    type Listing = {
      listener_statuses?: { name: string; local_address: { socket_address?: { port_value: number } } }[];
    };
    const { listener_statuses = [] } = JSON.parse(await this.admin('/listeners?format=json')) as Listing;
    const port = listener_statuses.find((one) => one.name === name)?.local_address.socket_address?.port_value;
    if (port === undefined) throw new Error(`listener ${name} has no port`);
    return port;
  }

  setListeners(list: readonly Message[]): void {
    this.#put(FILES.listeners, LISTENER_TYPE, list);
  }

  setClusters(list: readonly Message[]): void {
    this.#put(FILES.clusters, CLUSTER_TYPE, list);
  }

  /** Envoy watches for renames: a file written in place is never seen. */
  #put(file: string, type: string, resources: readonly Message[]): void {
    const target = path.join(this.folder, file);
    const message = {
      version_info: String(++this.#version),
      resources: resources.map((one) => ({ '@type': type, ...one })),
    };
    writeFileSync(`${target}.next`, JSON.stringify(message));
    renameSync(`${target}.next`, target);
  }

  #get(agent: http.Agent, socket: string, url: string, method = 'GET'): Promise<string> {
    if (this.exit !== null) return Promise.reject(new EnvoyDied('envoy is gone'));
    return new Promise((done, fail) => {
      const socketPath = path.join(this.folder, socket);
      const request = http.request({ agent, socketPath, path: url, method, timeout: 3000 }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => done(Buffer.concat(pieces).toString('utf8')));
      });
      request.on('timeout', () => request.destroy(new Error(`timeout: ${url}`)));
      request.on('error', (error) => fail(this.exit === null ? error : new EnvoyDied(error.message)));
      request.end();
    });
  }

  /** Ends the process, politely first, and removes its folder. Safe to call twice and on a dead one. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#sentinel.destroy();
    if (this.exit === null) {
      this.#child.kill('SIGTERM');
      await this.waitForDeath(1500).catch(() => {
        this.#killTree();
        return this.waitForDeath(5000).catch(() => {});
      });
    }
    this.abandon();
    alive.delete(this);
  }

  /** Ends the process at once, without waiting: for the end of our own process. */
  abandon(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    if (this.exit === null) this.#killTree();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #killTree(): void {
    if (this.#child.pid !== undefined) killTree(this.#child.pid);
  }
}

function envoyArguments(bootstrap: string, workers: number): string[] {
  return [
    ...['-c', bootstrap],
    ...['--concurrency', String(workers)],
    '--disable-hot-restart', // no shared memory segment, no base-id to choose
    ...['--drain-time-s', '0', '--drain-strategy', 'immediate'], // a replaced listener and its VMs are gone in milliseconds
    ...['--file-flush-interval-msec', '1'], // the access log file is current
    ...['--log-format', LOG_FORMAT, '-l', 'info', '--component-log-level', COMPONENT_LEVELS],
    '--reject-unknown-dynamic-fields',
  ];
}

/** Ends a process whose resident memory passes the limit. Only where /proc tells. */
function watchResident(pid: number | undefined, limit: number, onOver: () => void): NodeJS.Timeout | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  const timer = setInterval(() => {
    try {
      const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (kib === undefined || Number(kib) * 1024 <= limit) return;
      onOver();
      killTree(pid);
    } catch {
      // the process is gone; its 'close' event says so
    }
  }, RESIDENT_CHECK_MS);
  timer.unref();
  return timer;
}

function readFrom(file: string, offset: number): string {
  const handle = openSync(file, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let at = offset; ; ) {
      const piece = Buffer.alloc(65_536);
      const count = readSync(handle, piece, 0, piece.length, at);
      if (count === 0) return Buffer.concat(pieces).toString('utf8');
      pieces.push(piece.subarray(0, count));
      at += count;
    }
  } finally {
    closeSync(handle);
  }
}
