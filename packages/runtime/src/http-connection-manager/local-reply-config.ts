import { isYamlMessage, type MessageReader, type YamlMessage } from '../config/message-reader.ts';
import type { ByteString } from '../http/byte-string.ts';
import { readHeaderMatcher } from '../matching/header-matcher.ts';
import type { FormatContext, FormatValue } from './format-operators.ts';
import { applyHeaderAdditions, type HeaderAddition, readHeaderAdditions, type Unsimulated } from './header-rules.ts';
import type { LocalReplyDraft } from './local-reply.ts';
import { dataSourceText } from './route.ts';
import { jsonText, SubstitutionFormat } from './substitution-format.ts';

/** Makes the body of a local reply. */
type BodyFormat = { readonly contentType: string; readonly isJson: boolean; body(context: FormatContext): ByteString };

type Mapper = {
  readonly matches: (context: FormatContext, code: number) => boolean;
  readonly statusCode: number | null;
  readonly body: ByteString | null;
  readonly format: BodyFormat | null;
  readonly headers: readonly HeaderAddition[];
};

/** How local replies are rewritten. Envoy: source/common/local_reply/local_reply.cc. */
export class LocalReplyConfig {
  readonly #mappers: readonly Mapper[];
  readonly #format: BodyFormat | null;

  private constructor(mappers: readonly Mapper[], format: BodyFormat | null) {
    this.#mappers = mappers;
    this.#format = format;
  }

  /** Rewrites nothing. */
  static readonly NONE = new LocalReplyConfig([], null);

  /** Reads `LocalReplyConfig`. */
  static read(reader: MessageReader, unsimulated: Unsimulated): LocalReplyConfig {
    const package_ = 'envoy.extensions.filters.network.http_connection_manager.v3';
    const mappers = reader.messages('mappers', `${package_}.ResponseMapper`, (mapper) => ({
      matches: mapper.requiredMessage('filter', 'envoy.config.accesslog.v3.AccessLogFilter', (filter) =>
        readReplyFilter(filter, unsimulated),
      ),
      statusCode: mapper.integer('status_code'),
      body: mapper.has('body') ? dataSourceText(mapper.raw('body'), unsimulated) : null,
      format: readBodyFormat(mapper.raw('body_format_override'), unsimulated),
      headers: readHeaderAdditions(mapper, 'headers_to_add', unsimulated),
    }));
    return new LocalReplyConfig(mappers, readBodyFormat(reader.raw('body_format'), unsimulated));
  }

  /** The first mapper that matches the original code changes code, headers and body; then the format makes the body. */
  rewrite(draft: LocalReplyDraft, makeContext: (body: ByteString) => FormatContext): void {
    const before = makeContext(draft.body);
    const mapper = this.#mappers.find((one) => one.matches(before, draft.code));
    if (mapper !== undefined) {
      applyHeaderAdditions(mapper.headers, draft.headers, before);
      if (mapper.statusCode !== null) {
        draft.code = mapper.statusCode;
        draft.headers.setInPlace(':status', String(mapper.statusCode));
        before.streamInfo.responseCode = mapper.statusCode;
      }
      if (mapper.body !== null) draft.body = mapper.body;
    }
    const format = mapper?.format ?? this.#format;
    if (format === null) return;
    draft.body = format.body(makeContext(draft.body));
    draft.contentType = format.contentType;
    draft.isJson = format.isJson;
  }
}

type ReplyFilter = (context: FormatContext, code: number) => boolean;

const FILTERS = [
  'status_code_filter',
  'duration_filter',
  'not_health_check_filter',
  'traceable_filter',
  'runtime_filter',
  'and_filter',
  'or_filter',
  'header_filter',
  'response_flag_filter',
  'grpc_status_filter',
  'extension_filter',
  'metadata_filter',
  'log_type_filter',
] as const;

