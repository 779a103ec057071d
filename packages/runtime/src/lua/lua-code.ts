import type { Coverage } from '@chainwright/lua/debugger/coverage';
import { Debugger } from '@chainwright/lua/debugger/debugger';
import type { ExitRequest } from '@chainwright/lua/library/os/os-library';
import { LuaState } from '@chainwright/lua/state/lua-state';
import { HostFunction, LuaFunction } from '@chainwright/lua/values/function';
import { LuaError } from '@chainwright/lua/values/lua-error';
import { LuaTable } from '@chainwright/lua/values/table';
import { ConfigRejected } from '../server/config-rejected.ts';
import { LIMITS } from '../server/limits.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { SourcePlace } from '../trace/trace-event.ts';
import type { LuaServer, LuaSource } from './lua-server.ts';
import { cutAtNul } from './script-object.ts';
import { valueText } from './value-text.ts';

/** A handler that a script has defined. */
export type LuaHandler = LuaFunction | HostFunction;

/** What Envoy logs for an error whose value is neither a string nor a number. */
export const UNSPECIFIED_ERROR = 'unspecified lua error';

/** Whether a thread was suspended by `os.exit`. */
export function isExit(request: unknown): request is ExitRequest {
  return typeof request === 'object' && request !== null && 'kind' in request && request.kind === 'os.exit';
}

/**
 * One block of Lua code, loaded on one thread: its VM and its handlers, looked up once.
 * Envoy: source/extensions/filters/http/lua/lua_filter.h `PerLuaCodeSetup`.
 */
export class LuaCode {
  readonly state: LuaState;
  readonly source: LuaSource;
  /** Names this VM in events. */
  readonly vmName: string;
  readonly statPrefix: string;
  readonly onRequest: LuaHandler | null;
  readonly onResponse: LuaHandler | null;

  readonly #coverage: Coverage;
  readonly #chunk: LuaFunction;

  private constructor(state: LuaState, source: LuaSource, vmName: string, statPrefix: string, watched: WatchedChunk) {
    this.state = state;
    this.#coverage = watched.coverage;
    this.#chunk = watched.chunk;
    this.source = source;
    this.vmName = vmName;
    this.statPrefix = statPrefix;
    this.onRequest = handlerOf(state, 'envoy_on_request');
    this.onResponse = handlerOf(state, 'envoy_on_response');
  }

  /**
   * Loads a block on the thread of `server`. On the main thread, which comes first, the script runs once more on a VM
   * that is thrown away, and missing handlers are logged.
   * Throws ConfigRejected (`script load error: …`) when the script does not load.
   */
  static load(source: LuaSource, server: LuaServer): LuaCode {
    const { worker } = server;
    const vmName = `${server.filterName}/${source.id}@${worker.index < 0 ? 'main' : worker.index}`;
    const isMain = worker.index < 0;
    if (isMain) {
      const scratch = newState(server, vmName);
      runScript(scratch, loadScript(scratch, source, server), server, vmName);
    }
    const state = newState(server, vmName);
    const coverage = new Debugger(state).startCoverage();
    server.trace.emit({ kind: 'vm-started', engine: 'lua', key: vmName }, { vm: vmName });
    const chunk = loadScript(state, source, server);
    runScript(state, chunk, server, vmName);
    state.globals.setName('EnvoyTimestampResolution', timestampResolutions(state));
    worker.stats.add('lua.lua_vm_count', 'gauge', 1);
    const code = new LuaCode(state, source, vmName, server.statPrefix, { coverage, chunk });
    if (isMain) code.#logMissingHandlers(server);
    return code;
  }

  /** The place of a line of this code; null when there is no line. */
  place(line: number): SourcePlace | null {
    return line > 0 ? { id: this.source.id, line, column: 1 } : null;
  }

  /** Says which lines ran on this thread. */
  reportCoverage(trace: FilterTrace): void {
    const { lines, coveredLines } = this.#coverage.result(this.#chunk.prototype);
    trace.emit({ kind: 'coverage', file: this.source.id, lines, covered: coveredLines }, { vm: this.vmName });
  }

  #logMissingHandlers({ worker, trace }: LuaServer): void {
    if (this.onRequest === null) {
      worker.logs.log(trace, 'info', 'lua', missingHandler('envoy_on_request', 'requests'));
    }
    if (this.onResponse === null) {
      worker.logs.log(trace, 'info', 'lua', missingHandler('envoy_on_response', 'responses'));
    }
  }
}

