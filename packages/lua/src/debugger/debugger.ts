import type { Prototype } from '../compiler/prototype.ts';
import { plainText } from '../library/string/plain-text.ts';
import type { LuaState } from '../state/lua-state.ts';
import type { LuaThread } from '../state/lua-thread.ts';
import type { PauseReason } from '../state/thread-result.ts';
import type { LuaError } from '../values/lua-error.ts';
import { isTruthy } from '../values/value.ts';
import type { Frame } from '../vm/frame.ts';
import { type FrameView, frameViews } from '../vm/frame-view.ts';
import type { Machine } from '../vm/machine.ts';
import { type Breakpoint, type BreakpointRequest, Breakpoints } from './breakpoints.ts';
import { Coverage } from './coverage.ts';
import { evaluate } from './evaluate.ts';
import { LineProfile } from './line-profile.ts';
import { statementsAt } from './probe-set.ts';
import { type StepKind, Stepping } from './stepping.ts';

/** What the owner of a debugger may want to hear. */
export type DebuggerOptions = {
  /** Receives the text of log points. */
  readonly log?: (text: string, line: number) => void;
  /** Stop where an error is raised: never (default), when nothing will catch it, or always. */
  readonly stopAtErrors?: 'never' | 'uncaught' | 'all';
};

/**
 * Watches one state: breakpoints, steps, coverage, profile. It patches probes over the statements it cares about; code
 * without probes runs at full speed. Attach it before the chunks are loaded, or make them known with {@link addChunk}.
 *
 * A thread that it stops returns `{ status: 'paused' }`; `thread.frames()` shows where it stands, a step method followed
 * by `thread.continue()` goes on.
 */
export class Debugger {
  private readonly state: LuaState;
  private readonly options: DebuggerOptions;
  private readonly chunks = new Set<Prototype>();
  private readonly breakpoints = new Breakpoints();
  private readonly stepping = new Stepping();
  private coverage: Coverage | null = null;
  private profile: LineProfile | null = null;
  /** The place of the last stop: going on must not stop there again. */
  private stoppedAt: { readonly frame: Frame; readonly pc: number } | null = null;
  private isEvaluating = false;

  constructor(state: LuaState, options: DebuggerOptions = {}) {
    this.state = state;
    this.options = options;
    state.debugger = this;
  }

  /** Makes a chunk known. The state does so for every chunk it loads. */
  addChunk(main: Prototype): void {
    if (this.isEvaluating || this.chunks.has(main)) return;
    this.chunks.add(main);
    this.coverage?.watch(main);
    this.profile?.watch(main);
    this.stepping.watch(main);
  }

  /** Replaces the breakpoints of a chunk; tells where each came to lie. */
  setBreakpoints(main: Prototype, requests: readonly BreakpointRequest[]): Breakpoint[] {
    this.addChunk(main);
    return this.breakpoints.set(main, requests);
  }

  /**
   * Prepares a step; `thread.continue()` (or `start`, for a thread that has not begun) carries it out.
   *
   * @param kind into: the next statement anywhere; over: the next one of this function or its callers; out: of a caller
   */
  step(thread: LuaThread, kind: StepKind): void {
    const from = thread.status === 'stopped' ? thread.current : null;
    this.stepping.begin(kind, from === null ? 'entry' : 'step', this.chunks, from);
  }

  /** Makes the next statement of any thread a stop. */
  pauseSoon(): void {
    this.stepping.begin('into', 'request', this.chunks, null);
  }

  /** Starts line coverage of all chunks, those already known included. */
  startCoverage(): Coverage {
    this.coverage?.stop();
    this.coverage = new Coverage();
    for (const chunk of this.chunks) this.coverage.watch(chunk);
    return this.coverage;
  }

  /** Starts a profile of all chunks. Every statement costs a probe while it runs. */
  startProfile(): LineProfile {
    this.profile?.stop();
    this.profile = new LineProfile();
    for (const chunk of this.chunks) this.profile.watch(chunk);
    return this.profile;
  }

  /** Takes away every probe and leaves the state. */
  detach(): void {
    this.breakpoints.clear();
    this.stepping.end();
    this.coverage?.stop();
    this.profile?.stop();
    if (this.state.debugger === this) this.state.debugger = null;
  }

  /** Evaluates an expression in a frame of a stopped thread. */
  evaluate(frame: FrameView | undefined, source: string): ReturnType<typeof evaluate> {
    this.isEvaluating = true;
    try {
      return evaluate(this.state, frame, source);
    } finally {
      this.isEvaluating = false;
    }
  }

  /** The interpreter has met a probe. @returns why to stop there; null: go on @internal */
  hit(machine: Machine, frame: Frame): PauseReason | null {
    if (this.isEvaluating) return null;
    const prototype = frame.prototype!;
    const { pc } = frame;
    const wasHere = this.stoppedAt !== null && this.stoppedAt.frame === frame && this.stoppedAt.pc === pc;
    this.stoppedAt = null;
    // Going on from a stop: this visit has been counted already.
    if (wasHere) return null;
    this.coverage?.reached(prototype, pc);
    for (const { line } of statementsAt(prototype, pc)) this.profile?.reached(prototype, line, machine.unitsUsed());
    let reason = this.stepping.reached(machine.current, frame);
    const breakpoint = this.breakpoints.at(prototype, pc);
    if (breakpoint !== undefined && this.stopsAt(machine, breakpoint)) reason = 'breakpoint';
    if (reason === null) return null;
    this.stepping.end();
    this.stoppedAt = { frame, pc };
    return reason;
  }

  /** An error is raised. @internal */
  stopsAtError(_error: LuaError, isCaught: boolean): boolean {
    if (this.isEvaluating) return false;
    const { stopAtErrors } = this.options;
    return stopAtErrors === 'all' || (stopAtErrors === 'uncaught' && !isCaught);
  }

  private stopsAt(machine: Machine, breakpoint: Breakpoint): boolean {
    const { condition, hitCount, log } = breakpoint.request;
    const frame = frameViews(machine.current, true)[0];
    if (condition !== undefined) {
      const answer = this.evaluate(frame, condition);
      // A condition that fails stops too, so that its author notices.
      if (answer.kind === 'value' && !isTruthy(answer.values[0])) return false;
    }
    breakpoint.visits++;
    if (hitCount !== undefined && breakpoint.visits < hitCount) return false;
    if (log === undefined) return true;
    this.options.log?.(this.interpolate(frame, log), breakpoint.line);
    return false;
  }

  private interpolate(frame: FrameView | undefined, text: string): string {
    return text.replace(/\{([^{}]*)\}/g, (_, expression: string) => {
      const answer = this.evaluate(frame, expression);
      if (answer.kind === 'error') return `<${answer.message}>`;
      return answer.values.map((value) => plainText(this.state, value)).join(', ');
    });
  }
}
