import type { FilterStatus } from '@chainwright/runtime/filter/filter-status';
import { textToBytes } from '@chainwright/runtime/http/byte-string';
import type {
  BodyRef,
  Direction,
  FilterCallbackName,
  HeaderMapName,
  HeaderPairs,
  TraceEvent,
  TraceEventBody,
} from '@chainwright/runtime/trace/trace-event';
import type { TraceSource } from '../trace-source.ts';

/** Writes a trace by hand, event by event, as the engine would. */
export class TraceScript implements TraceSource {
  private readonly events: TraceEvent[] = [];
  private readonly bodies: Uint8Array[] = [];
  private readonly chain: readonly string[];
  private now = 0;
  private who: { index: number; name: string } | null = null;
  private way: Direction | null = null;
  private line: number | null = null;
  private which: number | null = 0;

  constructor(chain: readonly string[]) {
    this.chain = chain;
  }

  get length(): number {
    return this.events.length;
  }
  at(index: number): TraceEvent {
    return this.events[index]!;
  }
  body(ref: BodyRef): Uint8Array {
    return this.bodies[ref.body]!;
  }

  /** Virtual milliseconds from here on. */
  ms(milliseconds: number): this {
    this.now = milliseconds * 1e6;
    return this;
  }
  request(index: number | null): this {
    this.which = index;
    return this;
  }
  in(name: string | null, direction: Direction | null = this.way): this {
    this.who = name === null ? null : { index: this.chain.indexOf(name), name };
    this.way = direction;
    return this;
  }
  source(line: number | null): this {
    this.line = line;
    return this;
  }
  bytes(text: string): BodyRef {
    this.bodies.push(textToBytes(text));
    return { body: this.bodies.length - 1, length: this.bodies[this.bodies.length - 1]!.length };
  }
  emit(body: TraceEventBody): this {
    this.events.push({
      seq: this.events.length,
      at: this.now,
      worker: 0,
      request: this.which,
      stream: this.which === null ? null : this.which + 1,
      filter: this.who,
      direction: this.way,
      vm: null,
      source: this.who && this.line !== null ? { id: this.who.name, line: this.line, column: 3 } : null,
      cost: null,
      cause: null,
      ...body,
    });
    return this;
  }

  arrive(headers: HeaderPairs, endStream = true): this {
    return this.in(null, 'request').emit({ kind: 'downstream-request', part: 'headers', headers, endStream });
  }
  arriveData(text: string, endStream: boolean): this {
    return this.in(null, 'request').emit({
      kind: 'downstream-request',
      part: 'data',
      data: this.bytes(text),
      endStream,
    });
  }
  enter(name: string, callback: FilterCallbackName, data: string | null = null, endStream = false): this {
    const way = callback.startsWith('decode') ? 'request' : callback.startsWith('encode') ? 'response' : this.way;
    return this.in(name, way).emit({
      kind: 'filter-called',
      callback,
      endStream,
      headers: null,
      data: data === null ? null : this.bytes(data),
    });
  }
  leave(name: string, callback: FilterCallbackName, status: FilterStatus | null): this {
    return this.in(name).emit({ kind: 'filter-returned', callback, status, headers: null, data: null });
  }
  pass(
    name: string,
    callback: FilterCallbackName,
    status: FilterStatus = 'Continue',
    data: string | null = null,
    endStream = false,
  ): this {
    return this.enter(name, callback, data, endStream).leave(name, callback, status);
  }
  change(
    map: HeaderMapName,
    op: 'add' | 'replace' | 'remove',
    name: string,
    after: string | null,
    before: string | null = null,
  ): this {
    return this.emit({
      kind: 'header-changed',
      map,
      op,
      name,
      before: before === null ? [] : [before],
      after: after === null ? [] : [after],
    });
  }
  upstream(cluster: string, headers: HeaderPairs): this {
    return this.in(null, 'request').emit({
      kind: 'upstream-request',
      cluster,
      attempt: 1,
      part: 'headers',
      headers,
      endStream: true,
    });
  }
  upstreamAnswers(cluster: string, status: number, endStream: boolean): this {
    return this.in(null, 'response').emit({
      kind: 'upstream-response',
      cluster,
      attempt: 1,
      part: 'headers',
      headers: [[':status', `${status}`]],
      endStream,
    });
  }
  upstreamData(cluster: string, text: string, endStream: boolean): this {
    return this.in(null, 'response').emit({
      kind: 'upstream-response',
      cluster,
      attempt: 1,
      part: 'data',
      data: this.bytes(text),
      endStream,
    });
  }
  answer(status: number, endStream: boolean): this {
    return this.in(null, 'response').emit({
      kind: 'downstream-response',
      part: 'headers',
      headers: [[':status', `${status}`]],
      endStream,
    });
  }
  answerData(text: string, endStream: boolean): this {
    return this.in(null, 'response').emit({
      kind: 'downstream-response',
      part: 'data',
      data: this.bytes(text),
      endStream,
    });
  }
  end(responseCode: number, responseCodeDetails: string, responseFlags = '-'): this {
    return this.in(null, null).emit({ kind: 'stream-ended', responseCode, responseFlags, responseCodeDetails });
  }
}

const CHAIN = ['cors', 'stamp-request', 'token-gate', 'fault', 'redact-cards', 'router'];
const MEMBERS = CHAIN.map((name) => ({ name, disabled: name === 'fault' }));

/** The chain of the scripted traces below. */
export const scriptedParticipants = { chain: MEMBERS, upstreams: ['orders'], callouts: ['authz'] };

