import { byteStringToBorder, bytesToBorder } from '../http/byte-string.ts';
import type {
  BorderHeaders,
  LogResult,
  NotSimulated,
  ResponseResult,
  ScenarioOutcome,
  ScenarioResult,
  UpstreamResult,
} from './scenario-result.ts';
import type { HeaderPairs, MessagePart, TraceEvent } from './trace-event.ts';
import type { TraceReader } from './trace-reader.ts';

/** What the fold cannot read from the trace. */
export type FoldOptions = { readonly scenario: string; readonly engine: 'simulator' | 'envoy' };

/**
 * What a scenario came to, read from its trace alone. Expectations are left empty: who runs the scenario judges them.
 */
export function foldScenarioResult(reader: TraceReader, { scenario, engine }: FoldOptions): ScenarioResult {
  const fold = new ScenarioFold(reader);
  for (const event of reader) fold.take(event);
  return { scenario, engine, ...fold.result(), expectations: [] };
}

/** One message on the wire while it is put together. */
class MessageFold {
  status: number | null = null;
  headers: HeaderPairs = [];
  readonly pieces: Uint8Array[] = [];
  trailers: HeaderPairs = [];
  readonly informational: { status: number; headers: BorderHeaders }[] = [];
  complete = false;
  reset: string | null = null;

  take(part: MessagePart, body: (part: MessagePart & { part: 'data' }) => Uint8Array): void {
    switch (part.part) {
      case 'informational':
        this.informational.push({
          status: statusOf(part.headers) ?? 0,
          headers: borderHeaders(withoutPseudo(part.headers), false),
        });
        break;
      case 'headers':
        this.status = statusOf(part.headers);
        this.headers = part.headers;
        this.complete = part.endStream;
        break;
      case 'data': {
        const bytes = body(part);
        if (bytes.length > 0) this.pieces.push(bytes);
        if (part.endStream) this.complete = true;
        break;
      }
      case 'trailers':
        this.trailers = part.headers;
        this.complete = true;
        break;
      case 'reset':
        if (!this.complete) this.reset = part.reason;
        break;
    }
  }

  body() {
    const length = this.pieces.reduce((sum, piece) => sum + piece.length, 0);
    const all = new Uint8Array(length);
    let at = 0;
    for (const piece of this.pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return bytesToBorder(all);
  }

  chunks(): number[] {
    return this.pieces.map((piece) => piece.length);
  }
}

type ResponseFold = {
  readonly message: MessageFold;
  gaveUp: string | null;
  flags: string;
  details: string;
  http2: boolean;
};
type UpstreamFold = { readonly cluster: string; readonly message: MessageFold };

class ScenarioFold {
  readonly #reader: TraceReader;
  readonly #responses = new Map<number, ResponseFold>();
  readonly #upstreams = new Map<string, UpstreamFold>();
  readonly #callouts = new Map<number, UpstreamFold>();
  readonly #logs: LogResult[] = [];
  readonly #stats = new Map<string, number>();
  readonly #accessLog: ScenarioResult['access_log'][number][] = [];
  readonly #notSimulated = new Map<string, NotSimulated>();
  #outcome: ScenarioOutcome = 'completed';
  #reason: string | null = null;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  take(event: TraceEvent): void {
    switch (event.kind) {
      case 'downstream-request':
        this.#downstreamRequest(event);
        break;
      case 'downstream-response':
        this.#response(event.request).message.take(event, (part) => this.#reader.body(part.data));
        break;
      case 'upstream-request':
        this.#upstreamRequest(this.#upstreams, `${event.stream}/${event.cluster}/${event.attempt}`, event);
        break;
      case 'callout-request':
        this.#upstreamRequest(this.#callouts, event.call, event);
        break;
      case 'stream-ended': {
        const response = this.#response(event.request);
        response.flags = event.responseFlags;
        response.details = event.responseCodeDetails;
        break;
      }
      default:
        this.#takeReport(event);
    }
  }

