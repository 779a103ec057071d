import { bytesToBase64 } from '@chainwright/runtime/http/byte-string';
import { type EnvoyObject, field, isMessage, withFieldAt } from '../project/envoy-fields.ts';
import { filterCode, LUA_CODE, sourceName, WASM_CODE } from '../project/filter-code.ts';
import { type HttpFilterConfig, httpFilters } from '../project/http-filters.ts';
import type { Opened, Problem } from '../project/problem.ts';
import type { Project } from '../project/project.ts';
import { calloutClusters } from './callout-clusters.ts';
import type { EnvoyFilterOptions, WasmDelivery } from './envoy-filter-options.ts';
import type { ExportModules, ExportNote } from './export-note.ts';
import { CONNECTION_MANAGER_NAME, ROUTER_NAME } from './istio-chains.ts';
import { perRouteFilters } from './per-route-filters.ts';

/** One entry of `spec.configPatches`. */
export type ConfigPatch = { readonly applyTo: string; readonly match: EnvoyObject; readonly patch: EnvoyObject };

/** An EnvoyFilter object, and what to know about it. */
export type EnvoyFilterExport = {
  readonly object: EnvoyObject;
  readonly patches: readonly ConfigPatch[];
  /** For each patch the sentence that stands above it. */
  readonly comments: readonly string[];
  /** Names of the filters as they stand in the proxy, in chain order. */
  readonly filterNames: readonly string[];
  readonly notes: readonly ExportNote[];
};

/** More inline bytes than this do not fit into the cluster's store (measured: about 1 MB raw). */
const INLINE_CEILING = 1_000_000;

/**
 * Writes the chain of a project as one Istio EnvoyFilter. The router and disabled filters stay out.
 *
 * Istio: networking.istio.io/v1alpha3 EnvoyFilter.
 * Problem codes: `no-filters`, `unknown-source`, `no-module`, `per-route-config`, `module-too-large`.
 */
export function exportEnvoyFilter(
  project: Project,
  options: EnvoyFilterOptions,
  modules: ExportModules,
): Opened<EnvoyFilterExport> {
  const all = httpFilters(project);
  const exported = all.filter((f) => f.disabled !== true && filterCode(f).kind !== 'router');
  const problems = [
    ...chainProblems(project, exported),
    ...exported.flatMap((f) => codeProblems(project, f, options, modules)),
  ];
  if (problems.length > 0) return { ok: false, problems };

  const parts = exported.map((filter) => filterPatches(project, filter, options, modules));
  const ordered = insertsReversed(options) ? [...parts].reverse() : parts;
  const callouts = calloutClusters(project);
  const written = [
    ...ordered.flat(),
    ...perRoutePatches(project, exported, options),
    ...callouts.patches(options.context),
  ];
  return {
    ok: true,
    value: {
      object: envoyFilterObject(options, written),
      patches: written.map(({ comment: _, ...patch }) => patch),
      comments: written.map((p, i) => `${i + 1} of ${written.length}: ${p.comment}`),
      filterNames: exported.map((f) => exportedName(f, options)),
      notes: [
        ...disabledNotes(all),
        ...sizeNotes(exported, options, modules),
        ...callouts.notes,
        ...placeNotes(options),
      ],
    },
  };
}

type WrittenPatch = ConfigPatch & { readonly comment: string };

function envoyFilterObject(options: EnvoyFilterOptions, written: readonly WrittenPatch[]): EnvoyObject {
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: options.name, namespace: options.namespace },
    spec: {
      // Any priority silences Istio's analyzer message about relative operations (IST0151).
      priority: options.priority ?? 10,
      ...(Object.keys(options.workload).length > 0 ? { workloadSelector: { labels: options.workload } } : {}),
      configPatches: written.map(({ comment: _, ...patch }) => patch),
    },
  };
}

/** Names in the proxy carry the namespace: two EnvoyFilters must not meet in one ECDS name. */
function exportedName(filter: HttpFilterConfig, options: EnvoyFilterOptions): string {
  return `${options.namespace}.${filter.name}`;
}

/** INSERT_FIRST and INSERT_AFTER put each next patch before the one that came earlier. */
function insertsReversed(options: EnvoyFilterOptions): boolean {
  return options.place.at === 'first' || options.place.at === 'after';
}

