/** One key of the page's keyboard map: read by the listener, the settings and the command list. */
export type KeyBinding = {
  readonly id: KeyCommand;
  /** As `KeyboardEvent.key` says it, with `Ctrl+`, `Alt+` and `Shift+` in front. Ctrl stands for ⌘ on a Mac. */
  readonly keys: readonly string[];
  readonly where: 'anywhere' | 'trace' | 'chain' | 'editor';
  readonly words: string;
};

/** What a key does. */
export type KeyCommand =
  | 'commands'
  | 'run'
  | 'share'
  | 'next-region'
  | 'previous-region'
  | 'tab-1'
  | 'tab-2'
  | 'tab-3'
  | 'tab-4'
  | 'tab-5'
  | 'table'
  | 'keys'
  | 'undo'
  | 'redo'
  | 'add-filter'
  | 'export'
  | 'step'
  | 'boundary'
  | 'row'
  | 'ends'
  | 'open'
  | 'play'
  | 'zoom'
  | 'move'
  | 'disable'
  | 'remove'
  | 'leave-editor';

/** The keyboard map. */
export const KEYS: readonly KeyBinding[] = [
  { id: 'commands', keys: ['Ctrl+k'], where: 'anywhere', words: 'Commands' },
  { id: 'run', keys: ['Ctrl+Enter'], where: 'anywhere', words: 'Run all' },
  { id: 'share', keys: ['Ctrl+s'], where: 'anywhere', words: 'Share' },
  { id: 'undo', keys: ['Ctrl+z'], where: 'anywhere', words: 'Undo' },
  { id: 'redo', keys: ['Ctrl+Shift+z', 'Ctrl+y'], where: 'anywhere', words: 'Redo' },
  { id: 'next-region', keys: ['F6'], where: 'anywhere', words: 'Next region' },
  { id: 'previous-region', keys: ['Shift+F6'], where: 'anywhere', words: 'Previous region' },
  { id: 'tab-1', keys: ['1'], where: 'anywhere', words: 'Step' },
  { id: 'tab-2', keys: ['2'], where: 'anywhere', words: 'Response' },
  { id: 'tab-3', keys: ['3'], where: 'anywhere', words: 'Logs' },
  { id: 'tab-4', keys: ['4'], where: 'anywhere', words: 'Stats' },
  { id: 'tab-5', keys: ['5'], where: 'anywhere', words: 'State' },
  { id: 'table', keys: ['t'], where: 'anywhere', words: 'Trace as a table' },
  { id: 'export', keys: ['e'], where: 'anywhere', words: 'Export' },
  { id: 'keys', keys: ['?'], where: 'anywhere', words: 'This list' },
  { id: 'step', keys: ['ArrowLeft', 'ArrowRight'], where: 'trace', words: 'Step back, forward' },
  { id: 'boundary', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'], where: 'trace', words: 'Previous, next filter' },
  { id: 'row', keys: ['ArrowUp', 'ArrowDown'], where: 'trace', words: 'Row above, below' },
  { id: 'ends', keys: ['Home', 'End'], where: 'trace', words: 'First, last step' },
  { id: 'open', keys: ['Enter'], where: 'trace', words: 'Open the change' },
  { id: 'play', keys: [' '], where: 'trace', words: 'Play, stop' },
  { id: 'zoom', keys: ['+', '-', '0'], where: 'trace', words: 'Zoom in, out, fit' },
  { id: 'add-filter', keys: ['a'], where: 'anywhere', words: 'Add filter' },
  { id: 'move', keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], where: 'chain', words: 'Move the filter' },
  { id: 'disable', keys: ['d'], where: 'chain', words: 'Disable, enable' },
  { id: 'remove', keys: ['Delete'], where: 'chain', words: 'Remove, with undo' },
  { id: 'leave-editor', keys: ['Ctrl+m'], where: 'editor', words: 'Let Tab leave the editor' },
];

/** The name of a key press, as `KEYS` writes it. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${key}`;
}

/** The command of a key press that holds anywhere; null when it has none. */
export function commandFor(name: string, letters: boolean): KeyCommand | null {
  if (!letters && name.length === 1) return null;
  return KEYS.find((binding) => binding.where === 'anywhere' && binding.keys.includes(name))?.id ?? null;
}

/** A key as it is written for people. */
export function keyWords(name: string): string[] {
  const words: Record<string, string> = {
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Enter: '⏎',
    ' ': 'Space',
    Delete: 'Del',
  };
  return name.split(/\+(?=.)/).map((part) => words[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
