import { type Opened, refused } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import { openProject } from '@chainwright/filters/project/project-file';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { rememberSaved, type SavedRun } from './saved-run.ts';

/** A project as the browser keeps it. */
export type SavedProject = {
  readonly id: string;
  readonly name: string;
  readonly savedAt: number;
  readonly document: unknown;
  /** What its scenarios came to: the next visit paints it before anything has run. */
  readonly runs?: readonly SavedRun[];
};

/** How saving went: `forbidden` when the browser allows no storage, `full` when there is no room. */
export type SaveOutcome = 'saved' | 'forbidden' | 'full' | 'failed';

interface Schema extends DBSchema {
  projects: { key: string; value: SavedProject; indexes: { savedAt: number } };
  /** Projects that could not be opened are put aside here, never thrown away. */
  damaged: { key: string; value: SavedProject };
}

const DATABASE = 'chainwright';
const VERSION = 1;

let opening: Promise<IDBPDatabase<Schema>> | null = null;
/** The database once it is open, for the moment in which there is no time to wait for anything. */
let open: IDBPDatabase<Schema> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDatabase().then(
    (db) => {
      open = db;
      return db;
    },
    (error: unknown) => {
      opening = null;
      throw error;
    },
  );
  return opening;
}

/** Opens the database. Where storage is forbidden the very look at `indexedDB` throws: then the promise is rejected. */
async function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return await openDB<Schema>(DATABASE, VERSION, {
    upgrade(db) {
      db.createObjectStore('projects', { keyPath: 'id' }).createIndex('savedAt', 'savedAt');
      db.createObjectStore('damaged', { keyPath: 'id' });
    },
    // Another tab wants a newer version: let it have the database.
    blocking: () => {
      void opening?.then((db) => db.close());
      opening = null;
      open = null;
    },
    terminated: () => {
      opening = null;
      open = null;
    },
  });
}

/** Saves a project under its id. Never throws. */
export async function saveProject(id: string, project: Project, runs: readonly SavedRun[]): Promise<SaveOutcome> {
  try {
    const db = await database();
    const saving = db.transaction('projects', 'readwrite');
    const written = saving.store.put({ id, name: project.name, savedAt: Date.now(), document: project, runs });
    // Said at once, it holds even when the page is closed before the browser has answered.
    saving.commit();
    await Promise.all([written, saving.done]);
    rememberSaved();
    return 'saved';
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Opens the database ahead, so that `saveAtOnce` finds it open. Never throws. */
export async function prepareStorage(): Promise<void> {
  await database().catch(() => null);
}

/**
 * Hands the project to the browser within the call: a page that goes away runs nothing that comes later. Its runs stay
 * out: large values are written in steps, which such a page doesn't live to see. False when that isn't possible.
 */
export function saveAtOnce(id: string, project: Project): boolean {
  try {
    const saving = open?.transaction('projects', 'readwrite');
    if (!saving) return false;
    saving.store.put({ id, name: project.name, savedAt: Date.now(), document: project }).catch(() => null);
    saving.done.catch(() => null);
    saving.commit();
    rememberSaved();
    return true;
  } catch {
    return false;
  }
}

/** A saved project as it is opened again. */
export type LastProject = { readonly id: string; readonly opened: Opened<Project>; readonly runs: readonly SavedRun[] };

/** The project saved last; null when there is none or the browser keeps nothing. A damaged one is put aside and told. */
export async function loadLastProject(): Promise<LastProject | null> {
  try {
    const db = await database();
    const cursor = await db.transaction('projects').store.index('savedAt').openCursor(null, 'prev');
    const saved = cursor?.value;
    if (!saved) return null;
    const opened = openProject(saved.document);
    if (!opened.ok) {
      await db.put('damaged', saved);
      await db.delete('projects', saved.id);
    }
    return { id: saved.id, opened, runs: saved.runs ?? [] };
  } catch (error) {
    if (outcomeOf(error) === 'forbidden') return null;
    const message = error instanceof Error ? error.message : String(error);
    return {
      id: '',
      opened: refused({
        code: 'storage',
        path: '',
        message: `The saved project can't be read: ${message}.`,
        hint: 'The example is open instead.',
      }),
      runs: [],
    };
  }
}

/** All saved projects, newest first. */
export async function listProjects(): Promise<readonly SavedProject[]> {
  try {
    const db = await database();
    return (await db.getAllFromIndex('projects', 'savedAt')).reverse();
  } catch {
    return [];
  }
}

/** One saved project; null when it is not there. */
export async function loadProject(id: string): Promise<Opened<Project> | null> {
  try {
    const saved = await (await database()).get('projects', id);
    return saved ? openProject(saved.document) : null;
  } catch {
    return null;
  }
}

function outcomeOf(error: unknown): SaveOutcome {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'full';
  if (name === 'SecurityError' || name === 'InvalidStateError' || name === 'NotFoundError') return 'forbidden';
  return typeof indexedDB === 'undefined' ? 'forbidden' : 'failed';
}
