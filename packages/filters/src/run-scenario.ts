import { textToByteString } from '@chainwright/runtime/http/byte-string';
import type { ChainEntry } from '@chainwright/runtime/http-connection-manager/filter-chain';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import { SimulatedServer } from '@chainwright/runtime/server/simulated-server';
import { foldScenarioResult } from '@chainwright/runtime/trace/fold-scenario-result';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import { type TraceLimits, TraceRecorder } from '@chainwright/runtime/trace/trace-recorder';
import { resolveFilter } from './catalog/catalog.ts';
import { checkPerRouteTypes } from './catalog/check-per-route-types.ts';
import type { FilterSource } from './catalog/filter-extension.ts';
import { ProcessState } from './catalog/process-state.ts';
import { unwrapTypedStructs } from './catalog/unwrap-typed-structs.ts';
import type { Artifact } from './compile/artifact.ts';
import { readSourceMap } from './compile/source-map.ts';
import { DEFAULT_NODE } from './project/default-node.ts';
import { evaluateExpectations } from './project/expectations.ts';
import { filterCode } from './project/filter-code.ts';
import { type HttpFilterConfig, httpFilters } from './project/http-filters.ts';
import type { Project, ProjectScenario } from './project/project.ts';

/** What a scenario came to, and everything that happened. */
export type ScenarioRun = { readonly result: ScenarioResult; readonly trace: PackedTrace };

type ArtifactsByName = ReadonlyMap<string, Artifact>;

/** How a scenario is run. */
export type RunOptions = {
  /** Called before every filter that is made, every task, and when the result is made: a sign of life for whoever watches the run. */
  readonly onProgress?: () => void;
  /** What the trace keeps: `results` is enough for the result, and much less for very many requests. */
  readonly detail?: TraceLimits['detail'];
};

/**
 * Runs one scenario of a project on a fresh simulated Envoy. What a user's filter does wrong is data in the trace.
 * The same project, scenario and artifacts always give the same trace.
 *
 * Throws a RangeError when the project has no scenario of that name.
 */
export function runScenario(
  project: Project,
  scenarioName: string,
  artifacts: readonly Artifact[],
  { onProgress = () => undefined, detail = 'everything' }: RunOptions = {},
): ScenarioRun {
  const scenario = project.scenarios.find((one) => one.name === scenarioName);
  if (!scenario) throw new RangeError(`the project has no scenario "${scenarioName}"`);
  const recorder = new TraceRecorder({ detail });
  const byName = new Map(artifacts.map((one) => [one.name, one]));
  const broken = sourceWithoutCode(project, byName);
  if (broken === null) serve(project, scenario, byName, recorder, onProgress);
  onProgress();
  const trace = recorder.pack();
  onProgress();
  const folded = foldScenarioResult(new TraceReader(trace), { scenario: scenario.name, engine: 'simulator' });
  const result: ScenarioResult = broken === null ? folded : { ...folded, outcome: 'stopped', reason: broken };
  return { result: { ...result, expectations: evaluateExpectations(scenario.expect ?? [], result) }, trace };
}

function serve(
  project: Project,
  scenario: ProjectScenario,
  artifacts: ArtifactsByName,
  recorder: TraceRecorder,
  onProgress: () => void,
): void {
  let chain: readonly ChainEntry[];
  const httpConnectionManager = unwrapTypedStructs(project.http_connection_manager);
  try {
    checkPerRouteTypes(httpConnectionManager);
    chain = buildChain(project, artifacts, onProgress);
  } catch (error) {
    if (!(error instanceof ConfigRejected)) throw error;
    recorder.emitter().emit({ kind: 'config-rejected', message: error.message });
    return;
  }
  const server = new SimulatedServer({
    httpConnectionManager,
    listener: project.listener,
    node: { ...DEFAULT_NODE, ...project.node },
    clusters: project.clusters,
    answers: { ...project.upstreams, ...scenario.upstreams },
    chain,
    scenario,
    recorder,
    onTask: onProgress,
  });
  server.run();
}

/** The chain as the connection manager takes it; optional filters of unknown types are left out, as in Envoy. */
function buildChain(project: Project, artifacts: ArtifactsByName, onProgress: () => void): ChainEntry[] {
  const process = new ProcessState();
  const sources = new Map<string, FilterSource | undefined>();
  const source = (name: string): FilterSource | undefined => {
    if (!sources.has(name)) sources.set(name, filterSource(artifacts.get(name)));
    return sources.get(name);
  };
  const filters = httpFilters(project);
  return filters.flatMap((filter): ChainEntry[] => {
    const resolved = resolveFilter(filter);
    if (resolved === null) return [];
    const { extension, config } = resolved;
    return [
      {
        name: filter.name,
        type: extension.name,
        disabled: filter.disabled === true,
        terminal: extension.kind === 'terminal',
        createFactory: (context) => {
          onProgress();
          return extension.createFactory(config, {
            ...context,
            filterName: filter.name,
            process,
            source,
            chain: filters,
            node: { ...DEFAULT_NODE, ...project.node },
            clusters: project.clusters ?? [],
            listener: project.listener ?? {},
          });
        },
      },
    ];
  });
}

const places = new WeakMap<Artifact, FilterSource>();

/** An artifact as filters load it; the same object each time, so that what is derived from it can be kept. */
function filterSource(artifact: Artifact | undefined): FilterSource | undefined {
  if (artifact === undefined) return undefined;
  const known = places.get(artifact);
  if (known) return known;
  const made = makeFilterSource(artifact);
  if (made) places.set(artifact, made);
  return made;
}

function makeFilterSource({ name, lua, wasm, sourceMap }: Artifact): FilterSource | undefined {
  if (lua !== null) return { kind: 'lua', name, text: textToByteString(lua) };
  if (wasm === null) return undefined;
  const map = sourceMap === null ? null : readSourceMap(sourceMap);
  const mapOffset =
    map &&
    ((offset: number) => {
      const place = map.placeAt(offset);
      return place && { id: place.source, line: place.line, column: place.column };
    });
  return { kind: 'wasm', name, bytes: wasm, mapOffset };
}

/** Why the chain cannot run: a source that it names has no code because it did not compile; null when all have. */
function sourceWithoutCode(project: Project, artifacts: ArtifactsByName): string | null {
  for (const filter of httpFilters(project)) {
    const artifact = artifacts.get(sourceOf(filter) ?? '');
    if (!artifact || artifact.lua !== null || artifact.wasm !== null) continue;
    const error = artifact.diagnostics.find((one) => one.severity === 'error');
    return `sources/${artifact.name} does not compile${error ? `: ${error.message}` : ''}`;
  }
  return null;
}

function sourceOf(filter: HttpFilterConfig): string | null {
  const code = filterCode(filter);
  return code.kind === 'lua' || code.kind === 'wasm' ? code.source : null;
}
