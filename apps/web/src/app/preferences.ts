import { create } from 'zustand';

/** What a person has chosen for this browser. A shared link never changes it. */
export type Preferences = {
  readonly theme: 'system' | 'light' | 'dark';
  readonly editor: 'full' | 'plain';
  /** Values of the last run beside the code. */
  readonly values: boolean;
  readonly runWhileTyping: boolean;
  /** Keys that are a single letter. */
  readonly letterKeys: boolean;
  /** Share of the lower half that the editor gets, in percent. */
  readonly editorShare: number;
  /** The first line with its three doors was closed, or the project was edited. */
  readonly greeted: boolean;
};

const KEY = 'chainwright.preferences';

const USUAL: Preferences = {
  theme: 'system',
  editor: 'full',
  values: true,
  runWhileTyping: true,
  letterKeys: true,
  editorShare: 56,
  greeted: false,
};

/** The preferences of this browser. */
export const usePreferences = create<Preferences>(() => readPreferences());

/** Changes preferences and keeps them, where storage is allowed. */
export function prefer(patch: Partial<Preferences>): void {
  usePreferences.setState(patch);
  try {
    localStorage.setItem(KEY, JSON.stringify(usePreferences.getState()));
  } catch {
    // Storage is full or forbidden: the choice holds until the page is closed.
  }
}

function readPreferences(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return USUAL;
    const known = Object.entries(stored).filter(
      ([name, value]) => Object.hasOwn(USUAL, name) && typeof value === typeof USUAL[name as keyof Preferences],
    );
    return { ...USUAL, ...Object.fromEntries(known) };
  } catch {
    return USUAL;
  }
}
