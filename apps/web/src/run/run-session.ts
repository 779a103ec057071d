import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import { httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project, ProjectSource } from '@chainwright/filters/project/project';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import { usePreferences } from '../app/preferences.ts';
import { useView } from '../app/view-store.ts';
import { useProject } from '../project/project-store.ts';
import type { CompilerClient, CompilerStatus } from '../workers/compiler.client.ts';
import type { RunnerClient } from '../workers/runner.client.ts';
import { type LuaProblem, luaProblem } from './lua-problem.ts';
import { keepRuns, putRun, putSource, useRuns } from './run-store.ts';

type Clients = { readonly compiler: CompilerClient; readonly runner: RunnerClient };

let clients: Promise<Clients> | null = null;
/** The clients once they are loaded: then a run begins in the very moment of the change, before the page is drawn. */
let loaded: Clients | null = null;
let scheduled = false;
let changedAt = 0;
let hasRun = false;
/** Artifacts that came with the page or with an earlier run, by the source object they were made of. */
const artifacts = new WeakMap<ProjectSource, Artifact>();

/** What a look at a script has found, by the source object: a script is looked at once, whatever else is edited. */
const hintsOf = new WeakMap<ProjectSource, readonly Diagnostic[]>();

/** Follows the project: every change is compiled and run; the newest wins. */
export function startSession(): () => void {
  return useProject.subscribe((state, before) => {
    if (state.revision === before.revision) return;
    changedAt = performance.now();
    useRuns.setState({ revision: state.revision });
    if (usePreferences.getState().runWhileTyping || !isTextEdit(state.project, before.project)) schedule();
  });
}

/** Runs everything now. */
export function runNow(): void {
  changedAt = performance.now();
  schedule();
}

/** Takes artifacts that are known already, so that a run does not wait for the compiler. */
export function knowArtifacts(project: Project, known: readonly Artifact[]): void {
  for (const artifact of known) {
    const source = project.sources[artifact.name];
    if (source) artifacts.set(source, artifact);
  }
}

/** Loads the workers before they are needed. */
export async function warmUp(): Promise<void> {
  const { runner } = await startClients();
  runner.warmUp();
}

/** Loads the compiler, too: the person has opened code that needs it. */
export async function warmUpCompiler(): Promise<void> {
  const { compiler } = await startClients();
  compiler.warmUp();
}

/** The compile worker, for exports. */
export async function exportCompiler(): Promise<CompilerClient> {
  return (await startClients()).compiler;
}

function schedule(): void {
  const { project, revision } = useProject.getState();
  const compiled = loaded && artifactsAtHand(loaded.compiler, project);
  if (loaded && compiled) {
    keepRuns(project.scenarios.map((scenario) => scenario.name));
    for (const artifact of compiled) tellCompiled(project, artifact);
    useRuns.setState({ phase: 'running' });
    runAll(loaded.runner, project, compiled, revision, changedAt);
  } else if (loaded) {
    void runProject(project, revision);
  } else if (!scheduled) {
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      void runProject(useProject.getState().project, useProject.getState().revision);
    });
  }
}

/** The artifacts of a project of which nothing has to be compiled; null when something has. */
function artifactsAtHand(compiler: CompilerClient, project: Project): Artifact[] | null {
  const all: Artifact[] = [];
  for (const [name, source] of Object.entries(project.sources)) {
    const artifact = artifacts.get(source) ?? compiler.plainSource(name, source);
    if (!artifact || artifact.diagnostics.some(isError)) return null;
    all.push(artifact);
  }
  return all;
}

function isTextEdit(now: Project, before: Project): boolean {
  return now.sources !== before.sources && now.http_connection_manager === before.http_connection_manager;
}

function startClients(): Promise<Clients> {
  clients ??= Promise.all([import('../workers/compiler.client.ts'), import('../workers/runner.client.ts')]).then(
    ([compiler, runner]) => ({
      compiler: new compiler.CompilerClient({ onStatus: showStatus }),
      runner: new runner.RunnerClient(),
    }),
  );
  void clients.then(
    (ready) => {
      loaded = ready;
    },
    () => undefined,
  );
  return clients;
}

function showStatus(status: CompilerStatus): void {
  useRuns.setState({
    progress: status.state === 'loading' ? status.text : null,
    failure: status.state === 'failed' ? status.text : null,
  });
}

async function runProject(project: Project, revision: number): Promise<void> {
  const since = changedAt;
  const current = (): boolean => useProject.getState().revision === revision;
  keepRuns(project.scenarios.map((scenario) => scenario.name));
  useRuns.setState({ phase: 'compiling' });
  try {
    const { compiler, runner } = loaded ?? (await startClients());
    const compiled = await compileAll(compiler, project);
    if (!current()) return;
    if (!compiled) {
      useRuns.setState({ phase: 'idle' });
      return;
    }
    useRuns.setState({ phase: 'running' });
    runAll(runner, project, compiled, revision, since);
  } catch (error) {
    if (current()) useRuns.setState({ phase: 'idle', failure: `The engine could not be started: ${String(error)}` });
  }
}

