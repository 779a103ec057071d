import {
  type BorderText,
  type ByteString,
  borderToByteString,
  byteStringToBytes,
  textToByteString,
} from '../http/byte-string.ts';
import { readHttp1Message } from '../http/http1-message.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import { arrivingSizes } from '../upstream/read-sizes.ts';
import type { Pace } from '../upstream/response-step.ts';
import { bodyPieces, headerFields, type ScriptedBody, type ScriptedHeaders } from '../upstream/scripted-answer.ts';

/** A sample request in the form of the project document. Times in virtual milliseconds. */
export type ScriptedRequest = {
  readonly protocol?: 'http1' | 'http2' | undefined;
  readonly http_version?: '1.0' | '1.1' | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly authority?: string | null | undefined;
  readonly headers?: ScriptedHeaders | undefined;
  readonly body?: ScriptedBody | undefined;
  readonly trailers?: ScriptedHeaders | undefined;
  readonly chunk_delay_ms?: number | undefined;
  readonly at_ms?: number | undefined;
  readonly worker?: number | undefined;
  readonly raw?: BorderText | undefined;
  readonly reset?: 'after-request' | undefined;
};

/** One thing that the client writes after the head. */
export type RequestStep = { readonly delayMs: number; readonly pace: Pace } & (
  | { readonly step: 'data'; readonly bytes: Uint8Array<ArrayBuffer>; readonly endStream: boolean }
  | { readonly step: 'trailers'; readonly headers: HeaderPairs }
  | { readonly step: 'broken' }
);

/** A request as the client sends it. */
export type RequestPlan = {
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  readonly method: ByteString;
  /** The request target of HTTP/1, `:path` of HTTP/2; null: none was sent. */
  readonly target: ByteString | null;
  /** The fields as sent (HTTP/2: pseudo headers too). */
  readonly fields: HeaderPairs;
  /** The HTTP/1 start line could not be read. */
  readonly badStartLine: boolean;
  /** Control bytes stand somewhere in the HTTP/1 head. */
  readonly badCharacters: boolean;
  /** The HTTP/1 start line has no version. */
  readonly versionless: boolean;
  readonly endStream: boolean;
  readonly steps: readonly RequestStep[];
  /** Everything comes in one read of the socket. */
  readonly atOnce: boolean;
};

/** How the listener reads a request. */
export type RequestWire = { readonly enableTrailers: boolean; readonly bufferLimit: number };

/** The steps of a sample request; null: raw bytes that hold no whole head, so that Envoy waits. */
export function planRequest(request: ScriptedRequest, wire: RequestWire): RequestPlan | null {
  if (request.raw !== undefined) return planRaw(borderToByteString(request.raw), wire);
  return request.protocol === 'http2' ? planHttp2(request) : planHttp1(request, wire);
}

function planHttp1(request: ScriptedRequest, wire: RequestWire): RequestPlan {
  const fields = (request.headers ?? []).map(([name, value]) =>
    asRead(textToByteString(name), borderToByteString(value)),
  );
  const has = (name: string) => fields.some(([key]) => key.toLowerCase() === name);
  const authority = request.authority === undefined ? 'example.com' : request.authority;
  if (authority !== null && !has('host')) fields.unshift(['host', textToByteString(authority)]);
  const pieces = bodyPieces(request.body);
  const trailers = headerFields(request.trailers);
  if ((pieces !== null || trailers.length > 0) && !has('content-length') && !has('transfer-encoding')) {
    fields.push(['transfer-encoding', 'chunked']);
  }
  const message = { pieces: pieces ?? [], trailers, complete: true, broken: false };
  const head = [request.method, request.path, ...fields.flat()].join(' ');
  const http10 = request.http_version === '1.0';
  return {
    protocol: http10 ? 'HTTP/1.0' : 'HTTP/1.1',
    method: textToByteString(request.method ?? 'GET'),
    target: textToByteString(request.path ?? '/'),
    badStartLine: false,
    badCharacters: hasControls(head),
    versionless: false,
    atOnce: false,
    ...http1Body(fields, message, { wire, delayMs: request.chunk_delay_ms ?? 0 }),
    ...(request.method === 'CONNECT' ? { endStream: false, steps: [] } : {}),
  };
}

function hasControls(text: ByteString): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);
}

/** A name ends at its first colon, wherever the sample wanted it to end. */
function asRead(name: ByteString, value: ByteString): [ByteString, ByteString] {
  const colon = name.indexOf(':');
  return colon > 0 ? [name.slice(0, colon), `${name.slice(colon + 1)}: ${value}`] : [name, value];
}

function planRaw(raw: ByteString, wire: RequestWire): RequestPlan | null {
  const message = readHttp1Message(raw, { untilClose: false });
  if (message === null) return null;
  const start = /^(\S+)[ \t]+(.*?)[ \t]+HTTP\/1\.([01])[ \t]*$/.exec(message.head.startLine);
  const versionless = /^(\S+) (\S+)$/.exec(message.head.startLine);
  const pieces = message.pieces.length === 0 ? [] : [byteStringToBytes(message.pieces.join(''))];
  const body = http1Body(message.head.fields, { ...message, pieces }, { wire, delayMs: 0 });
  return {
    protocol: start?.[3] === '0' ? 'HTTP/1.0' : 'HTTP/1.1',
    method: (start ?? versionless)?.[1] ?? '',
    target: (start ?? versionless)?.[2] ?? '',
    badStartLine: (start ?? versionless) === null || message.head.badLine,
    badCharacters: hasControls(message.head.text),
    versionless: versionless !== null,
    atOnce: true,
    ...body,
    ...(start?.[1] === 'CONNECT' ? { endStream: false, steps: [] } : {}),
  };
}

