import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterTrailersStatus,
} from '@chainwright/runtime/filter/filter-status';
import type { EventEnd, HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteBuffer } from '@chainwright/runtime/http/byte-buffer';
import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import {
  byteStringToBytes,
  bytesToBase64,
  bytesToByteString,
  textToBytes,
} from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { grpcStatusOf, percentEncode } from '@chainwright/runtime/http-connection-manager/local-reply';
import { GrpcCharge, grpcMethodOf, isGrpcResponse } from '../grpc-call.ts';
import { GrpcFrameReader } from '../grpc-frame-reader.ts';
import { Base64Decoder } from './base64-decoder.ts';

const PROTO = ['application/grpc-web', 'application/grpc-web+proto'];
const TEXT = ['application/grpc-web-text', 'application/grpc-web-text+proto'];
const TRAILER_FRAME = 0x80;
/** Only compression is known. */
const UNKNOWN_FLAGS = 0xfe;
/** Bytes of a foreign body that become the message. */
const MAX_MESSAGE = 16384;

/** Lets gRPC-Web clients talk to gRPC servers. Envoy: source/extensions/filters/http/grpc_web/grpc_web_filter.cc. */
export class GrpcWebFilter implements HttpFilter {
  #decoder: DecoderFilterCallbacks | null = null;
  #encoder: EncoderFilterCallbacks | null = null;
  #isGrpcWeb = false;
  /** Decodes the body of a text request. */
  #base64: Base64Decoder | null = null;
  #textResponse = false;
  #charge: GrpcCharge | null = null;
  /** Headers of a response that is not gRPC, which wait for the body that becomes their message. */
  #foreign: HeaderMap | null = null;
  readonly #frames = new GrpcFrameReader({ refused: UNKNOWN_FLAGS });

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#decoder = callbacks;
  }

  setEncoderCallbacks(callbacks: EncoderFilterCallbacks): void {
    this.#encoder = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const contentType = headers.get('content-type') ?? '';
    if (!headers.has(':path') || ![...PROTO, ...TEXT].includes(contentType)) return 'Continue';
    this.#isGrpcWeb = true;
    headers.remove('content-length');
    const cluster = this.#decoder?.route()?.cluster ?? null;
    const method = grpcMethodOf(headers.get(':path'));
    if (cluster !== null && this.#decoder !== null) {
      this.#charge = new GrpcCharge(this.#decoder.worker.stats, cluster, 'grpc-web', method);
    }
    if (TEXT.includes(contentType)) this.#base64 = new Base64Decoder();
    headers.setInPlace('content-type', 'application/grpc');
    this.#textResponse = TEXT.includes(headers.get('accept') ?? '');
    headers.setInPlace('te', 'trailers');
    if (!headers.has('grpc-accept-encoding')) headers.setInPlace('grpc-accept-encoding', 'identity');
    return 'Continue';
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    if (this.#base64 === null) return 'Continue';
    const decoded = this.#base64.decode(data.bytes(), endStream);
    if (decoded === 'wait') {
      data.drain(data.length);
      return 'StopIterationNoBuffer';
    }
    if (decoded === 'bad-size' || decoded === 'bad-data') {
      this.#decoder?.sendLocalReply({
        code: 400,
        body: 'Bad gRPC-web request, invalid base64 data.',
        headers: [],
        grpcStatus: null,
        details: decoded === 'bad-size' ? 'grpc_base_64_decode_failed_bad_size' : 'grpc_base_64_decode_failed',
      });
      return 'StopIterationNoBuffer';
    }
    data.set(decoded);
    return 'Continue';
  }

  encodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    if (!this.#isGrpcWeb) return 'Continue';
    this.#charge?.status(headers.get('grpc-status'));
    const foreign = !isGrpcResponse(headers, endStream) && !isGrpcWebResponse(headers);
    headers.remove('content-length');
    headers.setInPlace('content-type', `application/grpc-web${this.#textResponse ? '-text' : ''}+proto`);
    if (endStream || !foreign) return 'Continue';
    this.#foreign = headers;
    return 'StopIteration';
  }

  encodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    if (!this.#isGrpcWeb) return 'Continue';
    if (this.#foreign !== null) {
      if (endStream) {
        this.#describeForeign(this.#foreign, data);
        return 'Continue';
      }
      const full = (this.#encoder?.encodingBuffer()?.length ?? 0) >= MAX_MESSAGE;
      return full ? 'StopIterationNoBuffer' : 'StopIterationAndBuffer';
    }
    if (!this.#textResponse) return 'Continue';
    const frames = this.#frames.read(data.bytes());
    const text = textToBytes(frames.map(bytesToBase64).join(''));
    // What cannot be read stays in front, as in Envoy.
    if (this.#frames.refused) data.append(text);
    else data.set(text);
    return frames.length === 0 ? 'StopIterationNoBuffer' : 'Continue';
  }

  encodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    if (!this.#isGrpcWeb) return 'Continue';
    this.#charge?.status(trailers.get('grpc-status'));
    if (this.#foreign !== null) {
      this.#describeForeign(this.#foreign, null);
      return 'Continue';
    }
    const lines = trailers.entries().map(([name, value]) => `${name}:${value}\r\n`);
    const frame = trailerFrame(byteStringToBytes(lines.join('')));
    trailers.clear();
    const bytes = this.#textResponse ? textToBytes(bytesToBase64(frame)) : frame;
    this.#encoder?.addEncodedData(new ByteBufferImpl(bytes), { streaming: true });
    return 'Continue';
  }

  /** A body that is not gRPC becomes `grpc-message`; the code becomes `grpc-status`. */
  #describeForeign(headers: HeaderMap, last: ByteBuffer | null): void {
    this.#foreign = null;
    const buffered = this.#encoder?.encodingBuffer() ?? null;
    let bytes = last?.bytes() ?? new Uint8Array(0);
    if (buffered !== null) {
      if (last !== null && last.length > 0) this.#encoder?.addEncodedData(last, { streaming: false });
      bytes = buffered.bytes(0, MAX_MESSAGE);
      buffered.drain(buffered.length);
    }
    last?.drain(last.length);
    headers.setInPlace('grpc-message', percentEncode(bytesToByteString(bytes)));
    headers.setInPlace('grpc-status', String(grpcStatusOf(Number(headers.get(':status')))));
    headers.setInPlace('content-length', '0');
  }
}

/** Whether a response is gRPC-Web already. */
function isGrpcWebResponse(headers: HeaderMap): boolean {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return headers.get(':status') === '200' && PROTO.includes(type.trimEnd().toLowerCase());
}

function trailerFrame(lines: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5 + lines.length);
  frame[0] = TRAILER_FRAME;
  new DataView(frame.buffer).setUint32(1, lines.length);
  frame.set(lines, 5);
  return frame;
}
