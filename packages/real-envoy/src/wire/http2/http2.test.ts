import http2 from 'node:http2';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { WireHeaders } from '../wire-headers.ts';
import { encodeHeaders, HeaderDecoder } from './hpack.ts';
import { HUFFMAN_LENGTHS, STATIC_TABLE } from './hpack-tables.ts';
import { Http2FrameReader, http2ErrorName, http2Frame } from './http2-frames.ts';
import { Http2Peer } from './http2-peer.ts';

function decode(...blocks: Buffer[]): WireHeaders {
  const decoder = new HeaderDecoder();
  return blocks.map((block) => decoder.decode(block)).at(-1) ?? [];
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A field with a long value that goes into the dynamic table. */
function indexed(name: string, size: number): Buffer {
  const tail: number[] = [];
  let rest = size - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) tail.push((rest % 128) + 128);
  return Buffer.concat([
    hex('40'),
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([127, ...tail, rest]),
    Buffer.alloc(size, 'v'),
  ]);
}

describe('HPACK', () => {
  it('has tables of the right size, and a Huffman code without gaps', () => {
    expect(STATIC_TABLE.length).toBe(61);
    expect(HUFFMAN_LENGTHS.length).toBe(257);
    expect(HUFFMAN_LENGTHS.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
  });

  it('reads what it writes: any order, case, bytes and length', () => {
    const headers: WireHeaders = [
      [':path', '/'],
      ['X-Upper', 'a'],
      ['x', ''],
      ['x', '\xff\x00'],
      ['long', 'v'.repeat(20_000)],
    ];
    expect(decode(encodeHeaders(headers))).toEqual(headers);
  });

  it.each([
    ['C.2.4', '82', [[':method', 'GET']]],
    ['4.2 size update', '3fe11f 82', [[':method', 'GET']]],
    [
      'C.4.1',
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      [
        [':method', 'GET'],
        [':scheme', 'http'],
        [':path', '/'],
        [':authority', 'www.example.com'],
      ],
    ],
  ])('reads the examples of RFC 7541: %s', (_, block, headers) => {
    expect(decode(hex(block))).toEqual(headers);
  });

  it('keeps the dynamic table over the blocks of a connection (C.4)', () => {
    const first = hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff');
    const second = hex('8286 84be 5886 a8eb 1064 9cbf');
    expect(decode(first, second).slice(3)).toEqual([
      [':authority', 'www.example.com'],
      ['cache-control', 'no-cache'],
    ]);
  });

  it('forgets the oldest entries when the table is full, and all when it is resized to nothing', () => {
    expect(() => decode(indexed('a', 3000), indexed('b', 3000), hex('bf'))).toThrow(/no header field with index 63/);
    expect(decode(indexed('a', 1000), indexed('b', 1000), hex('bf'))[0]?.[0]).toBe('a');
    expect(() => decode(indexed('a', 1000), hex('20 be'))).toThrow(/index 62/);
  });

  it.each([
    ['an index that nothing has', 'be'],
    ['a text cut short', '0005'],
    ['a number cut short', '7f'],
  ])('refuses %s', (_, block) => {
    expect(() => decode(hex(block))).toThrow();
  });
});

describe('frames', () => {
  it('are found however the bytes come', () => {
    const wire = Buffer.concat([http2Frame(0, 1, 3, Buffer.from('abc')), http2Frame(4, 0, 0)]);
    const reader = new Http2FrameReader();
    const frames = [...wire].flatMap((byte) => reader.push(Buffer.from([byte])));
    expect(frames.map(({ type, flags, stream, payload }) => [type, flags, stream, payload.toString()])).toEqual([
      [0, 1, 3, 'abc'],
      [4, 0, 0, ''],
    ]);
  });

  it('name errors', () => {
    expect([0, 2, 7, 8, 99].map(http2ErrorName)).toEqual([
      'NO_ERROR',
      'INTERNAL_ERROR',
      'REFUSED_STREAM',
      'CANCEL',
      'error 99',
    ]);
  });
});

/** Connects our client to node's server, and answers what the server saw and what came back. */
async function talk(
  headers: WireHeaders,
  pieces: readonly Uint8Array[],
  respond: (stream: http2.ServerHttp2Stream) => void,
) {
  const server = http2.createServer();
  const seen: { raw: string[]; body: Buffer[] } = { raw: [], body: [] };
  server.on('stream', (stream, _headers, _flags, raw: string[]) => {
    seen.raw = raw;
    stream.on('data', (data: Buffer) => seen.body.push(data));
    stream.on('end', () => respond(stream));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const got: { headers: WireHeaders; data: Buffer[]; trailers: WireHeaders } = { headers: [], data: [], trailers: [] };
  await new Promise<void>((done, fail) => {
    socket.on('error', fail);
    const end = (endStream: boolean): void => {
      if (endStream) done();
    };
    const peer = new Http2Peer(socket, 'client', {
      onHeaders: (_stream, list, endStream) => {
        if (got.headers.length === 0) got.headers = list;
        else got.trailers = list;
        end(endStream);
      },
      onData: (_stream, data, endStream) => {
        got.data.push(data);
        end(endStream);
      },
      onReset: (_stream, code) => fail(new Error(http2ErrorName(code))),
    });
    peer.sendHeaders(1, headers, pieces.length === 0);
    const send = async (): Promise<void> => {
      for (const [index, piece] of pieces.entries()) await peer.sendData(1, piece, index === pieces.length - 1);
    };
    send().catch(fail);
  });
  socket.destroy();
  server.close();
  return { seen, got };
}

const REQUEST: WireHeaders = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'a'],
  ['x-b', '1'],
  ['x-a', '2'],
  ['x-b', '3'],
];

describe('Http2Peer against another implementation', () => {
  it('reads Huffman texts of every byte, trailers, and keeps the order of what it sends', async () => {
    const every = Array.from({ length: 224 }, (_, i) => String.fromCharCode(i + 32))
      .join('')
      .replace('\x7f', '')
      .trim();
    const { seen, got } = await talk(REQUEST, [Buffer.from('ab'), Buffer.from('c')], (stream) => {
      stream.respond({ ':status': 200, 'x-every': every }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-t': '1' }));
      stream.end('hello');
    });
    expect(seen.raw).toEqual(REQUEST.flat());
    expect(Buffer.concat(seen.body).toString()).toBe('abc');
    expect(got.headers.find(([name]) => name === 'x-every')?.[1]).toBe(every);
    expect(Buffer.concat(got.data).toString()).toBe('hello');
    expect(got.trailers).toEqual([['x-t', '1']]);
  });

  it('waits for windows with a large body, and takes a large one', async () => {
    const large = Buffer.alloc(1_000_000, 'x');
    const { seen, got } = await talk([...REQUEST, ['x-long', 'y'.repeat(40_000)]], [large], (stream) => {
      stream.respond({ ':status': 200 });
      stream.end(large);
    });
    expect(Buffer.concat(seen.body).length).toBe(large.length);
    expect(Buffer.concat(got.data).length).toBe(large.length);
  });
});
