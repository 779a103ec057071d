import { describe, expect, it } from 'vitest';
import { buildScore } from './build-score.ts';
import { remapRows } from './remap-rows.ts';
import { stepFor } from './step-navigation.ts';
import { summaryOf } from './summary.ts';
import { tableRows, toCsv } from './table-rows.ts';
import { goldUsersOrder, noToken, scriptedParticipants } from './testing/trace-script.ts';

const gold = buildScore(goldUsersOrder(), scriptedParticipants, 0);

describe('the table form', () => {
  const rows = tableRows(gold, []);

  it('has every step, the hold, and the filter that was left out', () => {
    expect(rows).toHaveLength(gold.steps.length + 2);
    expect(rows.find((row) => row.callback === 'paused')).toMatchObject({
      filter: 'token-gate',
      result: '12 ms',
      time: '0 ms–12 ms',
    });
    expect(rows.find((row) => row.callback === 'not called')).toMatchObject({ filter: 'fault', result: 'disabled' });
  });

  it('names changes by their sign', () => {
    expect(
      rows.find((row) => row.filter === 'redact-cards' && row.changes.length > 0)?.changes.map((one) => one.text),
    ).toEqual(['+x-redacted', 'body 796 → 776 B']);
  });

  it('keeps spreadsheets from running cells', () => {
    const evil = { ...rows[0]!, filter: '=cmd()', callback: 'a"b', changes: [] };
    expect(toCsv([evil]).split('\r\n')[1]).toContain(`'=cmd(),"a""b"`);
  });
});

describe('in words', () => {
  it('a request that is held, passes and is changed', () => {
    const all = [{ index: 0, text: 'status is 200', pass: true, actual: null }];
    expect(summaryOf(gold, all)).toBe(
      'The request passed cors and redact-cards. stamp-request added a header and removed a header. ' +
        'token-gate held the request for 12 ms to ask authz, which said 200 and added 2 headers. fault is disabled. ' +
        'orders answered 200 after 30 ms. On the way back redact-cards added a header and changed the body from 796 B to 776 B. ' +
        'The client got 200 with 776 B. The expectation holds.',
    );
  });

  it('a local reply and what fails', () => {
    const words = summaryOf(buildScore(noToken(), scriptedParticipants, 0), [
      { index: 0, text: 'status is 200', pass: false, actual: '401' },
    ]);
    expect(words).toContain('token-gate answered itself with 401. fault is disabled. Nothing reached an upstream.');
    expect(words).toContain('1 of 1 expectations fail: status is 200.');
  });
});

describe('arrow keys', () => {
  const at = (number: number) => gold.steps.find((step) => step.number === number)!;
  it.each([
    [4, 'ArrowRight', false, 5],
    [4, 'ArrowLeft', false, 3],
    [1, 'ArrowLeft', false, null],
    [4, 'Home', false, 1],
    [4, 'End', false, gold.steps.length],
    [10, 'ArrowRight', true, 12],
    [4, 'ArrowUp', false, 3],
    [1, 'ArrowUp', false, null],
    [4, 'x', false, null],
  ])('from step %i, %s (Shift: %s) leads to %s', (from, key, shift, to) => {
    expect(stepFor(gold, at(from), key, shift)?.number ?? null).toBe(to);
  });
});

describe('after an edit of the chain, until it has run', () => {
  const chain = scriptedParticipants.chain;
  it('an unchanged chain leaves the score as it is', () => {
    expect(remapRows(gold, chain)).toBe(gold);
  });

  it('steps follow their filters to other rows', () => {
    const moved = remapRows(gold, [chain[2]!, chain[0]!, chain[1]!, ...chain.slice(3)]);
    expect(moved.rows.slice(1, 4).map((row) => row.name)).toEqual(['token-gate', 'cors', 'stamp-request']);
    expect(moved.steps.find((step) => step.letter === 'C')?.row).toBe(1);
  });

  it('a filter that is gone takes its steps with it, a new one has an empty row', () => {
    const other = remapRows(gold, [{ name: 'new', disabled: false }, ...chain.slice(3)]);
    expect(other.rows[1]).toMatchObject({ name: 'new', note: 'not run yet', filter: 0 });
    expect(other.steps.some((step) => step.filter?.name === 'token-gate')).toBe(false);
    expect(other.steps.every((step) => step.row < other.rows.length)).toBe(true);
  });
});
