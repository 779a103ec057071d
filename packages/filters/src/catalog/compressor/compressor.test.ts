import { gunzipSync } from 'node:zlib';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { chooseEncoding } from './choose-encoding.ts';
import { compressor } from './extension.ts';
import { StoredGzip } from './stored-gzip.ts';

const GZIP = { '@type': 'type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip' };
const LIBRARY = { compressor_library: { name: 'gz', typed_config: GZIP } };
type Pairs = readonly (readonly [string, string])[];

function respond(config: EnvoyMessage, acceptEncoding: string | null, response: Pairs) {
  const bench = new FilterBench(compressor, { ...LIBRARY, ...config });
  const { stream, filter } = bench.stream();
  const accept: Pairs = acceptEncoding === null ? [] : [['accept-encoding', acceptEncoding]];
  filter.decodeHeaders?.(stream.withRequest([[':path', '/'], ...accept]), { endStream: true });
  const headers = HeaderMapImpl.of('response-headers', [[':status', '200'], ...response]);
  filter.encodeHeaders?.(headers, { endStream: false });
  return { headers: headers.entries().slice(1), stats: bench.stats(), bench };
}

describe('compressor', () => {
  it.each<[string, EnvoyMessage, string | null, Pairs, Pairs]>([
    [
      'compresses',
      {},
      'gzip',
      [
        ['content-type', 'text/plain'],
        ['content-length', '30'],
        ['etag', '"x"'],
      ],
      [
        ['content-type', 'text/plain'],
        ['content-encoding', 'gzip'],
        ['vary', 'Accept-Encoding'],
      ],
    ],
    ['tells caches when the client does not accept it', {}, null, [], [['vary', 'Accept-Encoding']]],
    ['leaves short bodies', {}, 'gzip', [['content-length', '29']], [['content-length', '29']]],
    ['leaves other types', {}, 'gzip', [['content-type', 'image/png']], [['content-type', 'image/png']]],
    ['leaves what is encoded', {}, 'gzip', [['content-encoding', 'br']], [['content-encoding', 'br']]],
    ['obeys no-transform', {}, 'gzip', [['cache-control', 'a, no-transform']], [['cache-control', 'a, no-transform']]],
    [
      'weakens an etag',
      { response_direction_config: { weaken_etag_on_compress: true } },
      'gzip',
      [['etag', '"x"']],
      [
        ['etag', 'W/"x"'],
        ['content-encoding', 'gzip'],
        ['vary', 'Accept-Encoding'],
      ],
    ],
    [
      'says why not',
      { response_direction_config: { status_header_enabled: true } },
      'gzip',
      [['content-length', '2']],
      [
        ['content-length', '2'],
        ['x-envoy-compression-status', 'gzip;ContentLengthTooSmall'],
      ],
    ],
  ])('%s', (_, config, accept, response, expected) => {
    expect(respond(config, accept, response).headers).toEqual(expected);
  });

  it('says that the bytes are its own', () => {
    expect(respond({}, 'gzip', []).bench.server.eventsOf('not-simulated')).toMatchObject([
      { affects: ['responses', 'stats', 'access_log'] },
    ]);
  });

  it.each<[EnvoyMessage, string]>([
    [{ compressor_library: undefined }, 'CompressorLibrary: value is required'],
    [
      { compressor_library: { name: 'g', typed_config: { ...GZIP, memory_level: 10 } } },
      'GzipValidationError.MemoryLevel: value must be inside range [1, 9]',
    ],
    [
      { response_direction_config: { uncompressible_response_codes: [100] } },
      'UncompressibleResponseCodes[0]: value must be inside range [200, 600)',
    ],
  ])('refuses %j', (config, text) => {
    expect(() => respond(config, null, [])).toThrow(text);
  });
});

describe('chooseEncoding', () => {
  const two = [
    { encoding: 'gzip', choosesFirst: false },
    { encoding: 'br', choosesFirst: false },
  ];
  it.each([
    ['br, gzip', 'br compressor'],
    ['br;q=0.5, gzip', 'gzip compressor'],
    ['*', 'gzip wildcard'],
    ['gzip;q=0, *', 'br wildcard'],
    ['identity, br;q=0.5', 'identity identity'],
    ['deflate', 'identity not-valid'],
    ['gzip;q=x', 'identity not-valid'],
  ])('of %s', (accept, expected) => {
    const { encoding, found } = chooseEncoding(accept, two);
    expect(`${encoding} ${found}`).toBe(expected);
  });

  it('prefers one that says so', () => {
    const first = two.map((one) => ({ ...one, choosesFirst: one.encoding === 'br' }));
    expect(chooseEncoding('gzip, br', first).encoding).toBe('br');
  });
});

describe('StoredGzip', () => {
  it.each([[['', '']], [['hello ', 'world']], [['x'.repeat(70_000), 'y']]])('can be read', (pieces) => {
    const gzip = new StoredGzip();
    const encoder = new TextEncoder();
    const written = pieces.map((piece, i) => gzip.write(encoder.encode(piece), i === pieces.length - 1));
    expect(gunzipSync(Buffer.concat(written)).toString()).toBe(pieces.join(''));
  });
});