type Http1Body = {
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly trailers: HeaderPairs;
  readonly complete: boolean;
  readonly broken: boolean;
};

type Http1Writing = { readonly wire: RequestWire; readonly delayMs: number };

function http1Body(
  fields: HeaderPairs,
  body: Http1Body,
  { wire, delayMs }: Http1Writing,
): Pick<RequestPlan, 'fields' | 'endStream' | 'steps'> {
  const value = (name: string) => fields.find(([key]) => key.toLowerCase() === name)?.[1];
  const chunked = /chunked/i.test(value('transfer-encoding') ?? '');
  const length = chunked ? null : Number(value('content-length') ?? 0);
  const upgrades = /(^|,)\s*upgrade\s*(,|$)/i.test(value('connection') ?? '') && (value('upgrade') ?? 'h2c') !== 'h2c';
  if (upgrades && !chunked && length === 0) return { fields, endStream: false, steps: [] };
  if (length === 0 || Number.isNaN(length)) return { fields, endStream: true, steps: [] };
  const steps: RequestStep[] = [];
  let sent = 0;
  for (const [i, piece] of body.pieces.entries()) {
    const bytes = length === null ? piece : piece.subarray(0, Math.max(0, length - sent));
    sent += bytes.length;
    steps.push(
      ...pieceSteps(bytes, { chunked, limit: wire.bufferLimit, protocol: 'HTTP/1.1', delayMs: i === 0 ? 0 : delayMs }),
    );
  }
  if (body.broken) return { fields, endStream: false, steps: [...steps, { step: 'broken', ...SAME_READ }] };
  const ended = length === null ? body.complete : sent >= length;
  if (ended && chunked && wire.enableTrailers && body.trailers.length > 0) {
    steps.push({
      step: 'trailers',
      ...SETTLED,
      headers: body.trailers.map(([name, text]) => [name.toLowerCase(), text]),
    });
  } else if (ended) {
    const alone = chunked && (body.trailers.length > 0 || body.pieces.length === 0);
    steps.push({ step: 'data', ...(alone ? SETTLED : SAME_READ), bytes: new Uint8Array(0), endStream: true });
  }
  return { fields, endStream: false, steps };
}

const SETTLED = { delayMs: 0, pace: 'settled' } as const;
const SAME_READ = { delayMs: 0, pace: 'same-read' } as const;

function planHttp2(request: ScriptedRequest): RequestPlan {
  const given = headerFields(request.headers);
  const authority = request.authority === undefined ? 'example.com' : request.authority;
  const pseudo: [string, string][] = [
    [':method', textToByteString(request.method ?? 'GET')],
    [':scheme', 'http'],
    [':path', textToByteString(request.path ?? '/')],
  ];
  if (authority !== null) pseudo.push([':authority', textToByteString(authority)]);
  const fields: HeaderPairs = [...pseudo.filter(([name]) => !given.some(([key]) => key === name)), ...given];
  const pieces = bodyPieces(request.body) ?? [];
  const trailers = headerFields(request.trailers);
  const value = (name: string) => fields.find(([key]) => key === name)?.[1];
  const steps: RequestStep[] = [];
  for (const [i, piece] of pieces.entries()) {
    const last = i === pieces.length - 1 && trailers.length === 0;
    const how = {
      chunked: false,
      limit: 0,
      protocol: 'HTTP/2' as const,
      delayMs: i === 0 ? 0 : (request.chunk_delay_ms ?? 0),
    };
    const parts = pieceSteps(piece, how);
    const end = parts.at(-1);
    if (last && end?.step === 'data') parts[parts.length - 1] = { ...end, endStream: true };
    steps.push(...parts);
  }
  if (trailers.length > 0) steps.push({ step: 'trailers', ...SETTLED, headers: trailers });
  return {
    protocol: 'HTTP/2',
    method: value(':method') ?? '',
    target: value(':path') ?? null,
    fields,
    badStartLine: false,
    badCharacters: false,
    versionless: false,
    atOnce: false,
    endStream: steps.length === 0,
    steps,
  };
}

function pieceSteps(
  piece: Uint8Array<ArrayBuffer>,
  how: {
    readonly chunked: boolean;
    readonly limit: number;
    readonly protocol: 'HTTP/1.1' | 'HTTP/2';
    readonly delayMs: number;
  },
): RequestStep[] {
  if (piece.length === 0 && how.protocol !== 'HTTP/2') return [];
  let at = 0;
  return arrivingSizes(piece.length, how).map((size, i): RequestStep => {
    const bytes = piece.subarray(at, at + size);
    at += size;
    const pace = i === 0 ? 'settled' : how.protocol === 'HTTP/2' ? 'same-read' : 'next-read';
    return { step: 'data', delayMs: i === 0 ? how.delayMs : 0, pace, bytes, endStream: false };
  });
}
