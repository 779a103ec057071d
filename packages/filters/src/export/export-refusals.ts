import { type EnvoyObject, field, isMessage } from '../project/envoy-fields.ts';
import { filterCode } from '../project/filter-code.ts';
import { type HttpFilterConfig, httpFilters } from '../project/http-filters.ts';
import type { Problem } from '../project/problem.ts';
import type { Project } from '../project/project.ts';
import { deliveryOf, type EnvoyFilterOptions } from './envoy-filter-options.ts';
import type { ExportModules } from './export-note.ts';
import { namedSources, scriptText } from './inline-code.ts';
import { ROUTER_NAME } from './istio-chains.ts';
import { perRouteFilters } from './per-route-filters.ts';

const FILTERS = '/http_connection_manager/http_filters';
const ROUTES = '/http_connection_manager/route_config';

/** More inline bytes than this do not fit into the cluster's store (measured: about 1 MB raw). */
const INLINE_CEILING = 1_000_000;
/** As JSON; the store takes 1.5 MiB with what Kubernetes itself adds. */
const OBJECT_CEILING = 1_400_000;

/** Why the chain can't be exported: what the mesh would not take, or what would get lost on the way. */
export function exportRefusals(
  project: Project,
  exported: readonly HttpFilterConfig[],
  options: EnvoyFilterOptions,
  modules: ExportModules,
): Problem[] {
  return [
    ...chainRefusals(project, exported),
    ...placeRefusals(options),
    ...optionRefusals(project, options),
    ...exported.flatMap((filter) => codeRefusals(project, filter, options, modules)),
    ...duplicateRefusals(exported, options),
    ...clusterRefusals(project),
  ];
}

/** Why a finished object can't be stored as it is. Problem codes: `not-text`, `not-a-number`, `export-too-large`. */
export function objectRefusals(object: EnvoyObject): Problem[] {
  const problems: Problem[] = [];
  checkValues(object, '', problems);
  const size = new TextEncoder().encode(JSON.stringify(object)).length;
  if (problems.length === 0 && size > OBJECT_CEILING) {
    problems.push({
      code: 'export-too-large',
      path: '',
      message: `The EnvoyFilter has ${size} bytes; a cluster stores about ${OBJECT_CEILING}.`,
      hint: 'Choose a remote URL or a file path for the larger modules.',
    });
  }
  return problems;
}

function chainRefusals(project: Project, exported: readonly HttpFilterConfig[]): Problem[] {
  const entries = project.http_connection_manager['http_filters'];
  const unnamed = (Array.isArray(entries) ? entries : []).findIndex(
    (entry) => !isMessage(entry) || typeof entry['name'] !== 'string' || entry['name'] === '',
  );
  if (unnamed >= 0) {
    return [
      {
        code: 'unnamed-filter',
        path: `${FILTERS}/${unnamed}`,
        message: 'This entry of the chain has no name, so it is no filter.',
        hint: 'Give it a name, or remove it.',
      },
    ];
  }
  if (exported.length === 0) {
    return [
      {
        code: 'no-filters',
        path: FILTERS,
        message: 'There is nothing to export: no enabled filter stands before the router.',
        hint: 'Add a filter or enable one.',
      },
    ];
  }
  return [...routerRefusals(project), ...perRouteRefusals(project, exported)];
}

/** The mesh's chain ends with a router; a chain that does not is another one. */
function routerRefusals(project: Project): Problem[] {
  const enabled = httpFilters(project).filter((f) => f.disabled !== true);
  const routers = enabled.filter((f) => filterCode(f).kind === 'router');
  const last = enabled.at(-1);
  if (routers.length === 1 && last && filterCode(last).kind === 'router') return [];
  return [
    {
      code: 'router-not-last',
      path: FILTERS,
      message: 'Envoy takes a chain that ends with its only router; this one does not.',
      hint: 'Put one router at the end of the chain.',
    },
  ];
}

function perRouteRefusals(project: Project, exported: readonly HttpFilterConfig[]): Problem[] {
  const { partly, everywhere } = perRouteFilters(project);
  const lost = exported
    .filter((f) => partly.has(f.name))
    .map((f) => ({
      code: 'per-route-config',
      path: ROUTES,
      message: `Some routes of this project configure "${f.name}" (typed_per_filter_config), others do not; the mesh has routes of its own, so the export would lose that.`,
      hint: "Give every virtual host the same configuration, or move it into the filter's own.",
    }));
  const sources = exported.flatMap((f) => namedSources(everywhere.get(f.name)).map((name) => [f.name, name] as const));
  const missing = sources.filter(([, name]) => scriptText(project, name) === null);
  return [...lost, ...missing.map(([filter, name]) => unknownSource(filter, name, 'a Lua source'))];
}

/** Names of Istio's filters before 1.19, which match nothing any more. */
const LEGACY_NAMES: Readonly<Record<string, string>> = {
  'envoy.router': ROUTER_NAME,
  'envoy.lua': 'envoy.filters.http.lua',
  'envoy.cors': 'envoy.filters.http.cors',
  'envoy.fault': 'envoy.filters.http.fault',
  'envoy.ext_authz': 'envoy.filters.http.ext_authz',
  'envoy.rate_limit': 'envoy.filters.http.ratelimit',
  'envoy.grpc_web': 'envoy.filters.http.grpc_web',
  'envoy.csrf': 'envoy.filters.http.csrf',
  'envoy.buffer': 'envoy.filters.http.buffer',
  'envoy.health_check': 'envoy.filters.http.health_check',
};

