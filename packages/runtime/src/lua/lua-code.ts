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
import type { SourcePlace, TraceEventBody } from '../trace/trace-event.ts';
import type { LuaServer, LuaSource } from './lua-server.ts';
import type { ObjectScope } from './object-scope.ts';
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

  /** Whose script runs now: events of library functions are told in its name. */
  readonly acting: Acting;
  readonly #coverage: Coverage;
  readonly #chunk: LuaFunction;

  private constructor(vm: LoadedVm, source: LuaSource, vmName: string, statPrefix: string) {
    const { state } = vm;
    this.state = state;
    this.acting = vm.acting;
    this.#coverage = vm.coverage;
    this.#chunk = vm.chunk;
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
    if (isMain) loadVm(source, server, vmName);
    server.trace.emit({ kind: 'vm-started', engine: 'lua', key: vmName }, { vm: vmName });
    const vm = loadVm(source, server, vmName);
    const { state } = vm;
    state.globals.setName('EnvoyTimestampResolution', timestampResolutions(state));
    worker.stats.add('lua.lua_vm_count', 'gauge', 1);
    const code = new LuaCode(vm, source, vmName, server.statPrefix);
    if (isMain) code.#logMissingHandlers(server);
    return code;
  }

  /** The place of a line of this code; null when there is no line. */
  place(line: number): SourcePlace | null {
    return placeOf(this.source, line);
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

/** The scope of the handle whose script runs; null while the script is loaded. */
type Acting = { scope: ObjectScope | null };

/** A VM in which a script has been loaded. */
type LoadedVm = {
  readonly state: LuaState;
  readonly acting: Acting;
  readonly coverage: Coverage;
  readonly chunk: LuaFunction;
};

function placeOf(source: LuaSource, line: number): SourcePlace | null {
  return line > 0 ? { id: source.id, line, column: 1 } : null;
}

function missingHandler(name: string, what: string): string {
  return `${name}() function not found. Lua filter will not hook ${what}.`;
}

function handlerOf(state: LuaState, name: string): LuaHandler | null {
  const value = state.globals.getName(name);
  return value instanceof LuaFunction || value instanceof HostFunction ? value : null;
}

/** Makes a VM and runs the script's top level in it. Throws ConfigRejected for what stops Envoy from starting. */
function loadVm(source: LuaSource, server: LuaServer, vmName: string): LoadedVm {
  const acting: Acting = { scope: null };
  const state = newState(source, server, vmName, acting);
  const coverage = new Debugger(state).startCoverage();
  const loading = { source, server, vmName };
  const chunk = compileScript(state, loading);
  runScript(state, chunk, loading);
  return { state, acting, coverage, chunk };
}

function newState(source: LuaSource, server: LuaServer, vmName: string, acting: Acting): LuaState {
  const { worker } = server;
  const { clock } = worker;
  const reported = new Set<string>();
  const emit = (event: TraceEventBody): void => {
    const { scope } = acting;
    const line = state.currentLine();
    if (scope !== null) scope.callbacks.trace.emit(event, scope.extras(line));
    else server.trace.emit(event, { vm: vmName, source: placeOf(source, line) });
  };
  const state = new LuaState({
    clock: { now: () => clock.epochMs() / 1000, cpu: () => clock.now() / 1e9 },
    random: () => worker.random.uint32() / 2 ** 32,
    budgets: { instructions: LIMITS.luaInstructions, memory: LIMITS.luaMemory },
    readFile: server.readFile,
    // Standard output of the process: people see it in the trace, Envoy's log does not have it.
    write: (bytes, stream) => {
      emit({
        kind: 'lua-call',
        function: stream,
        args: [['text', valueText(bytes)]],
        result: null,
        status: null,
        raw: null,
      });
    },
    notSimulated: (feature) => {
      if (reported.has(feature)) return;
      reported.add(feature);
      const why = 'Scripts have no way to the files, processes and native code of a host here.';
      emit({ kind: 'not-simulated', what: `Lua ${feature}`, why, affects: ['*'] });
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

/** A script that is being loaded. */
type Loading = { readonly source: LuaSource; readonly server: LuaServer; readonly vmName: string };

function compileScript(state: LuaState, loading: Loading): LuaFunction {
  try {
    return state.load(loading.source.text);
  } catch (error) {
    throw error instanceof LuaError ? refused(error, loading) : error;
  }
}

function runScript(state: LuaState, chunk: LuaFunction, loading: Loading): void {
  const { server, vmName } = loading;
  const result = state.newThread({ main: true }).start(chunk);
  if (result.status === 'done') return;
  if (result.status === 'error') throw refused(result.error, loading);
  if (result.status === 'exhausted') refuseEndless(result.what, server, vmName);
  if (result.status === 'suspended' && isExit(result.request)) refuseExit(server);
  throw refused(new LuaError('attempt to yield across C-call boundary'), loading);
}

/** What Envoy does about a script that does not load: it refuses the configuration, or it dies. */
function refused(error: LuaError, { source, server, vmName }: Loading): ConfigRejected {
  const { value } = error;
  const extras = { vm: vmName, source: placeOf(source, error.range?.line ?? error.line) };
  if (typeof value === 'string' || typeof value === 'number') {
    const message = cutAtNul(error.message);
    server.trace.emit({ kind: 'script-error', message, traceback: [] }, extras);
    return new ConfigRejected(`script load error: ${message}`);
  }
  const what = `error(${valueText(value)}) at the top level of a Lua script`;
  const why = 'Envoy 1.40 aborts while it loads a script whose error is not a string.';
  server.trace.emit({ kind: 'would-crash-envoy', what, why }, extras);
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
