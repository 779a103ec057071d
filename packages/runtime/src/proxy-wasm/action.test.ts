import { describe, expect, test } from 'vitest';
import { dataStatus, headersStatus, trailersStatus } from './action.ts';

const MINUS_ONE = 0xffffffff;

describe('headers callbacks', () => {
  test.each([
    [0, false, 'Continue'],
    [1, false, 'StopAllIterationAndWatermark'],
    [1, true, 'StopIteration'],
    [2, false, 'Continue'],
    [2, true, 'Continue'],
    [3, false, 'StopAllIterationAndBuffer'],
    [4, false, 'StopAllIterationAndWatermark'],
    [5, true, 'StopAllIterationAndWatermark'],
    [MINUS_ONE, true, 'StopAllIterationAndWatermark'],
  ] as const)('%i, allow_on_headers_stop_iteration %s → %s', (action, allowStopIteration, status) => {
    expect(headersStatus(action, { allowStopIteration, stopNext: false })).toBe(status);
  });
});

describe('body callbacks', () => {
  test.each([
    [0, 'Continue'],
    [1, 'StopIterationAndBuffer'],
    [2, 'StopIterationAndWatermark'],
    [3, 'StopIterationNoBuffer'],
    [4, 'StopIterationNoBuffer'],
    [MINUS_ONE, 'StopIterationNoBuffer'],
  ] as const)('%i → %s', (action, status) => {
    expect(dataStatus(action, false)).toBe(status);
  });
});

describe('trailers callbacks', () => {
  test.each([
    [0, 'Continue'],
    [1, 'StopIteration'],
    [9, 'StopIteration'],
  ] as const)('%i → %s', (action, status) => {
    expect(trailersStatus(action, false)).toBe(status);
  });
});

test('after a local response the answer does not count', () => {
  expect(headersStatus(0, { allowStopIteration: false, stopNext: true })).toBe('StopAllIterationAndWatermark');
  expect(dataStatus(0, true)).toBe('StopIterationNoBuffer');
  expect(trailersStatus(0, true)).toBe('StopIteration');
});
