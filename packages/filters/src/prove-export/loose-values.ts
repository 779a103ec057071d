import { findFilterByType } from '../catalog/catalog.ts';
import type { Artifact } from '../compile/artifact.ts';
import { exportedFilters } from '../export/envoy-filter.ts';
import type { ExportNote } from '../export/export-note.ts';
import { type EnvoyObject, field, isMessage, withField } from '../project/envoy-fields.ts';
import { filterCode } from '../project/filter-code.ts';
import { type HttpFilterConfig, httpFilters } from '../project/http-filters.ts';
import type { Project } from '../project/project.ts';
import { runScenario } from '../run-scenario.ts';

/** A value that Envoy takes in a form in which Istio does not: where it stands, and the form that both take. */
type Loose = { readonly path: readonly (string | number)[]; readonly strict: unknown };

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };
/** Free data, in which every form means itself. */
const FREE_FIELDS = new Set(
  'filter_context filterContext filter_metadata filterMetadata configuration key_values keyValues value'.split(' '),
);
const MOST = 20;

/**
 * Warns of booleans that are written as text, and durations that are written as messages: Envoy's YAML takes them, Istio's
 * JSON does not, and its webhook refuses the whole object. Which texts are booleans only the filter knows: it is asked
 * with the other form.
 */
export function looseNotes(project: Project, artifacts: readonly Artifact[]): ExportNote[] {
  const router = httpFilters(project).filter((f) => filterCode(f).kind === 'router');
  return exportedFilters(project).flatMap((filter) => {
    const config = field(filter, 'typed_config');
    // A filter that is not simulated takes every form.
    const known = isMessage(config) ? findFilterByType(String(config['@type'])) : undefined;
    if (!isMessage(config) || known === undefined || known.simulated.level === 'none') return [];
    return looseValues(config, [])
      .slice(0, MOST)
      .filter(({ path, strict }) => loads(project, [strictly(filter, config, path, strict), ...router], artifacts))
      .map(({ path, strict }) => looseNote(filter.name, path, strict));
  });
}

function looseNote(filter: string, path: Loose['path'], strict: unknown): ExportNote {
  return {
    code: 'CW244',
    severity: 'warning',
    message: `${filter}: Istio does not read /${path.join('/')} in the form in which it is written, and refuses the EnvoyFilter: write it as ${JSON.stringify(strict)}.`,
  };
}

function looseValues(value: unknown, path: Loose['path']): Loose[] {
  if (typeof value === 'string') return Object.hasOwn(BOOLEANS, value) ? [{ path, strict: BOOLEANS[value] }] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (isMessage(value) && isDuration(value)) return [{ path, strict: durationText(value) }];
  return Object.entries(value)
    .filter(([key]) => !FREE_FIELDS.has(key))
    .flatMap(([key, item]) => looseValues(item, [...path, Array.isArray(value) ? Number(key) : key]));
}

function isDuration(message: EnvoyObject): boolean {
  const keys = Object.keys(message);
  return keys.length > 0 && keys.every((key) => key === 'seconds' || key === 'nanos');
}

function durationText(message: EnvoyObject): string {
  const nanos = String(Number(message['nanos'] ?? 0))
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${Number(message['seconds'] ?? 0)}${nanos === '' ? '' : `.${nanos}`}s`;
}

function strictly(filter: HttpFilterConfig, config: EnvoyObject, path: Loose['path'], strict: unknown): EnvoyObject {
  return withField(filter, 'typed_config', replaced(config, path, strict));
}

function replaced(value: unknown, [key, ...rest]: Loose['path'], strict: unknown): unknown {
  if (key === undefined) return strict;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, strict) : item));
  if (!isMessage(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, strict) : item]),
  );
}

/** Whether a chain is taken at all; what the routes say about other filters plays no part. */
function loads(project: Project, http_filters: readonly EnvoyObject[], artifacts: readonly Artifact[]): boolean {
  const scenarios: Project['scenarios'] = [{ name: 'loading', requests: [] }];
  const route_config = { virtual_hosts: [] };
  const alone: Project = { ...project, http_connection_manager: { route_config, http_filters }, scenarios };
  return runScenario(alone, 'loading', artifacts, { detail: 'results' }).result.outcome !== 'rejected';
}
