import { MessageReader } from '@chainwright/runtime/config/message-reader';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import { readStringMatcher } from '@chainwright/runtime/matching/string-matcher';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';

const PACKAGE = 'envoy.extensions.filters.http.compressor.v3';
const LIBRARIES = 'type.googleapis.com/envoy.extensions.compression.';
/** Type URL of the filter's configuration. */
export const COMPRESSOR_TYPE = `type.googleapis.com/${PACKAGE}.Compressor`;
/** Type URL of a route's configuration. */
export const COMPRESSOR_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.CompressorPerRoute`;

/** A library: how it is named in stats and in `content-encoding`. */
export type CompressorLibrary = {
  readonly name: string;
  readonly kind: 'gzip' | 'brotli' | 'zstd';
  readonly encoding: 'gzip' | 'br' | 'zstd';
};

/** What one direction compresses. */
export type CompressorDirection = {
  readonly enabled: boolean;
  readonly minLength: number;
  /** By a media type in lower case. */
  readonly allowsType: (type: ByteString) => boolean;
};

/** The filter's configuration. */
export type CompressorConfig = {
  readonly library: CompressorLibrary;
  readonly request: CompressorDirection;
  readonly response: CompressorDirection & {
    /** Its counters have a level of their own. */
    readonly isSet: boolean;
    readonly notWithEtag: boolean;
    readonly weakensEtag: boolean;
    readonly hidesAcceptEncoding: boolean;
    readonly showsStatus: boolean;
    readonly notCodes: readonly number[];
  };
  readonly choosesFirst: boolean;
};

/** What a route says; null: as the filter. */
export type CompressorPerRoute = {
  readonly enabled: boolean | null;
  readonly hidesAcceptEncoding: boolean | null;
  readonly library: CompressorLibrary | null;
};

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readCompressor(message: unknown): CompressorConfig {
  return MessageReader.read(message, `${PACKAGE}.Compressor`, (reader) => {
    const library = reader.requiredMessage('compressor_library', TYPED_EXTENSION, readLibrary);
    const legacy = readDirection(reader, 'content_length', 'runtime_enabled');
    const legacyFlags = {
      notWithEtag: reader.bool('disable_on_etag_header'),
      hidesAcceptEncoding: reader.bool('remove_accept_encoding_header'),
    };
    const request = reader.message('request_direction_config', `${PACKAGE}.Compressor.RequestDirectionConfig`, common);
    const response = reader.message(
      'response_direction_config',
      `${PACKAGE}.Compressor.ResponseDirectionConfig`,
      (direction) => ({
        ...common(direction),
        isSet: true,
        notWithEtag: direction.bool('disable_on_etag_header'),
        weakensEtag: direction.bool('weaken_etag_on_compress'),
        hidesAcceptEncoding: direction.bool('remove_accept_encoding_header'),
        showsStatus: direction.bool('status_header_enabled'),
        notCodes: readCodes(direction),
      }),
    );
    return {
      library,
      request: request ?? { ...EVERYTHING, enabled: false },
      response: response ?? {
        ...legacy,
        ...legacyFlags,
        isSet: false,
        weakensEtag: false,
        showsStatus: false,
        notCodes: [],
      },
      choosesFirst: reader.bool('choose_first'),
    };
  });
}

/** Reads a route's configuration. Throws ConfigRejected with Envoy's text. */
export function readCompressorPerRoute(message: unknown): CompressorPerRoute {
  return MessageReader.read(message, `${PACKAGE}.CompressorPerRoute`, (reader) => {
    const kind = reader.oneof('override', ['disabled', 'overrides'], { required: true });
    if (kind === 'disabled') {
      if (!reader.bool('disabled')) reader.violated('disabled', 'value must equal true');
      return { enabled: false, hidesAcceptEncoding: null, library: null };
    }
    return reader.requiredMessage('overrides', `${PACKAGE}.CompressorOverrides`, (overrides) => {
      const response = overrides.message(
        'response_direction_config',
        `${PACKAGE}.ResponseDirectionOverrides`,
        (direction) => ({
          hidesAcceptEncoding: direction.has('remove_accept_encoding_header')
            ? direction.bool('remove_accept_encoding_header')
            : null,
        }),
      );
      return {
        enabled: response === null ? null : true,
        hidesAcceptEncoding: response?.hidesAcceptEncoding ?? null,
        library: overrides.message('compressor_library', TYPED_EXTENSION, readLibrary),
      };
    });
  });
}

const TYPED_EXTENSION = 'envoy.config.core.v3.TypedExtensionConfig';
const ENCODINGS = { gzip: 'gzip', brotli: 'br', zstd: 'zstd' } as const;
const DEFAULT_MIN_LENGTH = 30;
const DEFAULT_TYPES = new Set([
  'text/html',
  'text/plain',
  'text/css',
  'application/javascript',
  'application/x-javascript',
  'text/javascript',
  'text/x-javascript',
  'text/ecmascript',
  'text/js',
  'text/jscript',
  'text/x-js',
  'application/ecmascript',
  'application/x-json',
  'application/xml',
  'application/json',
  'image/svg+xml',
  'text/xml',
  'application/xhtml+xml',
  'application/grpc-web',
  'application/grpc-web+proto',
]);

const EVERYTHING: CompressorDirection = {
  enabled: true,
  minLength: DEFAULT_MIN_LENGTH,
  allowsType: (type) => DEFAULT_TYPES.has(type),
};

function readLibrary(reader: MessageReader): CompressorLibrary {
  const name = reader.string('name', { minLength: 1 });
  const config = reader.raw('typed_config');
  const type = String((config as Readonly<Record<string, unknown>> | undefined)?.['@type'] ?? '');
  const kind = (['gzip', 'brotli', 'zstd'] as const).find((one) =>
    type.startsWith(`${LIBRARIES}${one}.compressor.v3.`),
  );
  if (kind === undefined) {
    const found = type.slice(type.lastIndexOf('/') + 1);
    throw new ConfigRejected(`Didn't find a registered implementation for type: '${found}'`);
  }
  checkLibrary(kind, config);
  return { name, kind, encoding: ENCODINGS[kind] };
}