function filterPatches(
  project: Project,
  filter: HttpFilterConfig,
  options: EnvoyFilterOptions,
  modules: ExportModules,
): WrittenPatch[] {
  const name = exportedName(filter, options);
  const code = filterCode(filter);
  const config = field(filter, 'typed_config') as EnvoyObject;
  if (code.kind === 'wasm' && code.source !== null) {
    const delivery = deliveryOf(code.source, options);
    const module = modules[code.source];
    if (module && delivery.by === 'remote') {
      const remote = { http_uri: { uri: delivery.url, timeout: '10s' }, sha256: module.sha256 };
      const typed = withFieldAt(config, [...WASM_CODE], { remote });
      return [insertPatch(name, filter.name, options, discovered()), extensionPatch(name, filter.name, options, typed)];
    }
    const local =
      module && delivery.by === 'inline'
        ? { inline_bytes: bytesToBase64(module.bytes) }
        : { filename: delivery.by === 'file' ? delivery.path : '' };
    return [insertPatch(name, filter.name, options, { typed_config: withFieldAt(config, [...WASM_CODE], { local }) })];
  }
  const typed =
    code.kind === 'lua' && code.source !== null
      ? withFieldAt(config, [...LUA_CODE], { inline_string: luaText(project, code.source) })
      : config;
  return [insertPatch(name, filter.name, options, { typed_config: typed })];
}

/**
 * A filter whose configuration comes by discovery: Istio's agent fetches the module. RBAC stands in the list because the
 * agent sends an RBAC configuration in its place when the download fails.
 */
function discovered(): EnvoyObject {
  return {
    config_discovery: {
      config_source: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' },
      type_urls: [
        'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm',
        'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
      ],
    },
  };
}

function insertPatch(name: string, filter: string, options: EnvoyFilterOptions, value: EnvoyObject): WrittenPatch {
  const { place } = options;
  const operation = {
    'before-router': 'INSERT_BEFORE',
    first: 'INSERT_FIRST',
    before: 'INSERT_BEFORE',
    after: 'INSERT_AFTER',
  }[place.at];
  const anchor = place.at === 'before' || place.at === 'after' ? place.filter : ROUTER_NAME;
  const inner = place.at === 'first' ? {} : { subFilter: { name: anchor } };
  return {
    applyTo: 'HTTP_FILTER',
    match: {
      context: options.context,
      listener: {
        ...(options.port === undefined ? {} : { portNumber: options.port }),
        filterChain: { filter: { name: CONNECTION_MANAGER_NAME, ...inner } },
      },
    },
    patch: { operation, value: { name, ...value } },
    comment: filter,
  };
}

/**
 * Per-route configuration that holds for every request, merged into every virtual host: Istio's routes are its own. The
 * key is the filter's name in the proxy.
 */
function perRoutePatches(
  project: Project,
  exported: readonly HttpFilterConfig[],
  options: EnvoyFilterOptions,
): WrittenPatch[] {
  const { everywhere } = perRouteFilters(project);
  const configs = exported.flatMap((filter): [string, EnvoyObject][] => {
    const config = everywhere.get(filter.name);
    return config ? [[exportedName(filter, options), withInlineScripts(project, config)]] : [];
  });
  if (configs.length === 0) return [];
  // A gateway's routes are matched by the port of its Gateway, which is not the port that it is bound to.
  const port =
    options.port === undefined || options.context === 'GATEWAY'
      ? {}
      : { routeConfiguration: { portNumber: options.port } };
  return [
    {
      applyTo: 'VIRTUAL_HOST',
      match: { context: options.context, ...port },
      patch: { operation: 'MERGE', value: { typed_per_filter_config: Object.fromEntries(configs) } },
      comment: `what the routes say about ${configs.map(([name]) => name).join(', ')}`,
    },
  ];
}

/** Scripts that a per-route configuration names by `sources/NAME` stand in it. */
function withInlineScripts(project: Project, config: EnvoyObject): EnvoyObject {
  return JSON.parse(JSON.stringify(config), (_, value: unknown) => {
    const name = isMessage(value) && Object.keys(value).length === 1 ? sourceName(field(value, 'filename')) : null;
    return name === null ? value : { inline_string: luaText(project, name) };
  }) as EnvoyObject;
}

