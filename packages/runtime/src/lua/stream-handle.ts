import type { LuaThread } from '@chainwright/lua/state/lua-thread';
import { Userdata } from '@chainwright/lua/values/userdata';
import type { LuaValue } from '@chainwright/lua/values/value';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import type { HttpCallHandle } from '../upstream/async-client.ts';
import type { Answer } from './answer.ts';
import { BufferWrapper, bufferClass } from './buffer-wrapper.ts';
import type { PublicKey } from './crypto/public-key.ts';
import { HeaderMapWrapper, headerMapClass } from './header-map-wrapper.ts';
import type { LuaCode, LuaHandler } from './lua-code.ts';
import type { MessagePath } from './message-path.ts';
import { ObjectScope } from './object-scope.ts';

/** What the script of one direction is doing. */
export type HandleState =
  | 'running'
  | 'wait-for-body-chunk'
  | 'wait-for-body'
  | 'wait-for-trailers'
  | 'http-call'
  | 'responded';

/** States in which the headers wait for the script. */
const HOLDS_HEADERS: ReadonlySet<HandleState> = new Set(['wait-for-body', 'http-call', 'responded']);

/** Runs the script's coroutine and deals with how it ended; throws nothing. */
export type ScriptRunner = {
  /** Starts or resumes; returns false when the script has failed and the handle is gone. */
  run(handle: StreamHandle, step: (thread: LuaThread) => ReturnType<LuaThread['resume']>): boolean;
};

/**
 * The state of one script on one direction of a stream; what `envoy_on_request` and `envoy_on_response` get.
 * Envoy: source/extensions/filters/http/lua/lua_filter.cc `StreamHandleWrapper`.
 */
export class StreamHandle {
  readonly label = 'handle';
  readonly scope: ObjectScope;
  readonly path: MessagePath;
  readonly headers: HeaderMap;
  readonly thread: LuaThread;
  /** The filter_context that this stream sees. */
  readonly filterContext: ReadonlyMap<string, MetadataValue>;
  readonly filterName: string;
  readonly #runner: ScriptRunner;
  readonly #self: Userdata;
  /** The handle itself lives only while the script runs. */
  alive = false;
  /** Whether the handler has been called. */
  started = false;
  state: HandleState = 'running';
  endStream: boolean;
  headersContinued = false;
  sawBody = false;
  bufferedBody = false;
  alwaysWrapBody = false;
  trailers: HeaderMap | null = null;
  /** The callout for which the script waits. */
  call: HttpCallHandle | null = null;
  /** The one imported key of this handle, and all keys that verifySignature can find. */
  importedKey: string | null = null;
  readonly keys = new Map<string, PublicKey>();

  constructor(options: {
    readonly code: LuaCode;
    readonly path: MessagePath;
    readonly headers: HeaderMap;
    readonly endStream: boolean;
    readonly filterContext: ReadonlyMap<string, MetadataValue>;
    readonly filterName: string;
    readonly runner: ScriptRunner;
    readonly wrap: (handle: StreamHandle) => Userdata;
  }) {
    const { code, path } = options;
    this.scope = new ObjectScope(code, path.callbacks, path.direction);
    this.path = path;
    this.headers = options.headers;
    this.endStream = options.endStream;
    this.filterContext = options.filterContext;
    this.filterName = options.filterName;
    this.#runner = options.runner;
    this.thread = code.state.newThread();
    this.scope.home = this.thread.coroutine;
    this.#self = options.wrap(this);
  }

  /** Calls the handler. */
  start(handler: LuaHandler): FilterHeadersStatus {
    if (!this.#runner.run(this, (thread) => thread.start(handler, [this.#self]))) return 'Continue';
    if (HOLDS_HEADERS.has(this.state)) return 'StopIteration';
    this.headersContinued = true;
    return 'Continue';
  }

  onData(data: ByteBuffer, endStream: boolean): FilterDataStatus {
    this.endStream = endStream;
    this.sawBody = true;
    let works = true;
    if (this.state === 'wait-for-body-chunk') {
      works = this.#resume(() => [
        this.scope.fresh(bufferClass, new BufferWrapper(this.scope, 'chunk', data, this.headers)),
      ]);
    } else if (this.state === 'wait-for-body' && endStream) {
      this.path.addData(data);
      // What an earlier filter buffered comes as the buffer itself: it has been added already.
      if (data !== this.path.bufferedBody()) data.drain(data.length);
      works = this.#resume(() => listed(this.body()));
    } else if (this.state === 'wait-for-trailers' && endStream) {
      works = this.#resume(() => []);
    }
    if (!works) return 'Continue';
    if (this.state === 'http-call' || this.state === 'responded') return 'StopIterationAndWatermark';
    if (this.state === 'wait-for-body') return 'StopIterationAndBuffer';
    this.headersContinued = true;
    return 'Continue';
  }

  onTrailers(trailers: HeaderMap): FilterTrailersStatus {
    this.endStream = true;
    this.trailers = trailers;
    let works = true;
    if (this.state === 'wait-for-body-chunk') works = this.#resume(() => []);
    else if (this.state === 'wait-for-body') works = this.#resume(() => listed(this.body()));
    else if (this.state === 'wait-for-trailers') works = this.#resume(() => listed(this.trailersObject(trailers)));
    if (!works) return 'Continue';
    if (this.state === 'http-call' || this.state === 'responded') return 'StopIteration';
    this.headersContinued = true;
    return 'Continue';
  }

  /** The answer of the callout has come: `values` are the results of `httpCall`. */
  onCallAnswered(values: () => readonly LuaValue[]): void {
    this.call = null;
    if (this.state !== 'http-call') return;
    if (this.#resume(values) && HOLDS_HEADERS.has(this.state)) return;
    this.headersContinued = true;
    this.path.continueIteration();
  }

  /** The stream is over. */
  onDestroy(): void {
    this.call?.cancel();
    this.call = null;
    this.close();
  }

  /** Lets go of what the script was waiting in; it will not be resumed. */
  close(): void {
    if (this.thread.status === 'suspended' && this.call === null) this.thread.close();
  }

  /** The whole body as an object; null when there is none. */
  body(): Userdata | Answer | null {
    const buffer = this.path.bufferedBody();
    if (buffer === null) return null;
    return this.scope.once('body', bufferClass, () => new BufferWrapper(this.scope, 'body', buffer, this.headers));
  }

  trailersObject(trailers: HeaderMap): Userdata | Answer {
    return this.scope.once('trailers', headerMapClass, () => {
      return new HeaderMapWrapper(this.scope, 'trailers', trailers, () => true);
    });
  }

  /** Ends the time of the handle and of everything that it gave out. */
  expire(): void {
    this.alive = false;
    this.scope.expire();
  }

  /** The values are made when the handle lives again: they belong to the new time. */
  #resume(values: () => readonly LuaValue[]): boolean {
    this.state = 'running';
    return this.#runner.run(this, (thread) => thread.resume(values()));
  }
}

/** An object as the values of a resume. */
function listed(object: Userdata | Answer | null): readonly LuaValue[] {
  return object instanceof Userdata ? [object] : [];
}
