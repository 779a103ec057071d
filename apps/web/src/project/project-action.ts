import { type HttpFilterConfig, httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project, ProjectAnswer, ProjectScenario, ProjectSource } from '@chainwright/filters/project/project';
import { sourceNameOf } from './filter-kind.ts';
import { freeName } from './free-name.ts';

/** Everything that can be done to a project. Filters are named by their place in the chain, scenarios by their place in the list. */
export type ProjectAction =
  | ScenarioAction
  | {
      readonly type: 'add-filter';
      readonly at: number;
      readonly filter: HttpFilterConfig;
      readonly source?: NamedSource;
      readonly clusters?: readonly Record<string, unknown>[];
    }
  | { readonly type: 'remove-filter'; readonly index: number }
  | { readonly type: 'rename-filter'; readonly index: number; readonly name: string }
  | { readonly type: 'disable-filter'; readonly index: number; readonly disabled: boolean }
  | { readonly type: 'move-filter'; readonly from: number; readonly to: number }
  | { readonly type: 'configure-filter'; readonly index: number; readonly typedConfig: Record<string, unknown> }
  | { readonly type: 'configure-connection-manager'; readonly value: Record<string, unknown> }
  | { readonly type: 'edit-source'; readonly source: string; readonly path: string | null; readonly text: string }
  | { readonly type: 'replace-source'; readonly source: string; readonly value: ProjectSource }
  | {
      readonly type: 'set-answers';
      readonly cluster: string;
      readonly answers: readonly ProjectAnswer[];
      readonly scenario: number | null;
      readonly field: string;
    }
  | { readonly type: 'add-cluster'; readonly cluster: Record<string, unknown> }
  | { readonly type: 'remove-cluster'; readonly name: string }
  | { readonly type: 'rename-project'; readonly name: string };

/** What can be done to the list of scenarios. */
type ScenarioAction =
  | { readonly type: 'add-scenario'; readonly at: number; readonly scenario: ProjectScenario }
  | { readonly type: 'remove-scenario'; readonly index: number }
  | { readonly type: 'duplicate-scenario'; readonly index: number }
  | {
      readonly type: 'edit-scenario';
      readonly index: number;
      readonly scenario: ProjectScenario;
      readonly field: string;
    };

/** Code and the name it stands under. */
export type NamedSource = { readonly name: string; readonly value: ProjectSource };

/** The project after an action. What the action does not touch stays the same object. */
export function applyAction(project: Project, action: ProjectAction): Project {
  switch (action.type) {
    case 'add-filter':
      return addFilter(project, action);
    case 'remove-filter':
      return removeFilter(project, action.index);
    case 'rename-filter':
      return renameFilter(project, action.index, action.name);
    case 'disable-filter':
      return changeFilter(project, action.index, ({ disabled: _, ...filter }) =>
        action.disabled ? { ...filter, name: filter.name, disabled: true } : { ...filter, name: filter.name },
      );
    case 'move-filter':
      return withChain(project, moved(httpFilters(project), action.from, action.to));
    case 'configure-filter':
      return changeFilter(project, action.index, (filter) => ({ ...filter, typed_config: action.typedConfig }));
    case 'configure-connection-manager':
      return { ...project, http_connection_manager: action.value };
    case 'edit-source':
      return editSource(project, action.source, action.path, action.text);
    case 'replace-source':
      return { ...project, sources: { ...project.sources, [action.source]: action.value } };
    case 'set-answers':
      return setAnswers(project, action);
    case 'add-cluster':
      return { ...project, clusters: [...(project.clusters ?? []), action.cluster] };
    case 'remove-cluster':
      return removeCluster(project, action.name);
    case 'rename-project':
      return { ...project, name: action.name.trim() || project.name };
    case 'add-scenario':
    case 'remove-scenario':
    case 'duplicate-scenario':
    case 'edit-scenario':
      return applyScenarioAction(project, action);
  }
}

function applyScenarioAction(project: Project, action: ScenarioAction): Project {
  const scenarios = [...project.scenarios];
  const taken = (except: number): string[] => project.scenarios.filter((_, i) => i !== except).map((one) => one.name);
  if (action.type === 'add-scenario') {
    scenarios.splice(action.at, 0, { ...action.scenario, name: freeName(action.scenario.name, taken(-1)) });
  } else if (action.type === 'remove-scenario') {
    scenarios.splice(action.index, 1);
  } else if (action.type === 'duplicate-scenario') {
    const one = scenarios[action.index];
    if (!one) return project;
    scenarios.splice(action.index + 1, 0, { ...structuredClone(one), name: freeName(one.name, taken(-1)) });
  } else {
    const name = freeName(action.scenario.name || 'Scenario', taken(action.index));
    scenarios[action.index] = { ...action.scenario, name };
  }
  return { ...project, scenarios };
}

