import { describe, expect, it } from 'vitest';
import { type Http1Head, Http1Reader } from './http1-reader.ts';
import { http1BodyWrites, http1Head } from './http1-writer.ts';

type Seen = { heads: Http1Head[]; data: string[]; ends: string[][] };

function read(pieces: readonly string[], isResponse = true, bodyless = false): Seen & { reader: Http1Reader } {
  const seen: Seen = { heads: [], data: [], ends: [] };
  const reader = new Http1Reader({
    isResponse,
    bodyless: () => bodyless,
    onHead: (head) => seen.heads.push(head),
    onData: (data) => seen.data.push(data.toString()),
    onEnd: (trailers) => seen.ends.push(trailers.map((pair) => pair.join('='))),
  });
  for (const piece of pieces) reader.push(Buffer.from(piece));
  return { ...seen, reader };
}

describe('Http1Reader', () => {
  it('keeps order and case of headers', () => {
    const { heads } = read(['HTTP/1.1 200 OK\r\nB: 1\r\na:2\r\nB:  3 \r\ncontent-length: 0\r\n\r\n']);
    expect(heads[0]).toEqual({
      startLine: 'HTTP/1.1 200 OK',
      headers: [
        ['B', '1'],
        ['a', '2'],
        ['B', '3'],
        ['content-length', '0'],
      ],
    });
  });

  it('tells one piece for each chunk, however the bytes come', () => {
    const wire = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx-t: 1\r\n\r\n';
    for (const cut of [1, 2, 7, wire.length]) {
      const pieces = Array.from({ length: Math.ceil(wire.length / cut) }, (_, i) => wire.slice(i * cut, (i + 1) * cut));
      expect(read(pieces)).toMatchObject({ data: ['abc', 'de'], ends: [['x-t=1']] });
    }
  });

  it.each([
    ['a length', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcHTTP', ['abc'], 1],
    ['no body in an answer to HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n', [], 0],
    ['on where a length is no number', 'HTTP/1.1 200 OK\r\ncontent-length: 1,2\r\n\r\nabc', ['abc'], 0],
    ['on where a chunk has no size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc', ['abc'], 0],
    ['until the connection closes', 'HTTP/1.1 200 OK\r\n\r\nabc', ['abc'], 0],
  ])('reads %s', (_, wire, data, ends) => {
    expect(read([wire])).toMatchObject({ data });
    expect(read([wire]).ends.length).toBe(ends);
  });

  it('takes a closed connection as the end of a body without framing, and as a cut otherwise', () => {
    expect(read(['HTTP/1.1 200 OK\r\n\r\nabc']).reader.close()).toBe(true);
    expect(read(['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc']).reader.close()).toBe(false);
    expect(read([]).reader.close()).toBe(true);
  });

  it('reads a request without framing as one without body', () => {
    expect(read(['GET / HTTP/1.1\r\nhost: a\r\n\r\n'], false).ends.length).toBe(1);
  });
});

describe('http1 writing', () => {
  it('writes bytes above 127 as they are', () => {
    expect([...http1Head('GET / HTTP/1.1', [['x', '\xff']])].at(-5)).toBe(255);
  });

  const bytes = (text: string): Uint8Array => Buffer.from(text);
  it.each([
    ['the last chunk carries the end', ['a', 'bc'], [], true, ['1\r\na\r\n', '2\r\nbc\r\n0\r\n\r\n']],
    ['trailers come after it', ['a'], [['t', '1']], true, ['1\r\na\r\n', '0\r\nt: 1\r\n\r\n']],
    ['an empty chunked body', [], [], true, ['0\r\n\r\n']],
    ['an empty piece is no chunk', [''], [], true, ['0\r\n\r\n']],
    ['without chunks', ['a', 'bc'], [], false, ['a', 'bc']],
  ] as const)('%s', (_, pieces, trailers, chunked, writes) => {
    const pairs = trailers.map(([name, value]): [string, string] => [name, value]);
    expect(http1BodyWrites(pieces.map(bytes), pairs, chunked).map(String)).toEqual(writes);
  });
});
