import { expect, it } from 'vitest';
import { type Choice, matchingChoices } from './palette-choices.ts';

const choice = (group: string, words: string): Choice => ({ group, words, icon: 'file', run: () => undefined });
const many = Array.from({ length: 9 }, (_, i) => choice('Go to step', `Step ${i + 1} · gate`));
const all = [...many, choice('Headers', 'x-user-tier, set in step 4 by gate')];

it('offers the beginning of each group before anything is typed', () => {
  expect(matchingChoices(all, ' ').map((one) => one.words)).toEqual(
    [...many.slice(0, 6), all[9]!].map((one) => one.words),
  );
});

it('finds what has all the words, in any order and case', () => {
  expect(matchingChoices(all, 'GATE tier').map((one) => one.group)).toEqual(['Headers']);
  expect(matchingChoices(all, 'nothing')).toEqual([]);
});

it('offers every command before anything is typed', () => {
  const commands = Array.from({ length: 9 }, (_, i) => choice('Commands', `Command ${i + 1}`));
  expect(matchingChoices(commands, '')).toEqual(commands);
});
