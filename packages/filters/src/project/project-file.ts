import { LIMITS } from '@chainwright/runtime/server/limits';
import { checkProject } from './check-project.ts';
import { migrateProject } from './migrations.ts';
import type { Opened } from './problem.ts';
import type { Project } from './project.ts';
import { printYaml, readYaml } from './yaml-text.ts';

/** Reads a `project.yaml` of any known version. Problem codes: those of `readYaml`, `migrateProject`, `checkProject`. */
export function readProjectFile(text: string): Opened<Project> {
  const yaml = readYaml(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, { maxLength: LIMITS.project });
  return yaml.ok ? openProject(yaml.value) : yaml;
}

/** Takes a project that is already data (from a link, the browser's storage, an API body): migrates and checks it. */
export function openProject(document: unknown): Opened<Project> {
  const migrated = migrateProject(document);
  return migrated.ok ? checkProject(migrated.value) : migrated;
}

/** Writes a project as `project.yaml`, fields in the order of the schema. */
export function printProjectFile(project: Project): string {
  const { version, name, target, sources, http_connection_manager, listener, node, clusters, upstreams, scenarios } =
    project;
  const ordered = {
    version,
    name,
    target,
    sources,
    http_connection_manager,
    listener,
    node,
    clusters,
    upstreams,
    scenarios,
  };
  return printYaml(JSON.parse(JSON.stringify(ordered)));
}
