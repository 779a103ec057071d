import { describe, expect, it } from 'vitest';
import type { TraceEventBody } from './trace-event.ts';
import { TraceReader } from './trace-reader.ts';
import { TraceRecorder } from './trace-recorder.ts';

const CONTEXT = {
  worker: 0,
  request: 1,
  stream: 2,
  filter: { index: 3, name: '__proto__' },
  direction: 'request',
  vm: 'lua.0',
} as const;

const headers = [
  [':path', '/'],
  ['x', '\xff'],
] as const;

const EVENTS: TraceEventBody[] = [
  { kind: 'stream-started', protocol: 'HTTP/2' },
  { kind: 'downstream-request', part: 'headers', headers, endStream: true },
  { kind: 'downstream-request', part: 'reset', reason: 'gone' },
  { kind: 'filter-called', callback: 'decodeHeaders', endStream: true, headers, data: null },
  { kind: 'filter-returned', callback: 'decodeHeaders', status: 'Continue', headers, data: null },
  { kind: 'stat', name: 's', type: 'histogram', delta: 0.25 },
  { kind: 'stat', name: 's', type: 'gauge', delta: -7 },
  { kind: 'stat', name: 's', type: 'counter', delta: 2 ** 40 },
  { kind: 'vm-return', function: 'f', result: null },
  {
    kind: 'header-changed',
    map: 'request-headers',
    op: 'add',
    name: 'x',
    before: [],
    after: ['\xff', 'b'],
  },
  { kind: 'access-log', fields: { a: 1, b: null, c: 'x' } },
  {
    kind: 'host-call',
    function: 'proxy_log',
    args: [['level', 'info']],
    result: null,
    status: 'Ok',
    raw: { args: [2, 4294967295], result: 0 },
  },
  { kind: 'route-cache-cleared' },
];

describe('a recorded trace', () => {
  it('is read back event by event as it was emitted', () => {
    const recorder = new TraceRecorder();
    let now = 0;
    recorder.setClock({ now: () => now });
    const emitter = recorder.emitter(CONTEXT);
    for (const event of EVENTS) {
      now += 1000;
      emitter.emit(event);
    }
    const reader = new TraceReader(recorder.pack());
    const empty = { ...CONTEXT, source: null, cost: null, cause: null };
    expect([...reader]).toEqual(EVENTS.map((event, seq) => ({ seq, at: (seq + 1) * 1000, ...empty, ...event })));
    expect(reader.kindAt(10)).toBe('access-log');
  });

  it('keeps bodies and their lengths', () => {
    const recorder = new TraceRecorder();
    const emitter = recorder.emitter();
    const bytes = new Uint8Array([1, 2, 3]);
    const before = emitter.body(bytes);
    bytes[0] = 9;
    const after = emitter.body(new Uint8Array(0));
    emitter.emit({ kind: 'body-changed', body: 'request', before, after });
    const reader = new TraceReader(recorder.pack());
    const event = reader.at(0);
    if (event.kind !== 'body-changed') throw new Error(event.kind);
    expect(event.before).toEqual({ body: 0, length: 3 });
    expect([...reader.body(event.before)]).toEqual([1, 2, 3]);
    expect(reader.body(event.after).length).toBe(0);
  });

  it('fills in extras, and the place of the emitter where none is given', () => {
    const recorder = new TraceRecorder();
    const emitter = recorder.emitter({ worker: -1 });
    emitter.place = () => ({ id: 'a.lua', line: 3, column: 1 });
    emitter.emit({ kind: 'resumed' });
    emitter.emit({ kind: 'resumed' }, { source: { id: 'b', line: 1, column: 2 }, cost: 5, cause: 0, vm: 'v' });
    emitter.emit({ kind: 'resumed' }, { source: null, direction: 'response' });
    const reader = new TraceReader(recorder.pack());
    expect(reader.at(0)).toMatchObject({ worker: -1, source: { id: 'a.lua', line: 3 }, cost: null });
    expect(reader.at(1)).toMatchObject({ source: { id: 'b', line: 1, column: 2 }, cost: 5, cause: 0, vm: 'v' });
    expect(reader.at(2)).toMatchObject({ source: null, direction: 'response' });
  });

  it('writes a header list once while it is the same list', () => {
    const recorder = new TraceRecorder();
    const emitter = recorder.emitter();
    const list = Array.from({ length: 100 }, (_, i) => [`n${i}`, `v${i}`] as const);
    for (let i = 0; i < 100; i++)
      emitter.emit({ kind: 'filter-called', callback: 'decodeHeaders', endStream: false, headers: list, data: null });
    const packed = recorder.pack();
    expect(packed.words.length).toBeLessThan(1000);
    expect(new TraceReader(packed).at(99)).toMatchObject({ headers: list });
  });

  it('drops what is over its limit and says so', () => {
    const recorder = new TraceRecorder({ events: 2 });
    for (let i = 0; i < 3; i++) recorder.emitter().emit({ kind: 'resumed' });
    expect([recorder.length, recorder.full]).toEqual([2, true]);
    expect(() => new TraceReader(recorder.pack()).at(2)).toThrow(RangeError);
  });
});