/** A request that is held for a callout, passes, and whose answer is changed. */
export function goldUsersOrder(): TraceScript {
  const t = new TraceScript(CHAIN);
  t.arrive([
    [':method', 'GET'],
    [':path', '/api/orders/1042'],
    [':authority', 'shop.example.com'],
    ['authorization', 'Bearer x'],
    ['x-internal-user', 'admin'],
  ]);
  t.pass('cors', 'decodeHeaders');
  t.enter('stamp-request', 'decodeHeaders').source(5);
  t.emit({
    kind: 'lua-call',
    function: 'remove',
    args: [['name', '"x-internal-user"']],
    result: null,
    status: null,
    raw: null,
  });
  t.change('request-headers', 'remove', 'x-internal-user', null, 'admin');
  t.change('request-headers', 'add', 'x-edge-region', 'eu-central').leave('stamp-request', 'decodeHeaders', 'Continue');
  t.enter('token-gate', 'decodeHeaders').source(13);
  t.emit({ kind: 'vm-call', function: 'proxy_on_request_headers', args: [2, 6, 1] });
  t.emit({
    kind: 'http-call-sent',
    call: 4,
    cluster: 'authz',
    headers: [[':path', '/check']],
    data: t.bytes(''),
    trailers: [],
    timeoutMs: 250,
  });
  t.leave('token-gate', 'decodeHeaders', 'StopAllIterationAndWatermark');
  t.ms(12).in('token-gate', 'request');
  t.emit({
    kind: 'http-call-answered',
    call: 4,
    cluster: 'authz',
    outcome: 'answered',
    headers: [[':status', '200']],
    data: t.bytes(''),
    trailers: [],
  });
  t.enter('token-gate', 'onHttpCallResponse').source(33);
  t.emit({ kind: 'vm-call', function: 'proxy_on_http_call_response', args: [2, 4, 3, 0, 0] });
  t.change('request-headers', 'add', 'x-user-id', 'u_20418').change('request-headers', 'add', 'x-user-tier', 'gold');
  t.emit({ kind: 'resumed' }).leave('token-gate', 'onHttpCallResponse', null);
  t.in('fault', 'request').emit({ kind: 'filter-skipped', why: 'disabled' });
  t.pass('redact-cards', 'decodeHeaders').pass('router', 'decodeHeaders', 'StopIteration');
  t.upstream('orders', [[':method', 'GET']])
    .ms(42)
    .upstreamAnswers('orders', 200, false)
    .upstreamData('orders', 'x'.repeat(796), true);
  t.pass('redact-cards', 'encodeHeaders', 'StopIteration');
  const before = t.bytes('x'.repeat(796));
  const after = t.bytes('x'.repeat(776));
  t.enter('redact-cards', 'encodeData', 'x'.repeat(796), true).emit({
    kind: 'body-changed',
    body: 'response',
    before,
    after,
  });
  t.change('response-headers', 'add', 'x-redacted', '2').leave('redact-cards', 'encodeData', 'Continue');
  t.pass('token-gate', 'encodeHeaders').pass('stamp-request', 'encodeHeaders').pass('cors', 'encodeHeaders');
  t.answer(200, false)
    .pass('token-gate', 'encodeData', 'Continue', 'x'.repeat(776), true)
    .answerData('x'.repeat(776), true);
  t.in('token-gate', null).enter('token-gate', 'onLog').leave('token-gate', 'onLog', null);
  t.enter('token-gate', 'onDestroy').leave('token-gate', 'onDestroy', null);
  return t.end(200, 'via_upstream');
}

/** A request that a filter answers itself: the answer passes every encoder filter, also those below. */
export function noToken(): TraceScript {
  const t = new TraceScript(CHAIN);
  t.arrive([
    [':method', 'GET'],
    [':path', '/api/orders/1042'],
  ]);
  t.pass('cors', 'decodeHeaders').pass('stamp-request', 'decodeHeaders').enter('token-gate', 'decodeHeaders');
  t.emit({
    kind: 'local-reply',
    code: 401,
    headers: [],
    data: t.bytes('sign in first\n'),
    details: 'token_gate_no_token',
    grpcStatus: null,
  });
  t.pass('redact-cards', 'encodeHeaders').pass('token-gate', 'encodeHeaders').pass('stamp-request', 'encodeHeaders');
  t.answer(401, false).answerData('sign in first\n', true);
  t.leave('token-gate', 'decodeHeaders', 'StopAllIterationAndWatermark');
  return t.end(401, 'token_gate_no_token');
}

/** A body that comes in three pieces while a filter holds the headers. */
export function threePieces(): TraceScript {
  const t = new TraceScript(['gate', 'router']);
  t.arrive(
    [
      [':method', 'POST'],
      [':path', '/'],
    ],
    false,
  ).pass('gate', 'decodeHeaders', 'StopIteration');
  t.arriveData('one', false).pass('gate', 'decodeData', 'StopIterationAndBuffer', 'one');
  t.ms(10).arriveData('two', false).pass('gate', 'decodeData', 'StopIterationAndBuffer', 'onetwo');
  t.ms(20)
    .arriveData('three', true)
    .enter('gate', 'decodeData', 'onetwothree', true)
    .leave('gate', 'decodeData', 'Continue');
  t.pass('router', 'decodeHeaders', 'StopIteration').pass(
    'router',
    'decodeData',
    'StopIterationNoBuffer',
    'onetwothree',
    true,
  );
  t.upstream('orders', [[':method', 'POST']])
    .ms(26)
    .upstreamAnswers('orders', 201, true)
    .answer(201, true);
  return t.end(201, 'via_upstream');
}
