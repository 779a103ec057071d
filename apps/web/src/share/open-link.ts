import type { Opened } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import { openProject } from '../project/project-store.ts';

/** Whether the address carries a project. */
export function hasShareLink(): boolean {
  return location.hash.startsWith('#project=');
}

/**
 * Opens the project that the address carries, under a new id, and takes it out of the address. A damaged link changes
 * nothing but the address. null: there is none.
 */
export async function openShareLink(): Promise<Opened<Project> | null> {
  if (!hasShareLink()) return null;
  const fragment = location.hash;
  history.replaceState(null, '', location.pathname + location.search);
  const { readShareLink } = await import('@chainwright/filters/project/share-link');
  const opened = readShareLink(fragment);
  if (opened.ok) openProject(crypto.randomUUID(), opened.value, 'link');
  return opened;
}

/** The link that carries the open project, or why there is none. */
export async function makeShareLink(project: Project): Promise<Opened<string>> {
  const { writeShareLink } = await import('@chainwright/filters/project/share-link');
  const written = writeShareLink(project);
  return written.ok ? { ok: true, value: `${location.origin}${location.pathname}#${written.value}` } : written;
}