/** A list with one item at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const [item] = copy.splice(from, 1);
  if (item !== undefined) copy.splice(to, 0, item);
  return copy;
}

function withChain(project: Project, http_filters: readonly HttpFilterConfig[]): Project {
  return { ...project, http_connection_manager: { ...project.http_connection_manager, http_filters } };
}

function changeFilter(
  project: Project,
  index: number,
  change: (filter: HttpFilterConfig) => HttpFilterConfig,
): Project {
  return withChain(
    project,
    httpFilters(project).map((filter, i) => (i === index ? change(filter) : filter)),
  );
}

function addFilter(project: Project, action: Extract<ProjectAction, { type: 'add-filter' }>): Project {
  const chain = httpFilters(project);
  const name = freeName(
    action.filter.name,
    chain.map((filter) => filter.name),
  );
  const next = [...chain];
  next.splice(action.at, 0, { ...action.filter, name });
  const sources = action.source ? { ...project.sources, [action.source.name]: action.source.value } : project.sources;
  const clusters = action.clusters?.length ? { clusters: [...(project.clusters ?? []), ...action.clusters] } : {};
  return withChain({ ...project, sources, ...clusters }, next);
}

function removeFilter(project: Project, index: number): Project {
  const chain = httpFilters(project);
  const gone = chain[index];
  if (!gone) return project;
  const rest = chain.filter((_, i) => i !== index);
  const source = sourceNameOf(gone);
  if (source === null || rest.some((filter) => sourceNameOf(filter) === source)) return withChain(project, rest);
  const { [source]: _, ...sources } = project.sources;
  return withChain({ ...project, sources }, rest);
}

/** Renames a filter and, because Envoy finds per-route configuration by the filter's name, every key that names it. */
function renameFilter(project: Project, index: number, wanted: string): Project {
  const chain = httpFilters(project);
  const old = chain[index]?.name;
  const name = freeName(
    wanted.trim() || 'filter',
    chain.filter((_, i) => i !== index).map((filter) => filter.name),
  );
  if (old === undefined || old === name) return project;
  const renamed = changeFilter(project, index, (filter) => ({ ...filter, name }));
  const manager = renamed.http_connection_manager;
  const routes = manager['route_config'];
  if (routes === undefined) return renamed;
  return { ...renamed, http_connection_manager: { ...manager, route_config: renameKeys(routes, old, name) } };
}

function renameKeys(value: unknown, old: string, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, old, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== 'typed_per_filter_config' || typeof inner !== 'object' || inner === null) {
        return [key, renameKeys(inner, old, name)];
      }
      return [
        key,
        Object.fromEntries(Object.entries(inner).map(([filter, config]) => [filter === old ? name : filter, config])),
      ];
    }),
  );
}

function editSource(project: Project, name: string, path: string | null, text: string): Project {
  const source = Object.hasOwn(project.sources, name) ? project.sources[name] : undefined;
  if (!source) return project;
  let value: ProjectSource = source;
  if ('lua' in source) value = { lua: text };
  else if ('wat' in source) value = { wat: text };
  else if ('assemblyscript' in source) {
    value = { assemblyscript: { files: { ...source.assemblyscript.files, [path ?? 'index.ts']: text } } };
  }
  return { ...project, sources: { ...project.sources, [name]: value } };
}

function setAnswers(project: Project, action: Extract<ProjectAction, { type: 'set-answers' }>): Project {
  const put = (all: Record<string, ProjectAnswer[]> | undefined): Record<string, ProjectAnswer[]> => {
    const { [action.cluster]: _, ...others } = all ?? {};
    return action.answers.length ? { ...others, [action.cluster]: [...action.answers] } : others;
  };
  if (action.scenario === null) return { ...project, upstreams: put(project.upstreams) };
  const scenarios = project.scenarios.map((one, i) =>
    i === action.scenario ? { ...one, upstreams: put(one.upstreams) } : one,
  );
  return { ...project, scenarios };
}

function removeCluster(project: Project, name: string): Project {
  const { [name]: _, ...upstreams } = project.upstreams ?? {};
  return { ...project, upstreams, clusters: (project.clusters ?? []).filter((cluster) => cluster['name'] !== name) };
}

/** What an action does, in a few words for the undo list and the toast; `before` is the project it acts on. */
export function describeAction(before: Project, action: ProjectAction): string {
  const filter = (index: number): string => httpFilters(before)[index]?.name ?? 'filter';
  const scenario = (index: number): string => before.scenarios[index]?.name ?? 'scenario';
  switch (action.type) {
    case 'add-filter':
      return `Add ${action.filter.name}`;
    case 'remove-filter':
      return `Remove ${filter(action.index)}`;
    case 'rename-filter':
      return `Rename ${filter(action.index)}`;
    case 'disable-filter':
      return `${action.disabled ? 'Disable' : 'Enable'} ${filter(action.index)}`;
    case 'move-filter':
      return `Move ${filter(action.from)}`;
    case 'configure-filter':
      return `Configure ${filter(action.index)}`;
    case 'configure-connection-manager':
      return 'Edit the connection manager';
    case 'edit-source':
      return `Edit ${action.source}`;
    case 'replace-source':
      return `Replace ${action.source}`;
    case 'add-scenario':
      return `Add scenario ${action.scenario.name}`;
    case 'remove-scenario':
      return `Remove scenario ${scenario(action.index)}`;
    case 'duplicate-scenario':
      return `Duplicate scenario ${scenario(action.index)}`;
    case 'edit-scenario':
      return `Edit scenario ${scenario(action.index)}`;
    case 'set-answers':
      return `Edit answers of ${action.cluster}`;
    case 'add-cluster':
      return 'Add a cluster';
    case 'remove-cluster':
      return `Remove cluster ${action.name}`;
    case 'rename-project':
      return 'Rename the project';
  }
}

/** Actions with the same key that follow each other are one entry of the undo list; null never joins. */
export function joinKey(action: ProjectAction): string | null {
  switch (action.type) {
    case 'edit-source':
      return `source:${action.source}:${action.path}`;
    case 'configure-filter':
      return `filter:${action.index}`;
    case 'configure-connection-manager':
      return 'connection-manager';
    case 'edit-scenario':
      return `scenario:${action.index}:${action.field}`;
    case 'set-answers':
      return `answers:${action.cluster}:${action.scenario}:${action.field}`;
    case 'rename-project':
      return 'project-name';
    default:
      return null;
  }
}
