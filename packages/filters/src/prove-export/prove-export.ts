import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { type Artifact, luaArtifact, wasmArtifact } from '../compile/artifact.ts';
import { exportedFilters } from '../export/envoy-filter.ts';
import type { EnvoyFilterOptions } from '../export/envoy-filter-options.ts';
import type { ExportModules, ExportNote } from '../export/export-note.ts';
import { namePrefix } from '../export/exported-name.ts';
import { istioChain } from '../export/istio-chains.ts';
import { applyPatches, type PatchedProxy } from '../import/apply-patches.ts';
import { readEnvoyFilter } from '../import/envoy-filter.ts';
import { type EnvoyObject, field, fieldAt, isMessage, withField, withFieldAt } from '../project/envoy-fields.ts';
import { filterCode, LUA_CODE, WASM_CODE } from '../project/filter-code.ts';
import { type HttpFilterConfig, httpFilters } from '../project/http-filters.ts';
import { type Opened, refused } from '../project/problem.ts';
import type { Project, ProjectSource } from '../project/project.ts';
import { runScenario } from '../run-scenario.ts';
import { differingFields } from './differing-fields.ts';
import { looseNotes } from './loose-values.ts';
import { proofNotes, uncheckedNotes } from './proof-notes.ts';

/** One place in the proxy's chain after the patches: whose filter stands there. */
export type Landing = { readonly name: string; readonly patch: number | null };

/** An export that was read back, applied and run, and what the runs showed. */
export type ExportProof = {
  readonly lands: readonly Landing[];
  readonly scenarios: number;
  readonly notes: readonly ExportNote[];
};

/** What is run when a project has no scenario: whether Envoy takes the configuration at all. */
const LOADING: Project['scenarios'][number] = { name: 'loading', requests: [] };

/**
 * Reads an exported EnvoyFilter back, applies it to Istio's own chain and runs every scenario with what came out: each
 * result must equal that of the project itself.
 *
 * Problem codes: `proof-not-readable`, `proof-filter-lost`, `config-rejected`, `proof-differs`.
 */
export function proveExport(
  project: Project,
  yaml: string,
  options: EnvoyFilterOptions,
  modules: ExportModules,
): Opened<ExportProof> {
  const read = readEnvoyFilter(yaml);
  if (!read.ok)
    return refused({
      code: 'proof-not-readable',
      path: '',
      message: read.problems[0]?.message ?? '',
      hint: 'This is a defect of the exporter: please report it with the project.',
    });
  const anchor = options.place.at === 'before' || options.place.at === 'after' ? options.place.filter : null;
  const proxy = applyPatches(istioChain(options.context, anchor), options.context, read.value);
  const landed = proxy.httpFilters.filter((f) => proxy.origin.has(f));
  const names = landed.map((f) => String(f['name']));
  const expected = exportedFilters(project).map((f) => namePrefix(options) + f.name);
  if (names.join('\n') !== expected.join('\n')) {
    return refused({
      code: 'proof-filter-lost',
      path: '/options/place',
      message: `After the patches the chain holds ${names.length === 0 ? 'none of the filters' : names.join(', ')}, not ${expected.join(', ')}.`,
      hint: 'Choose a place that exists in the chain, such as before the router.',
    });
  }
  const scenarios = project.scenarios.length > 0 ? project.scenarios : [LOADING];
  const own = withoutLeftOut({ ...project, scenarios });
  const readBack = projectFrom(own, proxy, landed, { options, modules });
  const artifacts = artifactsOf(project, modules);
  const compared = compareScenarios(own, artifacts, readBack);
  if (!compared.ok) return compared;
  return {
    ok: true,
    value: {
      lands: proxy.httpFilters.map((f) => ({ name: String(f['name']), patch: proxy.origin.get(f) ?? null })),
      scenarios: project.scenarios.length,
      notes: [
        ...looseNotes(project, artifacts),
        ...uncheckedNotes(project),
        ...proofNotes(compared.value, new Set(proxy.clusters.map((cluster) => cluster['name']))),
      ],
    },
  };
}

/** The project without the filters that an export leaves out: what they say when they are loaded is no part of it. */
function withoutLeftOut(project: Project): Project {
  const kept = new Set<unknown>(exportedFilters(project));
  const http_filters = httpFilters(project).filter((f) => kept.has(f) || filterCode(f).kind === 'router');
  return {
    ...project,
    http_connection_manager: withField(project.http_connection_manager, 'http_filters', http_filters),
  };
}

