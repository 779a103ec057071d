import { useEffect } from 'react';
import { redo, undo } from '../project/project-store.ts';
import { runNow } from '../run/run-commands.ts';
import { announce } from '../ui/announce.ts';
import { openDialog, useDialog } from './dialogs.ts';
import { commandFor, type KeyCommand, keyName } from './keyboard.ts';
import { usePreferences } from './preferences.ts';
import { focusRegion } from './regions.ts';
import { show, useView } from './view-store.ts';

const COMMANDS: Partial<Record<KeyCommand, () => void>> = {
  commands: () => openDialog('commands'),
  run: runNow,
  share: () => openDialog('share'),
  'next-region': () => focusRegion(1),
  'previous-region': () => focusRegion(-1),
  'tab-1': () => show({ tab: 'step' }),
  'tab-2': () => show({ tab: 'response' }),
  'tab-3': () => show({ tab: 'logs' }),
  'tab-4': () => show({ tab: 'stats' }),
  'tab-5': () => show({ tab: 'state' }),
  table: () => show({ page: useView.getState().page === 'table' ? 'workbench' : 'table' }),
  keys: () => show({ page: 'settings' }),
  export: () => show({ page: 'export' }),
  'add-filter': () => openDialog('add-filter'),
  undo: () => say('Undone', undo()),
  redo: () => say('Done again', redo()),
};

function say(words: string, what: string | null): void {
  if (what) announce(`${words}: ${what}`);
}

/** Whether a key press belongs to a text field. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.closest('.monaco-editor') !== null;
}

/** Listens to the keys that hold anywhere. */
export function useKeyboard(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useDialog.getState().dialog !== null) return;
      const name = keyName(event);
      const command = commandFor(name, usePreferences.getState().letterKeys);
      if (!command) return;
      const text = isTyping(event.target);
      if (text && (name.length === 1 || command === 'undo' || command === 'redo')) return;
      event.preventDefault();
      event.stopPropagation();
      COMMANDS[command]?.();
    };
    // Before the editor, which has meanings of its own for some of them.
    addEventListener('keydown', pressed, true);
    return () => removeEventListener('keydown', pressed, true);
  }, []);
}
