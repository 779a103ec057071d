import { wasmArtifact } from '@chainwright/filters/compile/artifact';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CompilerClient, type CompilerStatus } from './compiler.client.ts';
import type { CompileRequest } from './compiler.protocol.ts';
import { FakeWorker } from './testing/fake-worker.ts';

vi.mock('./binaryen-module.ts', () => ({ loadBinaryen: () => Promise.resolve(emptyModule()) }));

const emptyModule = (): WebAssembly.Module => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));

let workers: FakeWorker[];
let statuses: CompilerStatus[];
let client: CompilerClient;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  statuses = [];
  client = new CompilerClient({
    spawn: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    onStatus: (status) => statuses.push(status),
  });
});
afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

const text = (content: string) => ({ assemblyscript: { files: { 'index.ts': content } } });
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const requests = (worker: FakeWorker | undefined): CompileRequest[] =>
  (worker?.posted ?? []).filter((message) => (message as { type: string }).type === 'compile') as CompileRequest[];

/** The worker answers a request with a module whose only byte is `byte`. */
function answer(worker: FakeWorker, request: CompileRequest, byte: number, compilerFailed = false): void {
  worker.say({ type: 'begun', runId: request.runId });
  const result = { wasm: Uint8Array.of(byte), sourceMap: null, diagnostics: [], compilerFailed };
  worker.say({ type: 'compiled', runId: request.runId, artifact: wasmArtifact(request.name, result), compilerFailed });
}

test('the worker gets the module first, and sources when it is ready', async () => {
  const artifact = client.compileSource('gate', text('a'));
  await settle();
  const [worker] = workers;
  expect(worker!.posted).toEqual([{ type: 'binaryen', module: expect.any(WebAssembly.Module) }]);
  worker!.say({ type: 'ready' });
  expect(requests(worker)).toMatchObject([{ name: 'gate', source: text('a'), purpose: 'run' }]);
  answer(worker!, requests(worker)[0]!, 1);
  expect((await artifact)!.wasm).toEqual(Uint8Array.of(1));
  expect(statuses.map(({ state }) => state)).toEqual(['loading', 'ready']);
});

test('Lua and uploaded modules need no worker, and stay the same object while their source does', async () => {
  const sources = { script: { lua: 'x = 1' }, module: { wasm: { base64: 'AGFzbQEAAAA=' } } };
  const first = await client.compileProject(sources);
  const second = await client.compileProject({ ...sources });
  expect(first!.map(({ name, kind, diagnostics }) => [name, kind, diagnostics.length])).toEqual([
    ['script', 'lua', 0],
    ['module', 'wasm', 0],
  ]);
  expect(second![1]).toBe(first![1]);
  expect(workers).toHaveLength(0);
});

test('a newer text takes the place of one that is not done, and a project is never mixed of both', async () => {
  const old = client.compileProject({ gate: text('a'), other: text('o') });
  const newer = client.compileProject({ gate: text('ab'), other: text('o') });
  await settle();
  const [worker] = workers;
  worker!.say({ type: 'ready' });
  expect(requests(worker).map(({ source }) => source)).toEqual([text('ab'), text('o')]);
  for (const request of requests(worker)) answer(worker!, request, request.runId);
  expect(await old).toBeNull();
  expect((await newer)!.map(({ name }) => name)).toEqual(['gate', 'other']);
});

test('a late answer to an older text is not taken for the newer one', async () => {
  void client.compileSource('gate', text('a'));
  await settle();
  const [worker] = workers;
  worker!.say({ type: 'ready' });
  const newer = client.compileSource('gate', text('ab'));
  const [first, second] = requests(worker);
  answer(worker!, first!, 1);
  answer(worker!, second!, 2);
  expect((await newer)!.wasm).toEqual(Uint8Array.of(2));
});

test('what was compiled is not compiled again', async () => {
  const first = client.compileSource('gate', text('a'));
  const meanwhile = client.compileSource('gate', text('a'));
  await settle();
  workers[0]!.say({ type: 'ready' });
  answer(workers[0]!, requests(workers[0])[0]!, 1);
  expect((await first)!.wasm).toEqual(Uint8Array.of(1));
  expect(await meanwhile).toBe(await first);
  expect(await client.compileSource('gate', text('a'))).toBe(await first);
  expect(requests(workers[0])).toHaveLength(1);
});

test('a compilation that does not end is stopped, said so, and the others go on in a new worker', async () => {
  const slow = client.compileSource('slow', text('loop'));
  const other = client.compileSource('other', text('o'));
  await settle();
  workers[0]!.say({ type: 'ready' });
  workers[0]!.say({ type: 'begun', runId: requests(workers[0])[0]!.runId });
  await vi.advanceTimersByTimeAsync(LIMITS.compileMs);
  expect((await slow)!.diagnostics[0]).toMatchObject({ severity: 'error', code: 'compiler-too-slow' });
  expect(workers[0]!.isTerminated).toBe(true);
  workers[1]!.say({ type: 'ready' });
  expect(requests(workers[1]).map(({ name }) => name)).toEqual(['other']);
  answer(workers[1]!, requests(workers[1])[0]!, 3);
  expect((await other)!.wasm).toEqual(Uint8Array.of(3));
});

test('a worker whose compiler failed is replaced, its answer counts', async () => {
  const first = client.compileSource('gate', text('a'));
  await settle();
  workers[0]!.say({ type: 'ready' });
  answer(workers[0]!, requests(workers[0])[0]!, 1, true);
  expect((await first)!.wasm).toEqual(Uint8Array.of(1));
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
});

test('a worker that can not be loaded is a diagnostic, and the next request tries again', async () => {
  const first = client.compileSource('gate', text('a'));
  await settle();
  workers[0]!.crash('no network');
  expect((await first)!.diagnostics[0]).toMatchObject({
    code: 'compiler-not-loaded',
    message: 'The compiler could not be loaded: no network',
  });
  expect(statuses.at(-1)!.state).toBe('failed');
  void client.compileSource('gate', text('a'));
  expect(workers).toHaveLength(2);
});

test('an export has a worker of its own that is ended when it is done', async () => {
  client.warmUp();
  const artifacts = [client.compileSource('a', text('a'), 'export'), client.compileSource('b', text('b'), 'export')];
  await settle();
  const [, worker] = workers;
  worker!.say({ type: 'ready' });
  for (const request of requests(worker)) answer(worker!, request, request.runId);
  expect((await Promise.all(artifacts)).map((artifact) => artifact!.wasm!.length)).toEqual([1, 1]);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([false, true]);
});

test('messages of another shape are ignored', async () => {
  const artifact = client.compileSource('gate', text('a'));
  await settle();
  const [worker] = workers;
  for (const data of [
    null,
    1,
    'ready',
    {},
    { type: 'compiled' },
    { type: 'compiled', runId: 1, artifact: {}, compilerFailed: false },
  ]) {
    worker!.say(data);
  }
  worker!.say({ type: 'ready' });
  answer(worker!, requests(worker)[0]!, 1);
  expect((await artifact)!.wasm).toEqual(Uint8Array.of(1));
});
