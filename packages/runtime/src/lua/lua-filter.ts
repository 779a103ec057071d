import type { LuaThread } from '@chainwright/lua/state/lua-thread';
import type { ThreadResult } from '@chainwright/lua/state/thread-result';
import type { LuaError } from '@chainwright/lua/values/lua-error';
import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { EventEnd, HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { LIMITS } from '../server/limits.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import type { SourcePlace } from '../trace/trace-event.ts';
import { isExit, type LuaCode, type LuaHandler, UNSPECIFIED_ERROR } from './lua-code.ts';
import { type MessagePath, requestPath, responsePath } from './message-path.ts';
import { cutAtNul } from './script-object.ts';
import { type ScriptRunner, StreamHandle } from './stream-handle.ts';
import { streamHandleClass } from './stream-handle-class.ts';

/** The code that runs for a message, and the context it sees. */
export type ChosenCode = {
  /** null: no code runs. */
  readonly code: LuaCode | null;
  readonly filterContext: ReadonlyMap<string, MetadataValue>;
};

/** What all instances of a filter on one thread share. */
export type LuaFilterSetup = {
  readonly filterName: string;
  readonly clearRouteCache: boolean;
  /** Chooses by the per-route configuration (null: none). */
  choose(perRouteConfig: unknown): ChosenCode;
};

/**
 * Runs a script's handlers for one stream. Envoy: source/extensions/filters/http/lua/lua_filter.cc `Filter`.
 */
export class LuaFilter implements HttpFilter {
  readonly #setup: LuaFilterSetup;
  #decoder: DecoderFilterCallbacks | null = null;
  #encoder: EncoderFilterCallbacks | null = null;
  #request: StreamHandle | null = null;
  #response: StreamHandle | null = null;
  #cost: number | null = null;
  #destroyed = false;
  readonly #runner: ScriptRunner = { run: (handle, step) => this.#run(handle, step) };

  constructor(setup: LuaFilterSetup) {
    this.#setup = setup;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#decoder = callbacks;
  }

  setEncoderCallbacks(callbacks: EncoderFilterCallbacks): void {
    this.#encoder = callbacks;
  }

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    const callbacks = this.#decoder;
    if (callbacks === null) return 'Continue';
    const chosen = this.#setup.choose(callbacks.perRouteConfig());
    const handler = chosen.code?.onRequest ?? null;
    if (chosen.code === null || handler === null) return 'Continue';
    const path = requestPath(callbacks, this.#setup.clearRouteCache);
    this.#request = this.#handle(chosen.code, path, headers, endStream, chosen.filterContext);
    return this.#start(this.#request, handler);
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    return this.#request?.onData(data, endStream) ?? 'Continue';
  }

  decodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    return this.#request?.onTrailers(trailers) ?? 'Continue';
  }

  encodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    const callbacks = this.#encoder;
    if (callbacks === null) return 'Continue';
    const chosen = this.#setup.choose(callbacks.perRouteConfig());
    const handler = chosen.code?.onResponse ?? null;
    if (chosen.code === null || handler === null) return 'Continue';
    this.#response = this.#handle(chosen.code, responsePath(callbacks), headers, endStream, chosen.filterContext);
    return this.#start(this.#response, handler);
  }

  encodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    return this.#response?.onData(data, endStream) ?? 'Continue';
  }

  encodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    return this.#response?.onTrailers(trailers) ?? 'Continue';
  }

  takeCost(): number | null {
    const cost = this.#cost;
    this.#cost = null;
    return cost;
  }

  onDestroy(): void {
    this.#destroyed = true;
    this.#request?.onDestroy();
    this.#response?.onDestroy();
  }

  #handle(
    code: LuaCode,
    path: MessagePath,
    headers: HeaderMap,
    endStream: boolean,
    filterContext: ReadonlyMap<string, MetadataValue>,
  ): StreamHandle {
    return new StreamHandle({
      code,
      path,
      headers,
      endStream,
      filterContext,
      filterName: this.#setup.filterName,
      runner: this.#runner,
      wrap: (handle) => code.state.newUserdata(streamHandleClass, handle),
    });
  }

  #start(handle: StreamHandle, handler: LuaHandler): FilterHeadersStatus {
    handle.path.callbacks.worker.stats.add(`${handle.scope.code.statPrefix}executions`, 'counter', 1);
    return handle.start(handler);
  }

  /** One step of a script: starts or resumes it and looks at how it stopped. false: it has failed. */
  #run(handle: StreamHandle, step: (thread: LuaThread) => ThreadResult): boolean {
    const { state, acting } = handle.scope.code;
    state.setBudgets({ instructions: LIMITS.luaInstructions, memory: LIMITS.luaMemory });
    const before = state.instructionsUsed;
    handle.alive = true;
    acting.scope = handle.scope;
    // A handler that has ended while one of its own coroutines still waited can't be resumed.
    const hasEnded = handle.thread.status === 'idle' && handle.started;
    const result = hasEnded ? NOTHING_TO_RESUME : step(handle.thread);
    handle.started = true;
    acting.scope = null;
    this.#cost = (this.#cost ?? 0) + state.instructionsUsed - before;
    const goesOn = this.#settle(handle, result);
    // A script may end its own stream while it runs.
    if (this.#destroyed) handle.close();
    return goesOn;
  }

  #settle(handle: StreamHandle, result: ThreadResult | typeof NOTHING_TO_RESUME): boolean {
    switch (result.status) {
      case 'suspended':
        if (isExit(result.request)) return this.#exit(handle);
        handle.expire();
        return true;
      case 'done':
        handle.expire();
        return true;
      case 'paused':
        return this.#settle(handle, handle.thread.continue());
      case 'yielded':
        this.#fail(handle, 'script performed an unexpected yield', 0, []);
        return false;
      case 'nothing-to-resume':
        this.#fail(handle, 'attempt to call a nil value', 0, []);
        return false;
      case 'error':
        this.#failWith(handle, result.error);
        return false;
      case 'exhausted':
        this.#exhausted(handle, result.what);
        return false;
    }
  }

  #failWith(handle: StreamHandle, error: LuaError): void {
    const { value } = error;
    const hasText = typeof value === 'string' || typeof value === 'number';
    this.#fail(handle, hasText ? cutAtNul(error.message) : UNSPECIFIED_ERROR, error.line, tracebackLines(error));
  }

  /** A script error: logged and counted; both scripts of the stream are over. */
  #fail(handle: StreamHandle, message: string, line: number, lines: readonly number[]): void {
    const { scope } = handle;
    const { worker, trace } = scope.callbacks;
    const traceback = lines
      .map((each) => scope.code.place(each))
      .filter((place): place is SourcePlace => place !== null);
    trace.emit({ kind: 'script-error', message, traceback }, scope.extras(line));
    worker.stats.add(`${scope.code.statPrefix}errors`, 'counter', 1);
    worker.logs.log(trace, 'error', 'lua', `script log: ${message}`);
    this.#dropHandles();
  }

  /** Our own limit: Envoy would go on, so nothing is logged or counted in its name. */
  #exhausted(handle: StreamHandle, what: 'instructions' | 'memory'): void {
    const { scope } = handle;
    const limit = what === 'memory' ? LIMITS.luaMemory : LIMITS.luaInstructions;
    const line = handle.thread.currentLine();
    const callback = handle.path.direction === 'request' ? 'envoy_on_request' : 'envoy_on_response';
    scope.callbacks.trace.emit({ kind: 'budget-exceeded', what, limit, callback }, scope.extras(line));
    this.#dropHandles();
  }

  /** `os.exit` ends Envoy's process. */
  #exit(handle: StreamHandle): false {
    const { scope } = handle;
    scope.callbacks.trace.emit(
      { kind: 'would-crash-envoy', what: 'os.exit() in a Lua script', why: "It ends Envoy's process." },
      scope.extras(handle.thread.currentLine()),
    );
    this.#dropHandles();
    return false;
  }

  #dropHandles(): void {
    for (const handle of [this.#request, this.#response]) {
      handle?.expire();
      if (this.#destroyed) handle?.onDestroy();
      else handle?.close();
    }
    this.#request = null;
    this.#response = null;
  }
}

const NOTHING_TO_RESUME = { status: 'nothing-to-resume' } as const;

/** The lines of the Lua functions in a traceback, innermost first. */
function tracebackLines(error: LuaError): number[] {
  return [...error.origin.matchAll(/\]:(\d+): in /g)].map((match) => Number(match[1]));
}
