import { findHeader, type WireHeaders } from './wire-headers.ts';

/** The head of a message as it came. */
export type Http1Head = { readonly startLine: string; readonly headers: WireHeaders };

/** What a reader tells, in wire order. */
export type Http1Events = {
  /** Whether responses are read: without framing they run until the connection closes. */
  readonly isResponse: boolean;
  /** Whether a head has no body whatever it says (an answer to HEAD; 1xx, 204, 304). */
  readonly bodyless: (head: Http1Head) => boolean;
  readonly onHead: (head: Http1Head) => void;
  /** Once per chunk (chunked) or per piece read (otherwise). */
  readonly onData: (data: Buffer) => void;
  readonly onEnd: (trailers: WireHeaders) => void;
};

type State = 'head' | 'length' | 'until-close' | 'chunk-size' | 'chunk' | 'trailers';

/**
 * Reads one direction of an HTTP/1 connection as bytes: order, case and chunk borders are kept, nothing is normalised.
 * (node:http joins duplicates, lower-cases, and hides where chunks begin.)
 */
export class Http1Reader {
  #buffer: Buffer = Buffer.alloc(0);
  #state: State = 'head';
  #left = 0;
  #trailers: WireHeaders = [];
  readonly #events: Http1Events;

  constructor(events: Http1Events) {
    this.#events = events;
  }

  push(bytes: Buffer): void {
    this.#buffer = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, bytes]) : bytes;
    while (this.#step());
  }

  /** The peer closed. True when that completed a message (a response that ends with its connection) or came between messages. */
  close(): boolean {
    if (this.#state !== 'until-close') return this.#state === 'head' && this.#buffer.length === 0;
    this.#end();
    return true;
  }

  /** One transition; false when more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#head();
      case 'length':
        return this.#sized();
      case 'until-close':
        return this.#unsized();
      case 'chunk-size':
        return this.#chunkSize();
      case 'chunk':
        return this.#chunk();
      case 'trailers':
        return this.#trailer();
    }
  }

  #head(): boolean {
    const at = this.#buffer.indexOf('\r\n\r\n');
    if (at < 0) return false;
    const [startLine = '', ...lines] = this.#buffer.toString('latin1', 0, at).split('\r\n');
    this.#buffer = this.#buffer.subarray(at + 4);
    const head = { startLine, headers: lines.map(splitHeader) };
    this.#events.onHead(head);
    const coding = findHeader(head.headers, 'transfer-encoding');
    const length = findHeader(head.headers, 'content-length');
    if (this.#events.bodyless(head)) this.#end();
    else if (coding !== undefined && /chunked/i.test(coding)) this.#state = 'chunk-size';
    // A length that is no number says nothing: what comes then ends with the connection.
    else if (length !== undefined && /^\d+$/.test(length)) this.#begin(Number(length));
    else if (this.#events.isResponse) this.#state = 'until-close';
    else this.#end();
    return true;
  }

  #begin(length: number): void {
    this.#left = length;
    if (length === 0) this.#end();
    else this.#state = 'length';
  }

  #sized(): boolean {
    if (this.#buffer.length === 0) return false;
    const part = this.#buffer.subarray(0, this.#left);
    this.#buffer = this.#buffer.subarray(part.length);
    this.#left -= part.length;
    this.#events.onData(part);
    if (this.#left === 0) this.#end();
    return true;
  }

  #unsized(): boolean {
    if (this.#buffer.length > 0) this.#events.onData(this.#buffer);
    this.#buffer = Buffer.alloc(0);
    return false;
  }

  #chunkSize(): boolean {
    const line = this.#line();
    if (line === null) return false;
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size)) {
      this.#state = 'until-close';
      return true;
    }
    this.#left = size;
    this.#state = size === 0 ? 'trailers' : 'chunk';
    return true;
  }

  #chunk(): boolean {
    if (this.#buffer.length < this.#left + 2) return false;
    this.#events.onData(this.#buffer.subarray(0, this.#left));
    this.#buffer = this.#buffer.subarray(this.#left + 2);
    this.#state = 'chunk-size';
    return true;
  }

  #trailer(): boolean {
    const line = this.#line();
    if (line === null) return false;
    if (line === '') this.#end();
    else this.#trailers.push(splitHeader(line));
    return true;
  }

  #line(): string | null {
    const at = this.#buffer.indexOf('\r\n');
    if (at < 0) return null;
    const line = this.#buffer.toString('latin1', 0, at);
    this.#buffer = this.#buffer.subarray(at + 2);
    return line;
  }

  #end(): void {
    this.#state = 'head';
    const trailers = this.#trailers;
    this.#trailers = [];
    this.#events.onEnd(trailers);
  }
}

function splitHeader(line: string): [string, string] {
  const at = line.indexOf(':');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).trim()];
}
