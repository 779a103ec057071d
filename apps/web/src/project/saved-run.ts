import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';

/** A run as it is kept with its project. */
export type SavedRun = { readonly result: ScenarioResult; readonly trace: PackedTrace };

const KEY = 'chainwright.saved';

/** Notes that this browser has a saved project, where the page can look before it paints. */
export function rememberSaved(): void {
  try {
    localStorage.setItem(KEY, '1');
  } catch {
    // Without the note the page begins with the example.
  }
}

/** Whether this browser may have a saved project. */
export function hasSavedProject(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Begins with the example next time. */
export function forgetSaved(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There is no note then.
  }
}
