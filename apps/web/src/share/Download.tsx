import { printProjectFile } from '@chainwright/filters/project/project-file';
import { useEffect } from 'react';
import { closeDialog } from '../app/dialogs.ts';
import { saveFile } from '../export/save-file.ts';
import { useProject } from '../project/project-store.ts';
import { toast } from '../ui/toast.ts';

/** Hands the open project over as a file, and is gone. */
export default function Download() {
  useEffect(() => {
    const { project } = useProject.getState();
    const name = fileName(project.name);
    saveFile(name, printProjectFile(project));
    toast(`Downloaded ${name}`);
    closeDialog();
  }, []);
  return null;
}

function fileName(name: string): string {
  const stem = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${stem || 'chain'}.project.yaml`;
}