/** A script's main function and what watches its lines. */
type WatchedChunk = { readonly coverage: Coverage; readonly chunk: LuaFunction };

function missingHandler(name: string, what: string): string {
  return `${name}() function not found. Lua filter will not hook ${what}.`;
}

function handlerOf(state: LuaState, name: string): LuaHandler | null {
  const value = state.globals.getName(name);
  return value instanceof LuaFunction || value instanceof HostFunction ? value : null;
}

function newState(server: LuaServer, vmName: string): LuaState {
  const { worker } = server;
  const { clock } = worker;
  const state = new LuaState({
    clock: { now: () => clock.epochMs() / 1000, cpu: () => clock.now() / 1e9 },
    random: () => worker.random.uint32() / 2 ** 32,
    budgets: { instructions: LIMITS.luaInstructions, memory: LIMITS.luaMemory },
    readFile: server.readFile,
    write: (bytes, stream) => {
      // Standard output of the process: people see it in the trace, Envoy's log does not have it.
      const line = state.currentLine();
      server.trace.emit(
        {
          kind: 'lua-call',
          function: stream,
          args: [['text', valueText(bytes)]],
          result: null,
          status: null,
          raw: null,
        },
        { vm: vmName, source: line > 0 ? { id: 'stdout', line, column: 1 } : null },
      );
    },
    notSimulated: (feature) => {
      server.trace.emit({
        kind: 'not-simulated',
        what: `Lua ${feature}`,
        why: 'Scripts have no way to the files, processes and native code of a host here.',
        affects: ['*'],
      });
    },
  });
  addPackagePaths(state, server.packagePaths);
  return state;
}

function addPackagePaths(state: LuaState, paths: readonly string[]): void {
  const library = state.globals.getName('package');
  if (paths.length === 0 || !(library instanceof LuaTable)) return;
  const path = library.getName('path');
  library.setName('path', [...paths, typeof path === 'string' ? path : ''].join(';'));
}

function timestampResolutions(state: LuaState): LuaTable {
  const table = state.newTable();
  table.setName('MILLISECOND', 0);
  table.setName('MICROSECOND', 1);
  return table;
}

/** Compiles a script. Throws ConfigRejected for one that does not parse. */
function loadScript(state: LuaState, source: LuaSource, server: LuaServer): LuaFunction {
  try {
    return state.load(source.text);
  } catch (error) {
    throw error instanceof LuaError ? refused(error, server) : error;
  }
}

/** Runs a script's top level. Throws ConfigRejected for what stops Envoy from starting. */
function runScript(state: LuaState, chunk: LuaFunction, server: LuaServer, vmName: string): void {
  const result = state.newThread({ main: true }).start(chunk);
  if (result.status === 'done') return;
  if (result.status === 'error') throw refused(result.error, server);
  if (result.status === 'exhausted') refuseEndless(result.what, server, vmName);
  if (result.status === 'suspended' && isExit(result.request)) refuseExit(server);
  throw refused(new LuaError('attempt to yield across C-call boundary'), server);
}

/** What Envoy does about a script that does not load: it refuses the configuration, or it dies. */
function refused(error: LuaError, server: LuaServer): ConfigRejected {
  const { value } = error;
  if (typeof value === 'string' || typeof value === 'number') {
    return new ConfigRejected(`script load error: ${cutAtNul(error.message)}`);
  }
  server.trace.emit({
    kind: 'would-crash-envoy',
    what: `error(${valueText(value)}) at the top level of a Lua script`,
    why: 'Envoy 1.40 aborts while it loads a script whose error is not a string.',
  });
  return new ConfigRejected('initializing due to unknown exception');
}

function refuseEndless(what: 'instructions' | 'memory', server: LuaServer, vmName: string): never {
  const limit = what === 'memory' ? LIMITS.luaMemory : LIMITS.luaInstructions;
  server.trace.emit({ kind: 'budget-exceeded', what, limit, callback: 'load' }, { vm: vmName });
  throw new ConfigRejected(`the script did not end while it was loaded: ${what} used up`);
}

function refuseExit(server: LuaServer): never {
  const what = 'os.exit() at the top level of a Lua script';
  server.trace.emit({ kind: 'would-crash-envoy', what, why: "It ends Envoy's process." });
  throw new ConfigRejected(what);
}
