import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { create } from 'zustand';
import type { ChainMember } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';

/** What a scenario came to, with the trace that shows how. */
export type ScenarioRun = {
  readonly result: ScenarioResult;
  readonly trace: TraceSource;
  /** The chain that ran; the one on screen may have changed since. */
  readonly chain: readonly ChainMember[];
  /** Revision of the project that ran. */
  readonly revision: number;
};

/** How the code of a source stands. */
export type SourceState = {
  readonly phase: 'compiling' | 'ready' | 'failed';
  readonly diagnostics: readonly Diagnostic[];
  /** Bytes of the module; null for Lua and when there is none. */
  readonly size: number | null;
};

/** All runs and what goes on right now. */
export type RunState = {
  /** The last good run of each scenario by name. It stays until there is a new one. */
  readonly runs: ReadonlyMap<string, ScenarioRun>;
  /** Scenarios of which there is nothing new to draw, by name: Envoy refused to start, or the run was ended from outside. */
  readonly refusals: ReadonlyMap<string, ScenarioRun>;
  readonly sources: ReadonlyMap<string, SourceState>;
  readonly phase: 'idle' | 'compiling' | 'running';
  /** What is being loaded or done, in words with a number; null when nothing that takes time. */
  readonly progress: string | null;
  /** Something of ours failed: the engine could not be started, a worker broke. */
  readonly failure: string | null;
  /** Real milliseconds that the last run took until its first result. */
  readonly tookMs: number | null;
  /** Revision that the newest runs belong to. */
  readonly revision: number;
};

/** The one store of results. */
export const useRuns = create<RunState>(() => ({
  runs: new Map(),
  refusals: new Map(),
  sources: new Map(),
  phase: 'idle',
  progress: null,
  failure: null,
  tookMs: null,
  revision: 0,
}));

/** Takes in what a scenario came to. Where there is nothing to draw, the last good run stays on screen beside it. */
export function putRun(name: string, run: ScenarioRun): void {
  useRuns.setState((state) => {
    const refused = run.result.outcome === 'rejected' || run.trace.length === 0;
    const refusals = new Map(state.refusals);
    if (refused) refusals.set(name, run);
    else refusals.delete(name);
    const runs = new Map(state.runs);
    if (!refused || !runs.has(name)) runs.set(name, run);
    return { runs, refusals };
  });
}

/** Forgets scenarios that are gone. */
export function keepRuns(names: readonly string[]): void {
  const gone = ([name]: readonly [string, unknown]): boolean => !names.includes(name);
  const { runs, refusals } = useRuns.getState();
  if (![...runs, ...refusals].some(gone)) return;
  useRuns.setState({
    runs: new Map([...runs].filter((entry) => !gone(entry))),
    refusals: new Map([...refusals].filter((entry) => !gone(entry))),
  });
}

/** Says how the code of a source stands. */
export function putSource(name: string, source: SourceState): void {
  const before = useRuns.getState().sources.get(name);
  if (before && saysTheSame(before, source)) return;
  useRuns.setState((state) => ({ sources: new Map(state.sources).set(name, source) }));
}

function saysTheSame(a: SourceState, b: SourceState): boolean {
  const same = a.diagnostics.length === b.diagnostics.length && a.phase === b.phase && a.size === b.size;
  return same && a.diagnostics.every((one, index) => one === b.diagnostics[index]);
}

/** Errors of all sources, by source. */
export function sourceErrors(state: RunState): Diagnostic[] {
  return [...state.sources.values()].flatMap((source) => source.diagnostics.filter((one) => one.severity === 'error'));
}
