import { expect, it } from 'vitest';
import { secretsIn } from './secrets.ts';

it('names each scenario whose requests carry what is often a secret', () => {
  const scenario = (name: string, ...headers: [string, string][]) => ({ name, requests: [{ headers }] });
  const scenarios = [
    scenario('a', ['Authorization', 'x'], ['cookie', 'y']),
    scenario('b', ['accept', 'z']),
    scenario('c', ['x-api-key', 'k']),
  ];
  const project = { version: 1 as const, name: 'p', sources: {}, http_connection_manager: {}, scenarios };
  expect(secretsIn(project)).toEqual([
    { header: 'Authorization', scenario: 'a' },
    { header: 'x-api-key', scenario: 'c' },
  ]);
});
