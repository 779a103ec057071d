import { type EnvoyObject, field, isMessage, withField } from '../project/envoy-fields.ts';
import { sourceName } from '../project/filter-code.ts';
import type { Project } from '../project/project.ts';

/** Fields of a data source beside the one that says where the data is. */
const BESIDE = new Set(['filename', 'watched_directory', 'watchedDirectory']);
/** Free data: what looks like a data source in it is none. */
const FREE_FIELDS = new Set(['filter_context', 'filterContext', 'filter_metadata', 'filterMetadata']);
const FREE_TYPE = /\/google\.protobuf\.(Struct|Value|ListValue)$/;

/** Names of the sources that data sources of a configuration name, each once. */
export function namedSources(config: unknown): string[] {
  const names = new Set<string>();
  walk(config, (name) => {
    names.add(name);
    return null;
  });
  return [...names];
}

/** The configuration with the text of the project's scripts where it names them: `inline_string` for `filename`. */
export function withInlineScripts(config: EnvoyObject, project: Project): EnvoyObject {
  return walk(config, (name, source) => {
    const text = scriptText(project, name);
    const { watched_directory: _, watchedDirectory: __, ...rest } = source;
    return text === null ? null : withField(withField(rest, 'inline_string', text), 'filename', undefined);
  }) as EnvoyObject;
}

/** The text of a script of the project; null when there is no script of this name. */
export function scriptText(project: Project, name: string): string | null {
  const found = Object.hasOwn(project.sources, name) ? project.sources[name] : undefined;
  return found && 'lua' in found ? found.lua : null;
}

/** A copy in which `replace` has answered for each data source that names a source; null keeps it. */
function walk(value: unknown, replace: (name: string, source: EnvoyObject) => EnvoyObject | null): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, replace));
  if (!isMessage(value)) return value;
  const name = Object.keys(value).every((key) => BESIDE.has(key)) ? sourceName(field(value, 'filename')) : null;
  if (name !== null) return replace(name, value) ?? value;
  if (FREE_TYPE.test(String(value['@type']))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, FREE_FIELDS.has(key) ? item : walk(item, replace)]),
  );
}