function placeRefusals({ place }: EnvoyFilterOptions): Problem[] {
  if (place.at !== 'before' && place.at !== 'after') return [];
  const newer = Object.hasOwn(LEGACY_NAMES, place.filter) ? LEGACY_NAMES[place.filter] : undefined;
  if (newer !== undefined) {
    return [
      {
        code: 'legacy-name',
        path: '/options/place/filter',
        message: `Istio has matched no filter by the old name ${place.filter} since 1.19.`,
        hint: `Its name is ${newer}.`,
      },
    ];
  }
  if (place.at !== 'after' || place.filter !== ROUTER_NAME) return [];
  return [
    {
      code: 'after-router',
      path: '/options/place',
      message: 'Behind the router Envoy refuses every filter, and with it the whole listener.',
      hint: 'Choose the place before the router.',
    },
  ];
}

/** A delivery for a module that the chain does not run is a slip of the pen. */
function optionRefusals(project: Project, options: EnvoyFilterOptions): Problem[] {
  const sources = Object.keys(options.wasm ?? {}).filter((name) => {
    const source = Object.hasOwn(project.sources, name) ? project.sources[name] : undefined;
    return source === undefined || 'lua' in source;
  });
  return sources.map((name) => ({
    code: 'unknown-source',
    path: `/options/wasm/${pointerToken(name)}`,
    message: `The project has no module named "${name}".`,
    hint: `Its modules: ${
      Object.entries(project.sources)
        .filter(([, source]) => !('lua' in source))
        .map(([known]) => known)
        .join(', ') || 'none'
    }.`,
  }));
}

function codeRefusals(
  project: Project,
  filter: HttpFilterConfig,
  options: EnvoyFilterOptions,
  modules: ExportModules,
): Problem[] {
  const code = filterCode(filter);
  if (code.kind !== 'wasm') {
    return namedSources(field(filter, 'typed_config'))
      .filter((name) => scriptText(project, name) === null)
      .map((name) => unknownSource(filter.name, name, 'a Lua source'));
  }
  if (code.source === null) return [];
  const source = Object.hasOwn(project.sources, code.source) ? project.sources[code.source] : undefined;
  if (!source || 'lua' in source) return [unknownSource(filter.name, code.source, 'a Wasm module')];
  const path = `/sources/${code.source}`;
  const module = Object.hasOwn(modules, code.source) ? modules[code.source] : undefined;
  if (!module) {
    return [
      {
        code: 'no-module',
        path,
        message: `The module of "${filter.name}" is not here: it has not been compiled or uploaded.`,
        hint: 'Mend its compile errors, then export again.',
      },
    ];
  }
  if (deliveryOf(code.source, options).by === 'inline' && module.bytes.length > INLINE_CEILING) {
    return [
      {
        code: 'module-too-large',
        path,
        message: `The module of "${filter.name}" has ${module.bytes.length} bytes; about 1,000,000 fit inline.`,
        hint: 'Choose a remote URL or a file path for it.',
      },
    ];
  }
  return [];
}

function unknownSource(filter: string, source: string, kind: string): Problem {
  return {
    code: 'unknown-source',
    path: `/sources/${source}`,
    message: `"${filter}" runs sources/${source}, which is not ${kind} of this project.`,
    hint: 'Correct the filename in its configuration.',
  };
}

/** Envoy finds discovered configurations by the filter's name: two of one name would both get the same. */
function duplicateRefusals(exported: readonly HttpFilterConfig[], options: EnvoyFilterOptions): Problem[] {
  const names = exported.map((f) => f.name);
  const remote = exported.filter((f) => {
    const code = filterCode(f);
    return code.kind === 'wasm' && code.source !== null && deliveryOf(code.source, options).by === 'remote';
  });
  const twice = new Set(remote.map((f) => f.name).filter((name) => names.indexOf(name) !== names.lastIndexOf(name)));
  return [...twice].map((name) => ({
    code: 'duplicate-name',
    path: FILTERS,
    message: `Several filters are named "${name}"; one with a remote module is found by its name alone.`,
    hint: 'Rename one of them.',
  }));
}

/** Envoy takes a name once; Istio would send the first and drop the others without a word. */
function clusterRefusals(project: Project): Problem[] {
  const names = (project.clusters ?? []).map((cluster) => cluster['name']);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice < 0) return [];
  return [
    {
      code: 'duplicate-cluster',
      path: `/clusters/${twice}`,
      message: `Several clusters are named "${String(names[twice])}".`,
      hint: 'Rename or remove one of them.',
    },
  ];
}

function checkValues(value: unknown, path: string, problems: Problem[]): void {
  if (problems.length >= 20) return;
  if (typeof value === 'string' && !value.isWellFormed()) {
    problems.push({
      code: 'not-text',
      path,
      message: 'This text holds half of a character (a lone surrogate), which no file can carry.',
      hint: 'Remove it; bytes that are no text are written as inline_bytes, in base64.',
    });
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    problems.push({
      code: 'not-a-number',
      path,
      message: `The number is ${value}, which JSON, and so Kubernetes, cannot carry.`,
      hint: 'Write it as Envoy takes it in JSON: a string such as "Infinity".',
    });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const inner = `${path}/${pointerToken(key)}`;
    checkValues(key, inner, problems);
    checkValues(item, inner, problems);
  }
}

function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