  result(): Omit<ScenarioResult, 'scenario' | 'engine' | 'expectations'> {
    return {
      outcome: this.#outcome,
      reason: this.#reason,
      responses: [...this.#responses].sort(([a], [b]) => a - b).map(([request, fold]) => responseResult(request, fold)),
      upstreams: [...this.#upstreams.values()].map(upstreamResult),
      callouts: [...this.#callouts.values()].map(upstreamResult),
      logs: this.#logs,
      stats: this.#outcome === 'rejected' ? {} : this.#statsDelta(),
      access_log: this.#accessLog,
      not_simulated: [...this.#notSimulated.values()],
    };
  }

  #statsDelta(): Readonly<Record<string, number>> {
    const changed = [...this.#stats].filter(([, delta]) => delta !== 0);
    return Object.fromEntries(changed.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #takeReport(event: TraceEvent): void {
    switch (event.kind) {
      case 'access-log':
        this.#accessLog.push(event.fields);
        break;
      case 'log':
        this.#logs.push({
          level: event.level,
          component: event.component,
          filter: event.filter?.name ?? null,
          message: byteStringToBorder(event.message),
        });
        break;
      case 'stat':
        if (event.type !== 'histogram') {
          this.#stats.set(event.name, (this.#stats.get(event.name) ?? 0) + event.delta);
        }
        break;
      case 'stream-started':
        this.#response(event.request).http2 = event.protocol === 'HTTP/2';
        break;
      case 'not-simulated':
        this.#notSimulated.set(`${event.what}\n${event.why}`, {
          what: event.what,
          why: event.why,
          affects: event.affects,
        });
        break;
      case 'config-rejected':
        this.#end('rejected', event.message);
        break;
      case 'would-crash-envoy':
        this.#end('crashed', `${event.what}: ${event.why}`);
        break;
      case 'budget-exceeded':
        if (event.what !== 'log-lines')
          this.#end('stopped', `${event.what} budget of ${event.limit} exceeded in ${event.callback}`);
        break;
      default:
        break;
    }
  }

  #downstreamRequest(event: Extract<TraceEvent, { kind: 'downstream-request' }>): void {
    const response = this.#response(event.request);
    // A client that closes its connection of itself has nothing to complain about.
    const leaves = event.part === 'reset' && (event.reason === 'client closed' || event.reason === 'RST_STREAM CANCEL');
    if (event.part === 'reset' && !leaves) response.gaveUp = event.reason;
  }

  #response(request: number | null): ResponseFold {
    const key = request ?? 0;
    const known = this.#responses.get(key);
    if (known !== undefined) return known;
    const fold: ResponseFold = { message: new MessageFold(), gaveUp: null, flags: '-', details: '-', http2: false };
    this.#responses.set(key, fold);
    return fold;
  }

  #upstreamRequest<K>(
    folds: Map<K, UpstreamFold>,
    key: K,
    event: Extract<TraceEvent, { kind: 'upstream-request' | 'callout-request' }>,
  ): void {
    let fold = folds.get(key);
    if (fold === undefined) {
      fold = { cluster: event.cluster, message: new MessageFold() };
      folds.set(key, fold);
    }
    fold.message.take(event, (part) => this.#reader.body(part.data));
  }

  /** The gravest outcome stays: a crash is worse than a stop. */
  #end(outcome: ScenarioOutcome, reason: string): void {
    if (this.#outcome === 'crashed' || this.#outcome === 'rejected') return;
    if (this.#outcome === 'stopped' && outcome === 'stopped') return;
    this.#outcome = outcome;
    this.#reason = reason;
  }
}

function responseResult(request: number, { message, gaveUp, flags, details, http2 }: ResponseFold): ResponseResult {
  return {
    request,
    status: message.status,
    headers: borderHeaders(withoutPseudo(message.headers), http2),
    body: message.body(),
    chunks: message.chunks(),
    trailers: borderHeaders(message.trailers, http2),
    informational: message.informational,
    complete: message.complete && gaveUp === null,
    reset: gaveUp ?? message.reset,
    response_flags: flags,
    response_code_details: details,
  };
}

/** Method and path stand beside the headers; the other pseudo headers of HTTP/2 stay among them. */
function upstreamResult({ cluster, message }: UpstreamFold): UpstreamResult {
  const value = (name: string) => message.headers.find(([key]) => key === name)?.[1] ?? '';
  const fields = message.headers.filter(([name]) => name !== ':method' && name !== ':path');
  const http2 = fields.some(([name]) => name === ':scheme');
  return {
    cluster,
    method: value(':method'),
    path: String(byteStringToBorder(value(':path'))),
    headers: borderHeaders(fields, http2),
    body: message.body(),
    chunks: message.chunks(),
    trailers: borderHeaders(message.trailers, http2),
    complete: message.complete,
  };
}

function statusOf(headers: HeaderPairs): number | null {
  const status = headers.find(([name]) => name === ':status')?.[1];
  return status === undefined ? null : Number(status);
}

function withoutPseudo(headers: HeaderPairs): HeaderPairs {
  return headers.filter(([name]) => !name.startsWith(':'));
}

/** HTTP/2 carries values as they are. */
function borderHeaders(headers: HeaderPairs, http2: boolean): BorderHeaders {
  return (http2 ? headers : headers.flatMap(readByPeer)).map(
    ([name, value]) => [String(byteStringToBorder(name)), byteStringToBorder(value)] as const,
  );
}

/** The fields that a peer reads: outer blanks are no part of a value, and a line break in it begins another field. */
function readByPeer([name, value]: HeaderPairs[number]): HeaderPairs {
  const [first = '', ...more] = value.split('\r\n');
  const trimmed = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, '');
  return [
    [name, trimmed(first)],
    ...more.map((line): HeaderPairs[number] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)), trimmed(line.slice(colon + 1))];
    }),
  ];
}
