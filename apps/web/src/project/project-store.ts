import type { Project } from '@chainwright/filters/project/project';
import { create } from 'zustand';
import { applyAction, describeAction, joinKey, type ProjectAction } from './project-action.ts';

/** Where the open project came from. */
export type ProjectOrigin = 'example' | 'saved' | 'file' | 'link';

/** One entry of the undo list: the project as it was before, and what was done to it. */
export type UndoEntry = { readonly project: Project; readonly label: string; readonly joinKey: string | null };

/** The open project and how it came to be. */
export type ProjectState = {
  /** Key under which it is saved in this browser. */
  readonly id: string;
  readonly project: Project;
  readonly origin: ProjectOrigin;
  /** Rises with every change: what is shown and what is saved compare it. */
  readonly revision: number;
  readonly past: readonly UndoEntry[];
  readonly future: readonly UndoEntry[];
};

/** Entries kept in the undo list. */
const MOST_ENTRIES = 200;

const EMPTY: Project = { version: 1, name: 'Untitled', sources: {}, http_connection_manager: {}, scenarios: [] };

/** The one store of the project's structure and text. */
export const useProject = create<ProjectState>(() => ({
  id: 'example',
  project: EMPTY,
  origin: 'example',
  revision: 0,
  past: [],
  future: [],
}));

/** Does something to the project. Returns what was done, for a toast. */
export function dispatch(action: ProjectAction): string {
  const state = useProject.getState();
  const project = applyAction(state.project, action);
  const label = describeAction(state.project, action);
  if (project === state.project) return label;
  const key = joinKey(action);
  const last = state.past[state.past.length - 1];
  const joined = key !== null && last?.joinKey === key && state.future.length === 0;
  const past = joined
    ? state.past
    : [...state.past, { project: state.project, label, joinKey: key }].slice(-MOST_ENTRIES);
  useProject.setState({ project, past, future: [], revision: state.revision + 1 });
  return label;
}

/** Takes the last action back. Returns its label; null when there is none. */
export function undo(): string | null {
  const state = useProject.getState();
  const entry = state.past[state.past.length - 1];
  if (!entry) return null;
  useProject.setState({
    project: entry.project,
    past: state.past.slice(0, -1),
    future: [...state.future, { ...entry, project: state.project }],
    revision: state.revision + 1,
  });
  return entry.label;
}

/** Does again what `undo` took back. Returns its label; null when there is nothing. */
export function redo(): string | null {
  const state = useProject.getState();
  const entry = state.future[state.future.length - 1];
  if (!entry) return null;
  useProject.setState({
    project: entry.project,
    past: [...state.past, { ...entry, project: state.project, joinKey: null }],
    future: state.future.slice(0, -1),
    revision: state.revision + 1,
  });
  return entry.label;
}

/** Opens another project; the undo list begins anew. */
export function openProject(id: string, project: Project, origin: ProjectOrigin): void {
  const { revision } = useProject.getState();
  useProject.setState({ id, project, origin, revision: revision + 1, past: [], future: [] });
}
