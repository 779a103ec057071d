import type { ByteString } from './byte-string.ts';

/** The head of an HTTP/1 message as it stands on the wire; names keep their case. */
export type Http1Head = {
  readonly startLine: ByteString;
  readonly fields: readonly (readonly [name: ByteString, value: ByteString])[];
  /** Start line and fields as they came. */
  readonly text: ByteString;
  /** A line without a colon stands among the fields. */
  readonly badLine: boolean;
};

/** What the bytes of one connection hold. */
export type Http1Message = {
  readonly head: Http1Head;
  /** Body pieces: chunks, or one piece for what has a length. */
  readonly pieces: readonly ByteString[];
  readonly trailers: readonly (readonly [name: ByteString, value: ByteString])[];
  /** Whether the end of the message is there. */
  readonly complete: boolean;
  /** Everything behind the head. */
  readonly rest: ByteString;
  /** Bytes stand behind the last chunk. */
  readonly surplus: boolean;
  /** A chunk size that is none: the body is broken after `pieces`. */
  readonly broken: boolean;
};

/**
 * Takes the first message out of raw bytes; null when they hold no whole head. Nothing is judged here but the framing.
 * `untilClose`: a message without framing lasts until the connection ends (responses).
 */
export function readHttp1Message(bytes: ByteString, untilClose: { readonly untilClose: boolean }): Http1Message | null {
  const skipped = /^[\r\n]*/.exec(bytes)?.[0].length ?? 0;
  const end = /\r?\n\r?\n/.exec(bytes.slice(skipped));
  if (end === null) return null;
  const text = bytes.slice(skipped, skipped + end.index);
  // A line that begins with a blank goes on with the one before.
  const [startLine = '', ...lines] = text.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  const badLine = lines.some((line) => !line.includes(':'));
  const head: Http1Head = { startLine, fields: lines.map(splitField), text, badLine };
  const rest = bytes.slice(skipped + end.index + end[0].length);
  const field = (name: string) => head.fields.find(([key]) => key.toLowerCase() === name)?.[1];
  if (/chunked/i.test(field('transfer-encoding') ?? '')) return { head, rest, ...readChunks(rest) };
  const length = field('content-length');
  if (length !== undefined) {
    const body = rest.slice(0, Number(length));
    return {
      head,
      pieces: body === '' ? [] : [body],
      trailers: [],
      complete: body.length >= Number(length),
      broken: false,
      rest,
      surplus: false,
    };
  }
  if (untilClose.untilClose) {
    return {
      head,
      rest,
      surplus: false,
      pieces: rest === '' ? [] : [rest],
      trailers: [],
      complete: true,
      broken: false,
    };
  }
  return { head, rest, surplus: false, pieces: [], trailers: [], complete: true, broken: false };
}

function readChunks(rest: ByteString): Omit<Http1Message, 'head' | 'rest'> {
  const pieces: ByteString[] = [];
  const unfinished = (broken: boolean) => ({ pieces, trailers: [], complete: false, broken, surplus: false });
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return unfinished(rest.length > at && !/^[0-9a-f]/i.test(rest.slice(at)));
    const size = /^([0-9a-f]+)\s*(;.*)?$/i.exec(rest.slice(at, lineEnd));
    if (size === null) return unfinished(true);
    const length = Number.parseInt(size[1] as string, 16);
    const start = lineEnd + 2;
    if (length === 0) return readTrailers(rest.slice(start), pieces);
    if (rest.length < start + length) {
      if (rest.length > start) pieces.push(rest.slice(start));
      return unfinished(false);
    }
    pieces.push(rest.slice(start, start + length));
    at = start + length + 2;
  }
}

function readTrailers(rest: ByteString, pieces: ByteString[]): Omit<Http1Message, 'head' | 'rest'> {
  if (rest.startsWith('\r\n')) {
    return { pieces, trailers: [], complete: true, broken: false, surplus: rest.length > 2 };
  }
  const end = rest.indexOf('\r\n\r\n');
  if (end < 0) return { pieces, trailers: [], complete: false, broken: false, surplus: false };
  const trailers = rest.slice(0, end).split('\r\n').map(splitField);
  return { pieces, trailers, complete: true, broken: false, surplus: rest.length > end + 4 };
}

function splitField(line: ByteString): readonly [ByteString, ByteString] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
}
