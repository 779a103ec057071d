import { field, fieldAt, isMessage } from '../project/envoy-fields.ts';
import { filterCode } from '../project/filter-code.ts';
import type { HttpFilterConfig } from '../project/http-filters.ts';
import type { Project } from '../project/project.ts';
import { deliveryOf, type EnvoyFilterOptions } from './envoy-filter-options.ts';
import type { ExportModules, ExportNote } from './export-note.ts';
import { ISTIO_CONDITIONAL_FILTERS } from './istio-chains.ts';

/** Where Istio reads configuration for the whole mesh, unless it was installed otherwise. */
const ROOT_NAMESPACE = 'istio-system';
const LOOPBACK = /^https?:\/\/(localhost|127\.[0-9.]+|\[::1\])([:/]|$)/i;

/** Filters of the project that are not part of the export. */
export function leftOutNotes(leftOut: readonly HttpFilterConfig[]): ExportNote[] {
  return leftOut.map((f) => note('CW204', 'info', `${f.name} is left out, because it is disabled here.`));
}

/** What exports are written for and judged by. */
const WRITTEN_FOR = { istio: '1.31', envoy: '1.40' } as const;

/** Versions that the project is meant for and the export is not written for. */
export function targetNotes({ target }: Project): ExportNote[] {
  return (['istio', 'envoy'] as const).flatMap((mesh) => {
    const wanted = target?.[mesh];
    if (wanted === undefined || `${wanted}.`.startsWith(`${WRITTEN_FOR[mesh]}.`)) return [];
    const title = mesh === 'istio' ? 'Istio' : 'Envoy';
    return [
      note(
        'CW207',
        'warning',
        `The project is for ${title} ${wanted}; the export is written for ${title} ${WRITTEN_FOR[mesh]}, whose chains and fields may differ.`,
      ),
    ];
  });
}

const MANAGER_EXPORTED = new Set(['http_filters', 'httpFilters', 'route_config', 'routeConfig']);
/** What every project has to say, and every mesh says for itself. */
const MANAGER_USUAL = new Set(['@type', 'stat_prefix', 'statPrefix', 'codec_type', 'codecType']);
const ROUTE_USUAL = new Set(['name', 'match', 'route', 'typed_per_filter_config', 'typedPerFilterConfig']);
const HOST_USUAL = new Set(['name', 'domains', 'routes', 'typed_per_filter_config', 'typedPerFilterConfig']);
const CONFIG_USUAL = new Set([
  'name',
  'virtual_hosts',
  'virtualHosts',
  'typed_per_filter_config',
  'typedPerFilterConfig',
]);
const ACTION_USUAL = new Set(['cluster']);

/** Settings around the chain: the mesh has its own connection manager, listener and routes. */
export function surroundingNotes(project: Project): ExportNote[] {
  const manager = otherFields(project.http_connection_manager, MANAGER_EXPORTED, MANAGER_USUAL);
  const listener = project.listener ? otherFields(project.listener, new Set(['name', 'address', '@type'])) : [];
  const routes = routeFields(project);
  return [
    ...(manager.length + listener.length > 0
      ? [
          note(
            'CW205',
            'info',
            `The mesh's own connection manager and listener stay as they are: ${[...manager, ...listener].join(', ')} of this project ${manager.length + listener.length === 1 ? 'is' : 'are'} not in the export.`,
          ),
        ]
      : []),
    ...(routes.length > 0
      ? [
          note(
            'CW206',
            'info',
            `The mesh's own routes stay as they are: what this project's routes say with ${routes.join(', ')} is not in the export.`,
          ),
        ]
      : []),
  ];
}

function routeFields(project: Project): string[] {
  const names = new Set<string>();
  const add = (message: unknown, usual: ReadonlySet<string>) => {
    for (const name of isMessage(message) ? otherFields(message, usual) : []) names.add(name);
  };
  const config = field(project.http_connection_manager, 'route_config');
  add(config, CONFIG_USUAL);
  for (const host of list(field(config, 'virtual_hosts'))) {
    add(host, HOST_USUAL);
    for (const route of list(field(host, 'routes'))) {
      add(route, ROUTE_USUAL);
      add(fieldAt(route, 'route'), ACTION_USUAL);
    }
  }
  return [...names];
}

