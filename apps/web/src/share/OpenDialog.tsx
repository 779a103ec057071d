import type { Problem } from '@chainwright/filters/project/problem';
import { useEffect, useState } from 'react';
import { closeDialog, useDialog } from '../app/dialogs.ts';
import { show } from '../app/view-store.ts';
import { openProjectFile } from '../project/open-file.ts';
import { listProjects, loadProject, type SavedProject } from '../project/project-storage.ts';
import { openProject } from '../project/project-store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { toast } from '../ui/toast.ts';
import css from './share.module.css';

/** Opens a project: a file, or one that this browser has kept. */
export default function OpenDialog() {
  const dropped = useDialog((state) => state.file);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [saved, setSaved] = useState<readonly SavedProject[]>([]);
  useEffect(() => {
    listProjects().then(setSaved, () => setSaved([]));
  }, []);
  useEffect(() => {
    if (dropped) void take(dropped, setProblems);
  }, [dropped]);
  return (
    <Dialog label="Open a project" onClose={closeDialog}>
      <div className={css['body']}>
        <label className={css['pick']}>
          <Icon name="open" small={false} />
          <span>
            <b className="m">Choose a project.yaml</b>
            <small>or drop it anywhere on the page. What is open now stays saved in this browser.</small>
          </span>
          <input
            type="file"
            accept=".yaml,.yml,.json"
            className="sr"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) void take(file, setProblems);
              event.target.value = '';
            }}
          />
        </label>
        {problems.length > 0 && (
          <div className="note fail" role="alert">
            <Icon name="alert" small={false} />
            <div className="col">
              <p className="b">This file was not opened; your project is still there.</p>
              <ul className={css['problems']}>
                {problems.slice(0, 8).map((problem) => (
                  <li key={`${problem.path} ${problem.message}`}>
                    {problem.path && <code>{problem.path}</code>} {problem.message} {problem.hint}
                  </li>
                ))}
              </ul>
              {problems.length > 8 && <p>{problems.length - 8} more problems</p>}
            </div>
          </div>
        )}
        {saved.length > 0 && (
          <section aria-label="Kept in this browser">
            <h3 className="label">Kept in this browser</h3>
            <ul className={css['saved']}>
              {saved.map((one) => (
                <li key={one.id}>
                  <button type="button" onClick={() => void openKept(one)}>
                    <span className="m trunc">{one.name}</span>
                    <span className="t12 muted nowrap">{new Date(one.savedAt).toLocaleString()}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}

async function take(file: File, setProblems: (problems: readonly Problem[]) => void): Promise<void> {
  const opened = await openProjectFile(file);
  if (!opened.ok) {
    setProblems(opened.problems);
    return;
  }
  opens(opened.value.name);
}

async function openKept(saved: SavedProject): Promise<void> {
  const opened = await loadProject(saved.id);
  if (!opened?.ok) {
    toast(`${saved.name} can’t be opened: ${opened?.problems[0]?.message ?? 'it is gone'}`, null, 'fail');
    return;
  }
  openProject(saved.id, opened.value, 'saved');
  opens(saved.name);
}

function opens(name: string): void {
  closeDialog();
  show({ page: 'workbench', scenario: null, request: 0, step: null, filter: null, file: null });
  toast(`Opened ${name}`);
}
