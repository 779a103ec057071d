import { type Opened, refused } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { openProject } from './project-store.ts';

/** Opens a project.yaml that a person chose or dropped. The open project stays when the file is not one. */
export async function openProjectFile(file: File): Promise<Opened<Project>> {
  if (file.size > LIMITS.project) {
    return refused({
      code: 'too-large',
      path: '',
      message: `${file.name} has ${file.size} bytes; a project has at most ${LIMITS.project}.`,
      hint: 'A .wasm module is added with "Add filter".',
    });
  }
  const [{ readProjectFile }, text] = await Promise.all([
    import('@chainwright/filters/project/project-file'),
    file.text(),
  ]);
  const opened = readProjectFile(text);
  if (opened.ok) openProject(crypto.randomUUID(), opened.value, 'file');
  return opened;
}
