import http2 from 'node:http2';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { WireHeaders } from '../wire-headers.ts';
import { decodeHeaders, encodeHeaders } from './hpack.ts';
import { HUFFMAN_LENGTHS, STATIC_TABLE } from './hpack-tables.ts';
import { Http2FrameReader, http2ErrorName, http2Frame } from './http2-frames.ts';
import { Http2Peer } from './http2-peer.ts';

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
    expect(decodeHeaders(encodeHeaders(headers))).toEqual(headers);
  });

  it.each([
    ['82', [[':method', 'GET']]],
    ['418cf1e3c2e5f23a6ba0ab90f4ff', [[':authority', 'www.example.com']]],
    ['5886a8eb10649cbf', [['cache-control', 'no-cache']]],
    ['2082', [[':method', 'GET']]],
  ])('reads the examples of RFC 7541: %s', (hex, headers) => {
    expect(decodeHeaders(Buffer.from(hex, 'hex'))).toEqual(headers);
  });

  it.each([
    ['an index that is not static', 'be'],
    ['a text cut short', '0005'],
    ['a number cut short', '7f'],
  ])('refuses %s', (_, hex) => {
    expect(() => decodeHeaders(Buffer.from(hex, 'hex'))).toThrow();
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
