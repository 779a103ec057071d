import { expect, it } from 'vitest';
import { ClientSent } from './client-sent.ts';

it('waits for the client', () => {
  const done: string[] = [];
  const client = new ClientSent();
  client.whenSent(() => done.push('first'));
  expect(done).toEqual([]);
  client.markSent();
  client.whenSent(() => done.push('second'));
  expect(done).toEqual(['first', 'second']);
});

it('waits for nobody before the first client', () => {
  const done: string[] = [];
  ClientSent.ofNobody().whenSent(() => done.push('at once'));
  expect(done).toEqual(['at once']);
});