/** What inline, remote and file modules ask for. */
export function deliveryNotes(
  exported: readonly HttpFilterConfig[],
  options: EnvoyFilterOptions,
  modules: ExportModules,
): ExportNote[] {
  const sources = new Set(
    exported.flatMap((f) => {
      const code = filterCode(f);
      return code.kind === 'wasm' && code.source !== null ? [code.source] : [];
    }),
  );
  const notes: ExportNote[] = [];
  let inline = 0;
  for (const source of sources) {
    const delivery = deliveryOf(source, options);
    const module = modules[source];
    if (delivery.by === 'inline') inline += module?.bytes.length ?? 0;
    if (delivery.by === 'file')
      notes.push(
        note(
          'CW233',
          'warning',
          `The module ${source} must stand at ${delivery.path} in the proxy's container, with sha256 ${module?.sha256 ?? ''}; without it Envoy refuses the listener.`,
        ),
      );
    if (delivery.by === 'remote' && LOOPBACK.test(delivery.url))
      notes.push(
        note(
          'CW232',
          'warning',
          `${delivery.url} is the proxy itself when a proxy fetches it: give an address that the mesh reaches.`,
        ),
      );
  }
  if (inline >= 200_000)
    notes.push(
      note(
        'CW231',
        'warning',
        `${inline} bytes of modules stand inline: use kubectl apply --server-side, and a remote URL for more than about 1 MB in all.`,
      ),
    );
  return notes;
}

/** What the chosen place, port and namespace mean. */
export function placeNotes(options: EnvoyFilterOptions): ExportNote[] {
  const { place, context, namespace, port } = options;
  const notes: ExportNote[] = [];
  if (place.at === 'before' || place.at === 'after') notes.push(anchorNote(place.filter));
  if (place.at === 'before-router' && context === 'SIDECAR_INBOUND')
    notes.push(
      note(
        'CW210',
        'info',
        'Runs after authorization: Istio’s own RBAC has decided before these filters run. To run first, choose the place "first".',
      ),
    );
  if (context === 'GATEWAY' && (port === 80 || port === 443))
    notes.push(
      note(
        'CW212',
        'warning',
        `The port is the one that the gateway's pod binds, most often 8080 for 80 and 8443 for 443: with ${port} Istio may match nothing, and says nothing.`,
      ),
    );
  if (namespace === ROOT_NAMESPACE && Object.keys(options.workload).length === 0)
    notes.push(
      note('CW213', 'warning', `${namespace} is the root namespace: without a workload this holds for the whole mesh.`),
    );
  if (context === 'GATEWAY' && namespace !== ROOT_NAMESPACE)
    notes.push(
      note(
        'CW214',
        'info',
        `A gateway takes EnvoyFilters of the namespace of its own pods, and of the root namespace: ${namespace} must be one of them.`,
      ),
    );
  return notes;
}

function anchorNote(filter: string): ExportNote {
  const conditional = Object.hasOwn(ISTIO_CONDITIONAL_FILTERS, filter) ? ISTIO_CONDITIONAL_FILTERS[filter] : undefined;
  return note(
    'CW211',
    'warning',
    conditional
      ? `${filter} comes with ${conditional.comesWith}: where there is none, Istio inserts nothing, and says nothing.`
      : `Istio inserts nothing, and says nothing, where no filter named ${filter} is in the chain.`,
  );
}

/** Whole numbers of which JSON keeps only the first digits. */
export function numberNotes(config: unknown): ExportNote[] {
  const found = new Set<number>();
  const look = (value: unknown): void => {
    if (
      typeof value === 'number' &&
      Number.isInteger(value) &&
      !Number.isSafeInteger(value) &&
      Math.abs(value) < 2 ** 65
    )
      found.add(value);
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) look(item);
  };
  look(config);
  return [...found].map((value) =>
    note('CW251', 'warning', `The number ${value} has lost its last digits: write numbers of this size in quotes.`),
  );
}

function otherFields(message: object, ...usual: ReadonlySet<string>[]): string[] {
  return Object.keys(message).filter((name) => !usual.some((set) => set.has(name)));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function note(code: string, severity: ExportNote['severity'], message: string): ExportNote {
  return { code, severity, message };
}