function extensionPatch(name: string, filter: string, options: EnvoyFilterOptions, typed: EnvoyObject): WrittenPatch {
  return {
    applyTo: 'EXTENSION_CONFIG',
    match: { context: options.context },
    patch: { operation: 'ADD', value: { name, typed_config: typed } },
    comment: `${filter}, its configuration`,
  };
}

function deliveryOf(source: string, options: EnvoyFilterOptions): WasmDelivery {
  const wasm = options.wasm;
  return (wasm && Object.hasOwn(wasm, source) ? wasm[source] : undefined) ?? { by: 'inline' };
}

function luaText(project: Project, source: string): string {
  const found = Object.hasOwn(project.sources, source) ? project.sources[source] : undefined;
  return found && 'lua' in found ? found.lua : '';
}

function chainProblems(project: Project, exported: readonly HttpFilterConfig[]): Problem[] {
  if (exported.length === 0) {
    return [
      {
        code: 'no-filters',
        path: '/http_connection_manager/http_filters',
        message: 'There is nothing to export: no enabled filter stands before the router.',
        hint: 'Add a filter or enable one.',
      },
    ];
  }
  const { partly } = perRouteFilters(project);
  return exported
    .filter((f) => partly.has(f.name))
    .map((f) => ({
      code: 'per-route-config',
      path: '/http_connection_manager/route_config',
      message: `Some routes of this project configure "${f.name}" (typed_per_filter_config), others do not; the mesh has routes of its own, so the export would lose that.`,
      hint: "Give every virtual host the same configuration, or move it into the filter's own.",
    }));
}

function codeProblems(
  project: Project,
  filter: HttpFilterConfig,
  options: EnvoyFilterOptions,
  modules: ExportModules,
): Problem[] {
  const code = filterCode(filter);
  if (code.kind !== 'lua' && code.kind !== 'wasm') return [];
  const path = `/sources/${code.source ?? ''}`;
  if (code.source === null) return [];
  const source = Object.hasOwn(project.sources, code.source) ? project.sources[code.source] : undefined;
  if (!source || (code.kind === 'lua') !== 'lua' in source) {
    return [
      {
        code: 'unknown-source',
        path,
        message: `"${filter.name}" runs sources/${code.source}, which is not ${code.kind === 'lua' ? 'a Lua source' : 'a Wasm module'} of this project.`,
        hint: 'Correct the filename in its configuration.',
      },
    ];
  }
  if (code.kind === 'lua') return [];
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

function disabledNotes(filters: readonly HttpFilterConfig[]): ExportNote[] {
  return filters
    .filter((f) => f.disabled === true)
    .map((f) => ({ code: 'CW204', severity: 'info', message: `${f.name} is left out, because it is disabled here.` }));
}

function sizeNotes(
  filters: readonly HttpFilterConfig[],
  options: EnvoyFilterOptions,
  modules: ExportModules,
): ExportNote[] {
  const inline = filters.flatMap((f) => {
    const code = filterCode(f);
    return code.kind === 'wasm' && code.source !== null && deliveryOf(code.source, options).by === 'inline'
      ? [modules[code.source]?.bytes.length ?? 0]
      : [];
  });
  const total = inline.reduce((sum, n) => sum + n, 0);
  if (total < 200_000) return [];
  return [
    {
      code: 'CW231',
      severity: 'warning',
      message: `${total} bytes of modules stand inline: use kubectl apply --server-side, and a remote URL for more than about 1 MB in all.`,
    },
  ];
}

function placeNotes(options: EnvoyFilterOptions): ExportNote[] {
  const { place } = options;
  if (place.at === 'before' || place.at === 'after') {
    return [
      {
        code: 'CW211',
        severity: 'warning',
        message: `Istio inserts nothing, and says nothing, where no filter named ${place.filter} is in the chain.`,
      },
    ];
  }
  if (place.at === 'before-router' && options.context === 'SIDECAR_INBOUND') {
    return [
      {
        code: 'CW210',
        severity: 'info',
        message:
          'Runs after authorization: Istio’s own RBAC has decided before these filters run. To run first, choose the place "first".',
      },
    ];
  }
  return [];
}
