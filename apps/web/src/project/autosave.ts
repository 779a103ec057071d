import { create } from 'zustand';
import type * as Storage from './project-storage.ts';
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

/** The runs that are kept with the project, and how to hear of newer ones. */
export type RunsToKeep = {
  readonly read: () => readonly SavedRun[];
  readonly onChange: (changed: () => void) => () => void;
};

/**
 * Saves the project a moment after each change, its runs a moment after they are through, and everything at once when
 * the page is hidden. Returns how to stop.
 */
export function startAutosave(runs: RunsToKeep): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDirty = false;
  // False also while saving is under way: a page that goes away may take that with it.
  let isKept = true;
  let storage: typeof Storage | null = null;
  const loadStorage = async (): Promise<typeof Storage> => {
    storage ??= await import('./project-storage.ts');
    return storage;
  };
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    if (!isDirty) return;
    isDirty = false;
    const { id, project, revision } = useProject.getState();
    const { saveProject } = await loadStorage();
    const phase = await saveProject(id, project, runs.read());
    if (isDirty || useProject.getState().revision !== revision) return;
    isKept = true;
    useSaving.setState({ phase });
  };
  const soon = (): void => {
    isDirty = true;
    isKept = false;
    useSaving.setState({ phase: 'saving' });
    clearTimeout(timer);
    timer = setTimeout(() => void save(), QUIET_MS);
    // By the time the page is hidden there is no time to load or open anything.
    if (!storage)
      void loadStorage().then(
        ({ prepareStorage }) => prepareStorage(),
        // `save` tries again, and tells.
        () => null,
      );
  };
  // What came by a link is kept at once: the link is gone from the address.
  if (useProject.getState().origin === 'link') soon();
  const stopProject = useProject.subscribe((state, before) => {
    if (state.revision === before.revision) return;
    // A project that was only opened is saved when it changes; one from a link or a file at once.
    const untouched = state.past.length === 0 && state.future.length === 0;
    if (untouched && state.origin !== 'link' && state.origin !== 'file') return;
    // The example stays what it is; the edited one is the person's own.
    if (state.origin === 'example') useProject.setState({ id: crypto.randomUUID(), origin: 'saved' });
    soon();
  });
  const stopRuns = runs.onChange(() => {
    if (useProject.getState().origin !== 'example') soon();
  });
  const leaving = (): void => {
    if (isKept) return;
    const { id, project } = useProject.getState();
    // A page that is only out of sight saves its runs, too, when the timer comes.
    if (storage?.saveAtOnce(id, project)) soon();
    else void save();
  };
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') leaving();
  };
  document.addEventListener('visibilitychange', hidden);
  // When the page is left, this comes first; it may be the only one.
  addEventListener('pagehide', leaving);
  return () => {
    stopProject();
    stopRuns();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', hidden);
    removeEventListener('pagehide', leaving);
  };
}
