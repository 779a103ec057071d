import { expect, test } from 'vitest';
import { themeOf } from './editor-theme.ts';

test('tokens and colours come from the design tokens', () => {
  const values: Record<string, string> = {
    '--ink': '#112233',
    '--c-key': '#aabbcc',
    '--surface': '#fbfaf7',
    '--raised': '#f0A',
  };
  const theme = themeOf((name) => values[name] ?? '', false);
  expect(theme.base).toBe('vs');
  expect(theme.rules).toContainEqual({ token: 'keyword', foreground: 'aabbcc' });
  expect(theme.colors['editor.background']).toBe('#fbfaf7');
  expect(theme.colors['editorWidget.background']).toBe('#ff00AA');
});

test('values that Monaco can not read are left out', () => {
  const theme = themeOf((name) => (name === '--ink' ? 'rgb(0 0 0 / 0.5)' : ''), true);
  expect([theme.base, theme.rules, theme.colors]).toEqual(['vs-dark', [], {}]);
});
