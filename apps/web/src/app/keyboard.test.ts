import { describe, expect, it } from 'vitest';
import { commandFor, KEYS, keyName, keyWords } from './keyboard.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('key presses', () => {
  it.each([
    [press('k', { ctrlKey: true }), 'commands'],
    [press('K', { metaKey: true }), 'commands'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
    [press('?', { shiftKey: true }), 'keys'],
    [press('F6', { shiftKey: true }), 'previous-region'],
    [press('T'), 'table'],
    [press('x'), null],
    [press('ArrowUp', { altKey: true }), null],
  ])('%s → %s', (name, command) => {
    expect(commandFor(name, true)).toBe(command);
  });

  it('of a single letter can be switched off', () => {
    expect(commandFor('t', false)).toBeNull();
    expect(commandFor('Ctrl+k', false)).toBe('commands');
  });

  it('have one meaning in each place', () => {
    for (const where of ['anywhere', 'trace', 'chain', 'editor'] as const) {
      const names = KEYS.filter((binding) => binding.where === where).flatMap((binding) => binding.keys);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it.each([
    ['Ctrl+Shift+z', ['Ctrl', 'Shift', 'Z']],
    ['+', ['+']],
    ['Alt+ArrowUp', ['Alt', '↑']],
  ])('%s is written as %j', (name, words) => {
    expect(keyWords(name)).toEqual(words);
  });
});
