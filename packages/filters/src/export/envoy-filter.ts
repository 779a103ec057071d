import { bytesToBase64 } from '@chainwright/runtime/http/byte-string';
import { type EnvoyObject, field, isMessage, withFieldAt } from '../project/envoy-fields.ts';
import { filterCode, WASM_CODE } from '../project/filter-code.ts';
import { type HttpFilterConfig, httpFilters } from '../project/http-filters.ts';
import type { Opened } from '../project/problem.ts';
import type { Project } from '../project/project.ts';
import { calloutClusters } from './callout-clusters.ts';
import { deliveryOf, type EnvoyFilterOptions } from './envoy-filter-options.ts';
import type { ExportModules, ExportNote } from './export-note.ts';
import { deliveryNotes, leftOutNotes, numberNotes, placeNotes, surroundingNotes, targetNotes } from './export-notes.ts';
import { exportRefusals, objectRefusals } from './export-refusals.ts';
import { namePrefix } from './exported-name.ts';
import { withInlineScripts } from './inline-code.ts';
import { CONNECTION_MANAGER_NAME, ROUTER_NAME } from './istio-chains.ts';
import { forIstio, unseenNotes } from './istio-types.ts';
import { onlyEnables, perRouteFilters } from './per-route-filters.ts';

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

/**
 * The filters of a project that an export holds, in chain order: all but the router and those that are disabled and that no
 * route enables.
 */
export function exportedFilters(project: Project): HttpFilterConfig[] {
  const { everywhere, partly } = perRouteFilters(project);
  return httpFilters(project).filter(
    (f) => filterCode(f).kind !== 'router' && (f.disabled !== true || everywhere.has(f.name) || partly.has(f.name)),
  );
}

/**
 * Writes the chain of a project as one Istio EnvoyFilter. The router and disabled filters stay out.
 *
 * Istio: networking.istio.io/v1alpha3 EnvoyFilter.
 * Problem codes: `no-filters`, `unnamed-filter`, `router-not-last`, `per-route-config`, `unknown-source`, `no-module`,
 * `module-too-large`, `duplicate-name`, `duplicate-cluster`, `legacy-name`, `after-router`, `not-text`, `not-a-number`, `export-too-large`.
 */
export function exportEnvoyFilter(
  project: Project,
  options: EnvoyFilterOptions,
  modules: ExportModules,
): Opened<EnvoyFilterExport> {
  const exported = exportedFilters(project);
  const refusals = exportRefusals(project, exported, options, modules);
  if (refusals.length > 0) return { ok: false, problems: refusals };

  const parts = exported.map((filter) => filterPatches(project, filter, options, modules));
  const ordered = insertsReversed(options) ? [...parts].reverse() : parts;
  const callouts = calloutClusters(project);
  const written = [
    ...ordered.flat(),
    ...perRoutePatches(project, exported, options),
    ...callouts.patches(options.context),
  ];
  const object = envoyFilterObject(options, written);
  const problems = objectRefusals(object);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      object,
      patches: written.map(({ comment: _, ...patch }) => patch),
      comments: written.map((p, i) => `${i + 1} of ${written.length}: ${p.comment}`),
      filterNames: exported.map((f) => exportedName(f, options)),
      notes: [
        ...leftOutNotes(httpFilters(project).filter((f) => f.disabled === true && !exported.includes(f))),
        ...targetNotes(project),
        ...surroundingNotes(project),
        ...deliveryNotes(exported, options, modules),
        ...callouts.notes,
        ...placeNotes(options),
        ...unseenNotes(exported.map((f) => field(f, 'typed_config'))),
        ...numberNotes(object),
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

function exportedName(filter: HttpFilterConfig, options: EnvoyFilterOptions): string {
  return namePrefix(options) + filter.name;
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
  const config = field(filter, 'typed_config');
  const insert = (value: EnvoyObject): WrittenPatch =>
    insertPatch(name, filter.name, options, { ...entryFields(project, filter), ...value });
  if (!isMessage(config)) return [insert({})];
  if (code.kind !== 'wasm') return [insert({ typed_config: forIstio(withInlineScripts(config, project)) })];
  const module = code.source === null ? undefined : modules[code.source];
  if (code.source === null || !module) return [insert({ typed_config: config })];
  const delivery = deliveryOf(code.source, options);
  if (delivery.by === 'remote') {
    const remote = { http_uri: { uri: delivery.url, timeout: '10s' }, sha256: module.sha256 };
    const typed = withFieldAt(config, [...WASM_CODE], { remote });
    return [insert(discovered()), extensionPatch(name, filter.name, options, typed)];
  }
  const local = delivery.by === 'file' ? { filename: delivery.path } : { inline_bytes: bytesToBase64(module.bytes) };
  return [insert({ typed_config: withFieldAt(config, [...WASM_CODE], { local }) })];
}

/** What an entry of the chain says besides its name and configuration. */
function entryFields(project: Project, filter: HttpFilterConfig): EnvoyObject {
  const optional = field(filter, 'is_optional');
  const route = perRouteFilters(project).everywhere.get(filter.name);
  const enabled = filter.disabled !== true || (route !== undefined && onlyEnables(route));
  return { ...(optional === undefined ? {} : { is_optional: optional }), ...(enabled ? {} : { disabled: true }) };
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
    return config && !onlyEnables(config) ? [[exportedName(filter, options), withInlineScripts(config, project)]] : [];
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

function extensionPatch(name: string, filter: string, options: EnvoyFilterOptions, typed: EnvoyObject): WrittenPatch {
  return {
    applyTo: 'EXTENSION_CONFIG',
    match: { context: options.context },
    patch: { operation: 'ADD', value: { name, typed_config: typed } },
    comment: `${filter}, its configuration`,
  };
}
