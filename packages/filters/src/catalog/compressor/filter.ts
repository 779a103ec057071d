import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterTrailersStatus,
} from '@chainwright/runtime/filter/filter-status';
import type { EventEnd, HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteBuffer } from '@chainwright/runtime/http/byte-buffer';
import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { chooseEncoding, type EncodingDecision } from './choose-encoding.ts';
import type { CompressorConfig, CompressorDirection, CompressorLibrary, CompressorPerRoute } from './config.ts';
import { StoredGzip } from './stored-gzip.ts';

/** What the compressors of one stream share: who is there, in chain order, and what was decided. */
export type StreamCompressors = { readonly filters: CompressorConfig[]; decision: EncodingDecision | null };

/** What a filter needs besides its configuration. */
export type CompressorSurroundings = {
  /** `http.<hcm stat_prefix>.compressor.<library>.<kind>.`. */
  readonly statPrefix: string;
  readonly ofRoute: (callbacks: DecoderFilterCallbacks) => CompressorPerRoute | null;
  readonly ofStream: (callbacks: DecoderFilterCallbacks) => StreamCompressors;
};

const COMPRESSED_TRANSFERS = ['gzip', 'br', 'deflate', 'compress', 'zstd'];

/**
 * Compresses bodies that the client accepts compressed. What is decided and counted is as in Envoy; the bytes are not.
 * Envoy: source/extensions/filters/http/compressor/compressor_filter.cc.
 */
export class CompressorFilter implements HttpFilter {
  readonly #config: CompressorConfig;
  readonly #surroundings: CompressorSurroundings;
  #callbacks: DecoderFilterCallbacks | null = null;
  #encoder: EncoderFilterCallbacks | null = null;
  #perRoute: CompressorPerRoute | null = null;
  #shared: StreamCompressors | null = null;
  #acceptEncoding: string | null = null;
  #request: BodyCompressor | null = null;
  #response: BodyCompressor | null = null;

  constructor(config: CompressorConfig, surroundings: CompressorSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
    this.#shared = this.#surroundings.ofStream(callbacks);
    this.#shared.filters.push(this.#config);
  }

  setEncoderCallbacks(callbacks: EncoderFilterCallbacks): void {
    this.#encoder = callbacks;
  }

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    this.#acceptEncoding = headers.get('accept-encoding') ?? null;
    this.#readRoute();
    const { response, request } = this.#config;
    if (this.#enabled && (this.#perRoute?.hidesAcceptEncoding ?? response.hidesAcceptEncoding)) {
      headers.remove('accept-encoding');
    }
    const compresses =
      !endStream &&
      request.enabled &&
      !headers.has('upgrade') &&
      this.#isLongEnough(request, headers, 'request.') &&
      allowsType(request, headers) &&
      !headers.has('content-encoding') &&
      !this.#isCompressedTransfer(headers);
    this.#count(`request.${compresses ? '' : 'not_'}compressed`);
    if (!compresses) return 'Continue';
    headers.remove('content-length');
    headers.setInPlace('content-encoding', this.#library.encoding);
    this.#request = this.#makeBody('request.', 'upstreams');
    return 'Continue';
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    this.#request?.replace(data, endStream);
    return 'Continue';
  }

  decodeTrailers(): FilterTrailersStatus {
    const rest = this.#request?.finish();
    if (rest !== undefined) this.#callbacks?.addDecodedData(rest, { streaming: true });
    return 'Continue';
  }

  encodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    if (this.#perRoute === null) this.#readRoute();
    const compresses = this.#config.response.showsStatus
      ? this.#decideWithStatus(headers, endStream)
      : this.#decide(headers, endStream);
    this.#count(`${this.#way}${compresses ? '' : 'not_'}compressed`);
    if (compresses) this.#response = this.#makeBody(this.#way, 'responses');
    return 'Continue';
  }

  encodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    this.#response?.replace(data, endStream);
    return 'Continue';
  }

  encodeTrailers(): FilterTrailersStatus {
    const rest = this.#response?.finish();
    if (rest !== undefined) this.#encoder?.addEncodedData(rest, { streaming: true });
    return 'Continue';
  }

  get #library(): CompressorLibrary {
    return this.#perRoute?.library ?? this.#config.library;
  }

  get #enabled(): boolean {
    return this.#perRoute?.enabled ?? this.#config.response.enabled;
  }

  get #way(): '' | 'response.' {
    return this.#config.response.isSet ? 'response.' : '';
  }

  #readRoute(): void {
    this.#perRoute = this.#callbacks === null ? null : this.#surroundings.ofRoute(this.#callbacks);
  }

  #decide(headers: HeaderMap, endStream: boolean): boolean {
    const { response } = this.#config;
    const longEnough = this.#enabled && this.#isLongEnough(response, headers, this.#way);
    const compressible =
      longEnough &&
      !headers.has('upgrade') &&
      allowsType(response, headers) &&
      !forbidsTransform(headers) &&
      this.#mayHaveEtag(headers, true) &&
      !headers.has('content-encoding') &&
      this.#mayHaveCode(headers);
    const compresses =
      !endStream && longEnough && this.#isAccepted(headers) && compressible && !this.#isCompressedTransfer(headers);
    if (compresses) this.#markCompressed(headers);
    if (compressible) addVary(headers);
    return compresses;
  }

  /** The checks in the order in which `x-envoy-compression-status` names them. */
  #decideWithStatus(headers: HeaderMap, endStream: boolean): boolean {
    const { response } = this.#config;
    const base =
      this.#enabled && !headers.has('upgrade') && !forbidsTransform(headers) && !headers.has('content-encoding');
    const compressible =
      base &&
      this.#isLongEnough(response, headers, this.#way) &&
      allowsType(response, headers) &&
      this.#mayHaveEtag(headers, false) &&
      this.#mayHaveCode(headers);
    if (compressible) addVary(headers);
    if (endStream || !base || this.#isCompressedTransfer(headers)) return false;
    const problem = this.#problem(headers);
    if (problem !== null) {
      this.#addStatus(headers, problem);
      return false;
    }
    if (!this.#isAccepted(headers)) return false;
    const length = headers.get('content-length') ?? '';
    this.#markCompressed(headers);
    this.#addStatus(headers, `Compressed;OriginalLength=${length}`);
    return true;
  }

  #problem(headers: HeaderMap): string | null {
    const { response } = this.#config;
    if (!this.#isLongEnough(response, headers, this.#way)) return 'ContentLengthTooSmall';
    if (!allowsType(response, headers)) return 'ContentTypeNotAllowed';
    if (!this.#mayHaveEtag(headers, true)) return 'EtagNotAllowed';
    return this.#mayHaveCode(headers) ? null : 'StatusCodeNotAllowed';
  }

  #addStatus(headers: HeaderMap, status: string): void {
    headers.add('x-envoy-compression-status', `${this.#library.encoding};${status}`);
  }

  #markCompressed(headers: HeaderMap): void {
    const etag = headers.get('etag');
    if (etag !== undefined && !/^w\//i.test(etag)) {
      if (this.#config.response.weakensEtag) headers.setInPlace('etag', `W/${etag}`);
      else headers.remove('etag');
    }
    headers.remove('content-length');
    headers.setInPlace('content-encoding', this.#library.encoding);
  }

  #isLongEnough(direction: CompressorDirection, headers: HeaderMap, way: string): boolean {
    const length = headers.get('content-length');
    if (length === undefined || (/^\d+$/.test(length) && Number(length) >= direction.minLength)) return true;
    this.#count(`${way}content_length_too_small`);
    return false;
  }

  #mayHaveEtag(headers: HeaderMap, counts: boolean): boolean {
    const { weakensEtag, notWithEtag } = this.#config.response;
    if (weakensEtag || !notWithEtag || !headers.has('etag')) return true;
    if (counts) this.#count('not_compressed_etag');
    return false;
  }

  #mayHaveCode(headers: HeaderMap): boolean {
    return !this.#config.response.notCodes.includes(Number(headers.get(':status')));
  }

  #isCompressedTransfer(headers: HeaderMap): boolean {
    const codings = (headers.get('transfer-encoding') ?? '').split(',').map((coding) => coding.trim().toLowerCase());
    return codings.some((coding) => COMPRESSED_TRANSFERS.includes(coding));
  }

  /** Whether this filter is the one that compresses for this client. */
  #isAccepted(headers: HeaderMap): boolean {
    const shared = this.#shared;
    if (this.#acceptEncoding === null || shared === null) {
      this.#count('no_accept_header');
      return false;
    }
    shared.decision ??= chooseEncoding(this.#acceptEncoding, this.#candidates(shared, headers));
    const { encoding, found } = shared.decision;
    const mine = encoding.toLowerCase() === this.#library.encoding;
    const stat = {
      compressor: `compressor_${mine ? 'used' : 'overshadowed'}`,
      identity: 'identity',
      wildcard: 'wildcard',
    };
    this.#count(`header_${found === 'not-valid' ? 'not_valid' : stat[found]}`);
    return mine;
  }

  #candidates(shared: StreamCompressors, headers: HeaderMap) {
    return shared.filters
      .filter((config) => allowsType(config.response, headers))
      .map((config) => ({
        encoding: (config === this.#config ? this.#library : config.library).encoding,
        choosesFirst: config.choosesFirst,
      }));
  }

  #makeBody(way: string, affected: string): BodyCompressor {
    this.#callbacks?.trace.emit({
      kind: 'not-simulated',
      what: `compressor: the bytes of ${this.#library.kind} in ${affected}`,
      why: 'Headers and decisions are those of Envoy; the body is only wrapped, not made smaller.',
      affects: [affected, 'stats', 'access_log'],
    });
    return new BodyCompressor(this.#library, (name, bytes) => this.#count(`${way}${name}`, bytes));
  }

  #count(name: string, count = 1): void {
    this.#callbacks?.worker.stats.add(this.#surroundings.statPrefix + name, 'counter', count);
  }
}

/** The body of one direction on its way through the library. */
class BodyCompressor {
  readonly #gzip: StoredGzip | null;
  readonly #count: (name: string, bytes: number) => void;

  constructor(library: CompressorLibrary, count: (name: string, bytes: number) => void) {
    this.#gzip = library.kind === 'gzip' ? new StoredGzip() : null;
    this.#count = count;
  }

  replace(data: ByteBuffer, last: boolean): void {
    this.#count('total_uncompressed_bytes', data.length);
    if (this.#gzip !== null) data.set(this.#gzip.write(data.bytes(), last));
    this.#count('total_compressed_bytes', data.length);
  }

  finish(): ByteBufferImpl {
    const rest = new ByteBufferImpl();
    this.replace(rest, true);
    return rest;
  }
}

function allowsType(direction: CompressorDirection, headers: HeaderMap): boolean {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return !headers.has('content-type') || direction.allowsType(type.trim().toLowerCase());
}

function forbidsTransform(headers: HeaderMap): boolean {
  const directives = (headers.get('cache-control') ?? '').split(',');
  return directives.some((directive) => directive.trim().toLowerCase() === 'no-transform');
}

function addVary(headers: HeaderMap): void {
  const vary = headers.get('vary');
  if (vary === undefined) headers.setInPlace('vary', 'Accept-Encoding');
  else if (!vary.split(',').some((name) => name.trim() === 'Accept-Encoding')) {
    headers.setInPlace('vary', `${vary}, Accept-Encoding`);
  }
}