/** Runs each scenario with the project and with what was read back. The answer: the project's own results. */
function compareScenarios(
  project: Project,
  artifacts: Artifacts,
  readBack: { readonly project: Project; readonly artifacts: Artifacts },
): Opened<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const { name } of project.scenarios) {
    const wanted = run(project, name, artifacts);
    if (wanted.outcome === 'rejected') {
      return refused({
        code: 'config-rejected',
        path: '/http_connection_manager',
        message: `Envoy refuses this configuration: ${wanted.reason ?? ''}`,
        hint: 'Mend it in the workbench first: in a mesh the whole listener would be refused.',
      });
    }
    const given = run(readBack.project, name, readBack.artifacts);
    const fields = differingFields(wanted, given);
    if (fields.length > 0) {
      const why = given.reason !== null && given.reason !== wanted.reason ? ` (${given.reason})` : '';
      return refused({
        code: 'proof-differs',
        path: `/scenarios/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        message: `With the exported configuration the scenario "${name}" differs in ${fields.join(', ')}${why}.`,
        hint: 'The export would lose something that the chain needs: code that a script loads by itself, or a defect of the exporter, to be reported with the project.',
      });
    }
    results.push(wanted);
  }
  return { ok: true, value: results };
}

type Artifacts = readonly Artifact[];

function run(project: Project, scenario: string, artifacts: Artifacts): ScenarioResult {
  return runScenario(project, scenario, artifacts).result;
}

/** The code of the project itself: its scripts, and the modules that were handed in. */
function artifactsOf(project: Project, modules: ExportModules): Artifacts {
  const artifacts: Artifact[] = [];
  for (const [name, source] of Object.entries(project.sources)) {
    const module = Object.hasOwn(modules, name) ? modules[name] : undefined;
    if ('lua' in source) artifacts.push(luaArtifact(name, source.lua));
    else if (module) artifacts.push(moduleArtifact(name, module.bytes));
  }
  return artifacts;
}

function moduleArtifact(name: string, bytes: Uint8Array<ArrayBuffer>): Artifact {
  return wasmArtifact(name, { wasm: bytes, sourceMap: null, diagnostics: [], compilerFailed: false });
}

/** What was read back from the patches, becoming a project. */
type ReadBack = { readonly sources: Record<string, ProjectSource>; readonly artifacts: Artifact[] };

/** The project whose filters are those of the patched proxy, its code taken from the patches alone. */
function projectFrom(
  project: Project,
  proxy: PatchedProxy,
  landed: readonly EnvoyObject[],
  delivered: Delivered,
): { project: Project; artifacts: Artifacts } {
  const back: ReadBack = { sources: {}, artifacts: [] };
  const prefix = namePrefix(delivered.options);
  const filters = landed.map((filter, index): HttpFilterConfig => {
    const fullName = String(filter['name']);
    const holder = field(filter, 'config_discovery') ? proxy.extensions.get(fullName) : filter;
    const typed = field(holder, 'typed_config');
    const config = isMessage(typed) ? { typed_config: codeBackToSource(typed, `code-${index}`, back, delivered) } : {};
    const disabled = filter['disabled'] === true ? { disabled: true } : {};
    const is_optional = field(filter, 'is_optional') === true ? { is_optional: true } : {};
    return { name: fullName.slice(prefix.length), ...config, ...disabled, ...is_optional };
  });
  const router = httpFilters(project).filter((f) => filterCode(f).kind === 'router');
  const http_connection_manager = {
    ...withPerRoute(project.http_connection_manager, filters, proxy, prefix),
    http_filters: [...filters, ...router],
  };
  return { project: { ...project, sources: back.sources, http_connection_manager }, artifacts: back.artifacts };
}

/**
 * The connection manager whose routes say about the exported filters only what the patches say: everything that the project's own
 * routes said about them is taken out first.
 */
function withPerRoute(
  manager: EnvoyObject,
  filters: readonly HttpFilterConfig[],
  proxy: PatchedProxy,
  prefix: string,
): EnvoyObject {
  const names = new Set(filters.map((one) => one.name));
  const merged = Object.fromEntries(
    Object.entries(proxy.virtualHostFilters).map(([name, config]) => [name.slice(prefix.length), config]),
  );
  const cleaned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(cleaned);
    if (!isMessage(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item)]));
    const configs = field(copy, 'typed_per_filter_config');
    if (!isMessage(configs)) return copy;
    return withField(
      copy,
      'typed_per_filter_config',
      Object.fromEntries(Object.entries(configs).filter(([name]) => !names.has(name))),
    );
  };
  const routeConfig = cleaned(field(manager, 'route_config'));
  const hosts = field(routeConfig, 'virtual_hosts');
  if (!isMessage(routeConfig) || !Array.isArray(hosts)) return manager;
  const patched = hosts.filter(isMessage).map((host) => {
    const own = field(host, 'typed_per_filter_config');
    return withField(host, 'typed_per_filter_config', { ...(isMessage(own) ? own : {}), ...merged });
  });
  return withField(manager, 'route_config', withField(routeConfig, 'virtual_hosts', patched));
}

function codeBackToSource(typed: EnvoyObject, name: string, back: ReadBack, delivered: Delivered): EnvoyObject {
  const lua = fieldAt(typed, ...LUA_CODE, 'inline_string');
  if (typeof lua === 'string') {
    back.sources[name] = { lua };
    back.artifacts.push(luaArtifact(name, lua));
    return withFieldAt(typed, [...LUA_CODE], { filename: `sources/${name}` });
  }
  const bytes = moduleBytes(typed, delivered);
  if (!bytes) return typed;
  back.sources[name] = { wasm: { file: `${name}.wasm` } };
  back.artifacts.push(moduleArtifact(name, bytes));
  return withFieldAt(typed, [...WASM_CODE], { local: { filename: `sources/${name}` } });
}

/** What the proxy finds outside of the YAML: modules by URL and checksum, and files. */
type Delivered = { readonly options: EnvoyFilterOptions; readonly modules: ExportModules };

function moduleBytes(typed: EnvoyObject, { options, modules }: Delivered): Uint8Array<ArrayBuffer> | null {
  const inline = fieldAt(typed, ...WASM_CODE, 'local', 'inline_bytes');
  if (typeof inline === 'string') return base64ToBytes(inline);
  const sha256 = fieldAt(typed, ...WASM_CODE, 'remote', 'sha256');
  const path = fieldAt(typed, ...WASM_CODE, 'local', 'filename');
  const atPath = Object.entries(options.wasm ?? {}).find(([, d]) => d.by === 'file' && d.path === path)?.[0];
  const found = Object.entries(modules).find(([name, module]) => name === atPath || module.sha256 === sha256);
  return found?.[1].bytes ?? null;
}
