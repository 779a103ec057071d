import type { UserdataClass } from '@chainwright/lua/host/userdata-class';
import type { LuaState } from '@chainwright/lua/state/lua-state';
import type { Coroutine } from '@chainwright/lua/values/coroutine';
import type { Userdata } from '@chainwright/lua/values/userdata';
import type { StreamFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { ByteString } from '../http/byte-string.ts';
import type { LogLevel } from '../server/log-sink.ts';
import type { EventExtras } from '../trace/filter-trace.ts';
import type { Direction } from '../trace/trace-event.ts';
import { Answer } from './answer.ts';
import type { LuaCode } from './lua-code.ts';

/**
 * The time in which the objects of one handle live: from one resume to the next suspension. Also the way of these
 * objects to the trace and the log.
 */
export class ObjectScope {
  readonly code: LuaCode;
  readonly callbacks: StreamFilterCallbacks;
  readonly direction: Direction;
  /** Grows when everything that was handed out dies. */
  generation = 0;
  readonly #cached = new Map<string, { readonly userdata: Userdata; readonly maker: Coroutine | null }>();
  /** The coroutine that the handler runs in. */
  home: Coroutine | null = null;
  /** Several calls of one line share the object. */
  #lastLine = -1;
  #lastExtras: EventExtras | null = null;

  constructor(code: LuaCode, callbacks: StreamFilterCallbacks, direction: Direction) {
    this.code = code;
    this.callbacks = callbacks;
    this.direction = direction;
  }

  get state(): LuaState {
    return this.code.state;
  }

  /** Ends the life of all objects that were handed out. */
  expire(): void {
    this.generation++;
    this.#cached.clear();
  }

  /**
   * The object that a method gives again and again until the scope expires.
   *
   * Envoy pushes an object that exists already on the stack of the coroutine it was made in. Called from another one, the
   * method's own last argument stands where its result should be: `h:headers()` gives `h` (`LuaRef::pushStack`).
   */
  once<T>(key: string, userdataClass: UserdataClass<T>, create: () => T): Userdata | Answer {
    const maker = this.state.runningCoroutine() ?? this.home;
    const known = this.#cached.get(key);
    if (known !== undefined) return known.maker === maker ? known.userdata : Answer.LAST_ARGUMENT;
    const userdata = this.state.newUserdata(userdataClass, create());
    this.#cached.set(key, { userdata, maker });
    return userdata;
  }

  /** An object of its own at every call. */
  fresh<T>(userdataClass: UserdataClass<T>, payload: T): Userdata {
    return this.state.newUserdata(userdataClass, payload);
  }

  /** Where the script stands and which VM runs it, for events. */
  extras(line: number): EventExtras {
    if (this.#lastExtras === null || line !== this.#lastLine) {
      this.#lastLine = line;
      this.#lastExtras = { source: this.code.place(line), vm: this.code.vmName, direction: this.direction };
    }
    return this.#lastExtras;
  }

  traceCall(name: string, args: readonly (readonly [string, string])[], result: string | null, line: number): void {
    this.callbacks.trace.emit(
      { kind: 'lua-call', function: name, args, result, status: null, raw: null },
      this.extras(line),
    );
  }

  log(level: LogLevel, message: ByteString): void {
    this.callbacks.worker.logs.log(this.callbacks.trace, level, 'lua', message);
  }
}