function common(reader: MessageReader): CompressorDirection {
  return (
    reader.message('common_config', `${PACKAGE}.Compressor.CommonDirectionConfig`, (config) =>
      readDirection(config, 'min_content_length', 'enabled'),
    ) ?? EVERYTHING
  );
}

function readDirection(reader: MessageReader, length: string, enabled: string): CompressorDirection {
  const types = reader.strings('content_type').map((type) => type.toLowerCase());
  const matchers = reader.messages('content_type_matcher', 'envoy.type.matcher.v3.StringMatcher', readStringMatcher);
  const allowed = types.length === 0 ? DEFAULT_TYPES : new Set(types);
  return {
    enabled:
      reader.message(enabled, 'envoy.config.core.v3.RuntimeFeatureFlag', (flag) => {
        flag.ignore('runtime_key');
        return flag.bool('default_value', true);
      }) ?? true,
    minLength: reader.integer(length) || DEFAULT_MIN_LENGTH,
    allowsType: (type) => (matchers.length > 0 ? matchers.some((matcher) => matcher.matches(type)) : allowed.has(type)),
  };
}

function readCodes(reader: MessageReader): number[] {
  const value = reader.raw('uncompressible_response_codes') ?? [];
  const codes = (Array.isArray(value) ? value : [value]).map(Number);
  for (const [i, code] of codes.entries()) {
    if (code < 200 || code >= 600) {
      reader.violated(`uncompressible_response_codes[${i}]`, 'value must be inside range [200, 600)');
    }
  }
  return codes;
}

const INTEGER_RANGES = {
  gzip: [
    ['memory_level', 1, 9],
    ['window_bits', 9, 15],
    ['chunk_size', 4096, 65536],
  ],
  brotli: [
    ['quality', 0, 11],
    ['window_bits', 10, 24],
    ['input_block_bits', 16, 24],
    ['chunk_size', 4096, 65536],
  ],
  zstd: [['chunk_size', 4096, 65536]],
} as const;

const OTHER_FIELDS = {
  gzip: ['compression_level', 'compression_strategy'],
  brotli: ['encoder_mode', 'disable_literal_context_modeling'],
  zstd: ['compression_level', 'enable_checksum', 'strategy', 'dictionary'],
} as const;

/** Checks the library's own message, whose values only change the bytes. */
function checkLibrary(kind: CompressorLibrary['kind'], config: unknown): void {
  const message = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  MessageReader.read(config, `envoy.extensions.compression.${kind}.compressor.v3.${message}`, (reader) => {
    reader.ignore(...OTHER_FIELDS[kind]);
    for (const [field, least, most] of INTEGER_RANGES[kind]) {
      const value = reader.integer(field);
      if (value === null || (value >= least && value <= most)) continue;
      const rule = least === 0 ? `less than or equal to ${most}` : `inside range [${least}, ${most}]`;
      reader.violated(field, `value must be ${rule}`);
    }
  });
}