/** Reads the filters that make sense for a local reply. Envoy: source/common/access_log/access_log_impl.cc. */
function readReplyFilter(reader: MessageReader, unsimulated: Unsimulated): ReplyFilter {
  const kind = reader.oneof('filter_specifier', FILTERS, { required: true });
  const type = 'envoy.config.accesslog.v3';
  switch (kind) {
    case 'status_code_filter':
      return reader.requiredMessage(kind, `${type}.StatusCodeFilter`, (filter) => {
        const compare = filter.requiredMessage('comparison', `${type}.ComparisonFilter`, readComparison);
        return (_context: FormatContext, code: number) => compare(code);
      });
    case 'and_filter':
    case 'or_filter':
      return reader.requiredMessage(kind, `${type}.AndFilter`, (filter) => {
        const inner = filter.messages('filters', `${type}.AccessLogFilter`, (one) => readReplyFilter(one, unsimulated));
        return (context: FormatContext, code: number) =>
          kind === 'and_filter'
            ? inner.every((matches) => matches(context, code))
            : inner.some((matches) => matches(context, code));
      });
    case 'header_filter':
      return reader.requiredMessage(kind, `${type}.HeaderFilter`, (filter) => {
        const matcher = filter.requiredMessage('header', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher);
        return ({ requestHeaders }: FormatContext) => requestHeaders !== null && matcher.matches(requestHeaders);
      });
    case 'response_flag_filter':
      return reader.requiredMessage(kind, `${type}.ResponseFlagFilter`, (filter) => {
        const flags = filter.strings('flags');
        return ({ streamInfo }: FormatContext) =>
          flags.length === 0
            ? streamInfo.responseFlags.size > 0
            : flags.some((flag) => streamInfo.responseFlags.has(flag));
      });
    case 'not_health_check_filter':
      reader.ignore(kind);
      return () => true;
    default:
      if (kind !== null) reader.ignore(kind);
      unsimulated(`local_reply_config filter ${kind}`);
      return () => false;
  }
}

function readComparison(reader: MessageReader): (value: number) => boolean {
  const op = reader.enumeration('op', ['EQ', 'GE', 'LE', 'NE'], 'EQ');
  const bound = reader.requiredMessage('value', 'envoy.config.core.v3.RuntimeUInt32', (value) => {
    value.ignore('runtime_key');
    return value.integer('default_value') ?? 0;
  });
  if (op === 'GE') return (value) => value >= bound;
  if (op === 'LE') return (value) => value <= bound;
  return op === 'NE' ? (value) => value !== bound : (value) => value === bound;
}

/** Reads `SubstitutionFormatString`; null when it is absent. */
function readBodyFormat(message: unknown, unsimulated: Unsimulated): BodyFormat | null {
  if (!isYamlMessage(message)) return null;
  const field = (snake: string, camel: string) => message[snake] ?? message[camel];
  const contentType = field('content_type', 'contentType');
  const json = field('json_format', 'jsonFormat');
  if (isYamlMessage(json)) {
    const write = compileJson(json, unsimulated);
    return {
      contentType: typeof contentType === 'string' ? contentType : 'application/json',
      isJson: true,
      body: (context) => `${jsonText(write(context))}\n`,
    };
  }
  const source = field('text_format_source', 'textFormatSource');
  const text = field('text_format', 'textFormat');
  const format = typeof text === 'string' ? text : dataSourceText(source, unsimulated);
  const compiled = new SubstitutionFormat(format, unsimulated);
  const missing = field('omit_empty_values', 'omitEmptyValues') === true ? '' : '-';
  return {
    contentType: typeof contentType === 'string' ? contentType : 'text/plain',
    isJson: false,
    body: (context) => compiled.text(context, missing),
  };
}

/** One line of JSON with sorted keys, numbers as numbers, missing values as null. */
export function compileJson(shape: YamlMessage, unsimulated: Unsimulated): (context: FormatContext) => unknown {
  const fields = Object.entries(shape)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, compileJsonValue(value, unsimulated)] as const);
  return (context) => Object.fromEntries(fields.map(([key, write]) => [key, write(context)]));
}

function compileJsonValue(value: unknown, unsimulated: Unsimulated): (context: FormatContext) => unknown {
  if (isYamlMessage(value)) return compileJson(value, unsimulated);
  if (Array.isArray(value)) {
    const items = value.map((item) => compileJsonValue(item, unsimulated));
    return (context) => items.map((write) => write(context));
  }
  if (typeof value !== 'string') return () => value;
  const format = new SubstitutionFormat(value, unsimulated);
  return (context) => plainValue(format.value(context));
}

function plainValue(value: FormatValue): unknown {
  return typeof value === 'object' && value !== null ? value.json : value;
}
