import { create } from 'zustand';
import type { SaveOutcome } from './project-storage.ts';
import { useProject } from './project-store.ts';
import type { SavedRun } from './saved-run.ts';

/** Whether the browser holds what is on screen. */
export type SavingState = { readonly phase: 'untouched' | 'saving' | SaveOutcome };

/** The one store of it. */
export const useSaving = create<SavingState>(() => ({ phase: 'untouched' }));

/** What stands beside the project's name. */
export const SAVING_WORDS: Readonly<Record<SavingState['phase'], string>> = {
  untouched: 'example, saved when you change it',
  saving: 'saving …',
  saved: 'saved in this browser',
  forbidden: 'not saved: this browser allows no storage here. Download project.yaml to keep it.',
  full: 'not saved: the browser’s storage is full. Download project.yaml to keep it.',
  failed: 'not saved: the browser’s storage failed. Download project.yaml to keep it.',
};

const QUIET_MS = 400;

/** Saves the project a moment after each change, and at once when the page is hidden. Returns how to stop. */
export function startAutosave(runs: () => readonly SavedRun[]): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let savedRevision = useProject.getState().revision;
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    const { id, project, revision } = useProject.getState();
    if (revision === savedRevision) return;
    savedRevision = revision;
    useSaving.setState({ phase: 'saving' });
    const { saveProject } = await import('./project-storage.ts');
    const phase = await saveProject(id, project, runs());
    if (useProject.getState().revision === revision) useSaving.setState({ phase });
  };
  const stop = useProject.subscribe((state, before) => {
    if (state.revision === before.revision) return;
    // A project that was only opened is saved when it changes, but a shared one at once: its link is gone from the address.
    if (state.past.length === 0 && state.future.length === 0 && state.origin !== 'link' && state.origin !== 'file') {
      savedRevision = state.revision;
      return;
    }
    // The example stays what it is; the edited one is the person's own.
    if (state.origin === 'example') useProject.setState({ id: crypto.randomUUID(), origin: 'saved' });
    clearTimeout(timer);
    timer = setTimeout(() => void save(), QUIET_MS);
  });
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') void save();
  };
  document.addEventListener('visibilitychange', hidden);
  return () => {
    stop();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', hidden);
  };
}