/** Compiles every source; null when one does not compile, or a newer text came meanwhile. */
async function compileAll(compiler: CompilerClient, project: Project): Promise<Artifact[] | null> {
  const made = await Promise.all(
    Object.entries(project.sources).map(async ([name, source]) => {
      const known = artifacts.get(source);
      const artifact = known ?? (await compileOne(compiler, name, source));
      if (!artifact || useProject.getState().project.sources[name] !== source) return null;
      return tellCompiled(project, artifact) ? artifact : null;
    }),
  );
  const whole = made.filter((artifact) => artifact !== null);
  return whole.length === made.length ? whole : null;
}

/** Takes an artifact in and shows how its source stands; false when it has errors. */
function tellCompiled(project: Project, artifact: Artifact): boolean {
  const { name, diagnostics, wasm } = artifact;
  const source = project.sources[name];
  const failed = diagnostics.some(isError);
  if (source && !failed) artifacts.set(source, artifact);
  const known = source && hintsOf.get(source);
  const shown = known ?? diagnostics;
  putSource(name, { phase: shown.some(isError) ? 'failed' : 'ready', diagnostics: shown, size: wasm?.length ?? null });
  if (source && 'lua' in source && !known) void addLuaHints(name, source);
  return !failed;
}

/** Adds what a look at a script finds. The run does not wait for it. */
async function addLuaHints(name: string, source: Extract<ProjectSource, { lua: string }>): Promise<void> {
  const { luaHints } = await import('./lua-hints.ts');
  const state = useRuns.getState().sources.get(name);
  if (!state || useProject.getState().project.sources[name] !== source) return;
  const hints = luaHints(name, source.lua);
  hintsOf.set(source, hints);
  const broken = hints.some(isError);
  // What the run found stays, unless it is the same error, which is known here to the column.
  const found = broken ? [] : state.diagnostics.filter(isError);
  putSource(name, { ...state, phase: broken ? 'failed' : state.phase, diagnostics: [...found, ...hints] });
}

/** Adds the error for which the engine would not load a script, unless a look at the script has found it already. */
function addLuaProblem({ source, diagnostic }: LuaProblem): void {
  const known = useRuns.getState().sources.get(source)?.diagnostics ?? [];
  const diagnostics = known.some(isError) ? known : [diagnostic, ...known];
  putSource(source, { phase: 'failed', diagnostics, size: null });
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}

async function compileOne(compiler: CompilerClient, name: string, source: ProjectSource): Promise<Artifact | null> {
  const before = useRuns.getState().sources.get(name);
  if (!before) putSource(name, { phase: 'compiling', diagnostics: [], size: null });
  return compiler.compileSource(name, source);
}

function runAll(
  runner: RunnerClient,
  project: Project,
  compiled: readonly Artifact[],
  revision: number,
  since: number,
): void {
  const chain = httpFilters(project).map((filter) => ({ name: filter.name, disabled: filter.disabled === true }));
  const names = project.scenarios.map((scenario) => scenario.name);
  const chosen = useView.getState().scenario ?? names[0] ?? '';
  const scenarios = [...new Set([chosen, ...names])].filter((name) => names.includes(name));
  const current = (): boolean => useProject.getState().revision === revision;
  const started = performance.now();
  let first = true;
  useRuns.setState({ failure: null });
  runner.run(
    { project, artifacts: compiled, scenarios },
    {
      onScenario: (name, result, packed) => {
        if (!current()) return;
        const trace = packed ? new TraceReader(packed) : NO_TRACE;
        putRun(name, { result, trace, chain, revision });
        const problem = result.outcome === 'rejected' ? luaProblem(trace, project) : null;
        if (problem) addLuaProblem(problem);
        if (first) {
          // The first run waits for its worker; that is no measure of anything.
          if (hasRun) useRuns.setState({ tookMs: performance.now() - started });
          hasRun = true;
          performance.measure('chainwright:change-to-trace', { start: since });
        }
        first = false;
      },
      onFailure: (name, reason) => {
        if (current()) useRuns.setState({ failure: `The engine failed in “${name}”: ${reason}` });
      },
      onEnd: (how) => {
        if (how === 'done' && current()) useRuns.setState({ phase: 'idle' });
      },
    },
  );
}

/** A scenario that was ended from outside has no trace. */
const NO_TRACE = {
  length: 0,
  at: () => {
    throw new RangeError('an empty trace');
  },
  body: () => new Uint8Array(),
};
