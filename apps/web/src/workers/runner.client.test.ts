import { luaArtifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { stoppedResult } from '@chainwright/runtime/trace/stopped-result';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RunListener, RunnerClient } from './runner.client.ts';
import type { RunRequest } from './runner.protocol.ts';
import { FakeWorker } from './testing/fake-worker.ts';

const PROJECT = { version: 1, name: 'test', sources: {}, http_connection_manager: {}, scenarios: [] } satisfies Project;
const TRACE = { format: 1, length: 0 };

let workers: FakeWorker[];
let client: RunnerClient;
let heard: string[];

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  heard = [];
  client = new RunnerClient({
    spawn: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    now: () => Date.now(),
  });
});
afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

const listener = (label: string): RunListener => ({
  onScenario: (scenario, result, trace) =>
    heard.push(`${label} ${scenario} ${result.outcome}${trace === null ? ' no trace' : ''}`),
  onFailure: (scenario, reason) => heard.push(`${label} ${scenario} failed: ${reason}`),
  onEnd: (how) => heard.push(`${label} ${how}`),
});
const run = (label: string, scenarios: string[], artifacts = [luaArtifact('a', 'x')]): void =>
  client.run({ project: PROJECT, artifacts, scenarios }, listener(label));
const last = (worker: FakeWorker | undefined): RunRequest => worker!.posted.at(-1) as RunRequest;

/** The worker runs one scenario of its newest request to the end. */
function finish(worker: FakeWorker, scenario: string, runId = last(worker).runId): void {
  worker.say({ type: 'begun', runId, scenario });
  const result = { ...stoppedResult(scenario, ''), outcome: 'completed' };
  worker.say({ type: 'scenarioDone', runId, scenario, result, trace: TRACE });
}

function finishAll(worker: FakeWorker): void {
  const { scenarios, runId } = last(worker);
  for (const scenario of scenarios) finish(worker, scenario);
  worker.say({ type: 'done', runId });
}

test('scenarios run in a worker when it is ready, and a spare one is started after the first run', () => {
  run('A', ['one', 'two']);
  expect(workers[0]!.posted).toEqual([]);
  workers[0]!.say({ type: 'ready' });
  expect(last(workers[0])).toMatchObject({ type: 'run', runId: 1, scenarios: ['one', 'two'] });
  finishAll(workers[0]!);
  expect(heard).toEqual(['A one completed', 'A two completed', 'A done']);
  expect(workers).toHaveLength(2);
});

test('a newer run supersedes one that is not through; its late results are not heard', () => {
  run('A', ['one', 'two']);
  workers[0]!.say({ type: 'ready' });
  finish(workers[0]!, 'one');
  run('B', ['one']);
  finish(workers[0]!, 'two', 1);
  finishAll(workers[0]!);
  expect(heard).toEqual(['A one completed', 'A superseded', 'B one completed', 'B done']);
});

test('artifacts that the worker has are not sent again', () => {
  const same = luaArtifact('a', 'x');
  run('A', [], [same, luaArtifact('b', '1')]);
  workers[0]!.say({ type: 'ready' });
  expect(last(workers[0]).artifacts).toEqual([same, luaArtifact('b', '1')]);
  run('B', [], [same, luaArtifact('b', '2')]);
  expect(last(workers[0]).artifacts).toEqual([{ name: 'a', known: same.hash }, luaArtifact('b', '2')]);
  run('C', [], [same, luaArtifact('b', '1')]);
  expect(last(workers[0]).artifacts).toEqual([{ name: 'a', known: same.hash }, luaArtifact('b', '1')]);
});

test('a worker without a sign of life is ended, the scenario counts as stopped, the spare one goes on', async () => {
  run('A', ['warm']);
  workers[0]!.say({ type: 'ready' });
  finishAll(workers[0]!);
  workers[1]!.say({ type: 'ready' });
  heard = [];

  run('B', ['loops', 'fine']);
  workers[0]!.say({ type: 'begun', runId: 2, scenario: 'loops' });
  await vi.advanceTimersByTimeAsync(2900);
  workers[0]!.say({ type: 'alive' });
  await vi.advanceTimersByTimeAsync(3050);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect(heard).toEqual(['B loops stopped no trace']);
  expect(workers[0]!.isTerminated).toBe(true);
  expect(last(workers[1]).scenarios).toEqual(['fine']);
  expect(last(workers[1]).artifacts[0]).toEqual(luaArtifact('a', 'x'));
  finishAll(workers[1]!);
  expect(heard.slice(1)).toEqual(['B fine completed', 'B done']);
});

test('a worker that crashes stops its scenario, says why, and the next run works', () => {
  run('A', ['one']);
  workers[0]!.say({ type: 'ready' });
  workers[0]!.say({ type: 'begun', runId: 1, scenario: 'one' });
  workers[0]!.crash('out of memory');
  expect(heard).toEqual(['A one stopped no trace', 'A done']);
  run('B', ['one']);
  workers[1]!.say({ type: 'ready' });
  finishAll(workers[1]!);
  expect(heard.slice(2)).toEqual(['B one completed', 'B done']);
});

test('an engine that can not be loaded is told for every scenario', () => {
  run('A', ['one', 'two']);
  workers[0]!.crash('404');
  expect(heard).toEqual([
    'A one failed: The engine could not be loaded: 404',
    'A two failed: The engine could not be loaded: 404',
    'A done',
  ]);
});

test('an impossible state is told and the other scenarios run', () => {
  run('A', ['one', 'two']);
  workers[0]!.say({ type: 'ready' });
  workers[0]!.say({ type: 'failed', runId: 1, scenario: 'one', reason: 'impossible' });
  finish(workers[0]!, 'two');
  expect(heard).toEqual(['A one failed: impossible', 'A two completed']);
});

test('the first scenario of a worker may take longer', async () => {
  run('A', ['one', 'two']);
  workers[0]!.say({ type: 'ready' });
  workers[0]!.say({ type: 'begun', runId: 1, scenario: 'one' });
  await vi.advanceTimersByTimeAsync(5050);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect(heard).toEqual(['A one stopped no trace']);
});

test('after three dead workers in a short time the next run waits', async () => {
  for (const label of ['A', 'B', 'C']) {
    run(label, ['fine', 'loops']);
    const worker = workers.at(-1)!;
    worker.say({ type: 'ready' });
    finish(worker, 'fine');
    worker.say({ type: 'begun', runId: last(worker).runId, scenario: 'loops' });
    await vi.advanceTimersByTimeAsync(3100);
  }
  run('D', ['loops']);
  const worker = workers.at(-1)!;
  worker.say({ type: 'ready' });
  expect(worker.posted).toEqual([]);
  await vi.advanceTimersByTimeAsync(9000);
  expect(last(worker).scenarios).toEqual(['loops']);
  finishAll(worker);
  expect(heard.at(-1)).toBe('D done');
});

test('messages of another shape are ignored', () => {
  run('A', ['one']);
  workers[0]!.say({ type: 'ready' });
  for (const data of [null, 7, { type: 'scenarioDone', runId: 1, scenario: 'one' }, { type: 'done' }])
    workers[0]!.say(data);
  expect(heard).toEqual([]);
});
