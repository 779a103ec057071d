import { type Artifact, luaArtifact, wasmArtifact } from '@chainwright/filters/compile/artifact';
import { fileNotIncluded, includedModule } from '@chainwright/filters/compile/module-source';
import type { Project, ProjectSource } from '@chainwright/filters/project/project';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { loadBinaryen } from './binaryen-module.ts';
import type { CompilableSource, CompilePurpose } from './compiler.protocol.ts';
import { CompilerProcess } from './compiler-process.ts';
import type { WorkerPort } from './worker-port.ts';

/** What the page says about the compiler: `text` is for the eye, in the foot. */
export type CompilerStatus = { readonly state: 'idle' | 'loading' | 'ready' | 'failed'; readonly text: string };

export type CompilerClientOptions = {
  readonly onStatus?: (status: CompilerStatus) => void;
  /** For tests: starts a worker, and gives binaryen's module. */
  readonly spawn?: () => WorkerPort;
  readonly binaryen?: typeof loadBinaryen;
};

/** Real milliseconds after which a compilation is given up. */
const LIMIT_MS = { run: LIMITS.compileMs, export: LIMITS.exportCompileMs } as const;
/** Artifacts that are kept for sources that come back: undo, the other sources of a project. */
const MOST_KEPT = 64;

/**
 * Compiles the sources of a project in a worker of its own. Equal sources are compiled once; a newer text of a source replaces an
 * older one that is not done. Typing is never made to wait for an export: that has a second worker.
 */
export class CompilerClient {
  readonly #onStatus: (status: CompilerStatus) => void;
  readonly #processes: Readonly<Record<CompilePurpose, CompilerProcess>>;
  /** Artifacts by purpose, name and text; the one used last is last. */
  readonly #kept = new Map<string, Artifact>();
  /** Requests that are not answered, by the same key. */
  readonly #underWay = new Map<string, Promise<Artifact | null>>();
  /** Artifacts that take no compiler, by the source object of the project. */
  readonly #plain = new WeakMap<ProjectSource, Artifact>();
  #lastRunId = 0;
  #newestProject = 0;

  constructor(options: CompilerClientOptions = {}) {
    this.#onStatus = options.onStatus ?? (() => undefined);
    const spawn = options.spawn ?? spawnCompiler;
    const load = options.binaryen ?? loadBinaryen;
    const binaryen = (): Promise<WebAssembly.Module> =>
      load((loaded, total) => this.#say('loading', progress(loaded, total)));
    const make = (purpose: CompilePurpose): CompilerProcess =>
      new CompilerProcess({
        spawn,
        binaryen,
        limitMs: LIMIT_MS[purpose],
        onState: purpose === 'run' ? (state) => this.#say(state, STATE_TEXT[state]) : () => undefined,
      });
    this.#processes = { run: make('run'), export: make('export') };
  }

  /** Loads the compiler before it is needed. */
  warmUp(): void {
    this.#processes.run.start();
  }

  /** Compiles all sources, in their order. Null: a newer call was made meanwhile. */
  async compileProject(sources: Project['sources']): Promise<Artifact[] | null> {
    const turn = ++this.#newestProject;
    const artifacts = await Promise.all(
      Object.entries(sources).map(([name, source]) => this.compileSource(name, source)),
    );
    if (turn !== this.#newestProject) return null;
    const whole = artifacts.filter((artifact) => artifact !== null);
    return whole.length === artifacts.length ? whole : null;
  }

  /** What needs no compiling, at once; null for a source that has to be compiled. */
  plainSource(name: string, source: ProjectSource): Artifact | null {
    return 'lua' in source || 'wasm' in source ? this.#plainArtifact(name, source) : null;
  }

  /** Compiles one source. Null: a newer text of this source was given meanwhile. */
  async compileSource(name: string, source: ProjectSource, purpose: CompilePurpose = 'run'): Promise<Artifact | null> {
    if ('lua' in source || 'wasm' in source) return this.#plainArtifact(name, source);
    const key = JSON.stringify([purpose, name, source]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#keep(key, kept);
      return kept;
    }
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const asked = this.#request(name, source, purpose);
    this.#underWay.set(key, asked);
    const artifact = await asked;
    if (this.#underWay.get(key) === asked) this.#underWay.delete(key);
    if (artifact !== null && !artifact.diagnostics.some(isPassing)) this.#keep(key, artifact);
    return artifact;
  }

  /** Ends the workers. */
  dispose(): void {
    for (const process of Object.values(this.#processes)) process.stop();
  }

  async #request(name: string, source: CompilableSource, purpose: CompilePurpose): Promise<Artifact | null> {
    const process = this.#processes[purpose];
    const artifact = await process.request({ type: 'compile', runId: ++this.#lastRunId, name, source, purpose });
    // Exports are rare, and the worker is large.
    if (purpose === 'export' && process.isIdle) process.stop();
    return artifact;
  }

  #plainArtifact(name: string, source: Exclude<ProjectSource, CompilableSource>): Artifact {
    const known = this.#plain.get(source);
    if (known?.name === name) return known;
    const artifact = makePlainArtifact(name, source);
    this.#plain.set(source, artifact);
    return artifact;
  }

  #keep(key: string, artifact: Artifact): void {
    this.#kept.delete(key);
    this.#kept.set(key, artifact);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #say(state: CompilerStatus['state'], text: string): void {
    this.#onStatus({ state, text });
  }
}

const STATE_TEXT = {
  loading: 'compiler loading',
  ready: 'compiler ready',
  failed: 'compiler not loaded',
} as const;

/** Diagnostics about the moment, not about the source. */
function isPassing({ code }: { readonly code: string }): boolean {
  return code === 'compiler-not-loaded' || code === 'compiler-too-slow' || code === 'compiler-failed';
}

function makePlainArtifact(name: string, source: Exclude<ProjectSource, CompilableSource>): Artifact {
  if ('lua' in source) return luaArtifact(name, source.lua);
  const { wasm } = source;
  return wasmArtifact(name, 'base64' in wasm ? includedModule(name, wasm.base64) : fileNotIncluded(name, wasm.file));
}

function progress(loaded: number, total: number): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return `compiler ${megabytes(loaded)} of ${megabytes(total)} MB`;
}

function spawnCompiler(): WorkerPort {
  return new Worker(new URL('./compiler.worker.ts', import.meta.url), { type: 'module', name: 'compiler' });
}
