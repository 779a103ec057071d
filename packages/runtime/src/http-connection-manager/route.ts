import { isYamlMessage, type MessageReader, type YamlMessage } from '../config/message-reader.ts';
import { type ByteString, base64ToBytes, bytesToByteString, textToByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import { type HeaderRules, readHeaderRules } from './header-rules.ts';
import { type RedirectAction, readRedirect } from './redirect-action.ts';
import { type RouteAction, readRouteAction, type Unsimulated } from './route-action.ts';
import type { RouteMetadata } from './route-entry.ts';
import { type RouteMatch, readRouteMatch } from './route-match.ts';
import { readRouteMetadata } from './route-metadata.ts';
import { SubstitutionFormat } from './substitution-format.ts';
import { readTypedPerFilterConfig, type TypedPerFilterConfig } from './typed-per-filter-config.ts';

/** A route that answers by itself. Envoy: envoy.config.route.v3.DirectResponseAction. */
export type DirectResponse = {
  readonly status: number;
  readonly body: ByteString;
  readonly format: SubstitutionFormat | null;
};

/** What a route does with a request. */
export type RouteTarget =
  | { readonly kind: 'route'; readonly action: RouteAction }
  | { readonly kind: 'redirect'; readonly redirect: RedirectAction }
  | { readonly kind: 'direct_response'; readonly response: DirectResponse }
  | { readonly kind: 'none' };

/** One route of a virtual host. Envoy: envoy.config.route.v3.Route. */
export class Route {
  readonly name: string;
  readonly match: RouteMatch;
  readonly target: RouteTarget;
  readonly metadata: RouteMetadata;
  readonly requestHeaders: HeaderRules;
  readonly responseHeaders: HeaderRules;
  readonly perFilter: TypedPerFilterConfig;
  /** The counter prefix of the route; empty: none. */
  readonly statPrefix: string;
  readonly bufferLimit: number | null;
  /** The message as it stands in the project. */
  readonly config: YamlMessage;

  constructor(fields: Omit<Route, 'perFilterLevels' | 'clusterNames'>) {
    this.name = fields.name;
    this.match = fields.match;
    this.target = fields.target;
    this.metadata = fields.metadata;
    this.requestHeaders = fields.requestHeaders;
    this.responseHeaders = fields.responseHeaders;
    this.perFilter = fields.perFilter;
    this.statPrefix = fields.statPrefix;
    this.bufferLimit = fields.bufferLimit;
    this.config = fields.config;
  }

  /** Its own per-filter messages and those of its weighted clusters. */
  perFilterLevels(): TypedPerFilterConfig[] {
    const choice = this.target.kind === 'route' ? this.target.action.cluster : null;
    const weighted = choice?.by === 'weight' ? choice.clusters.map((cluster) => cluster.perFilter) : [];
    return [this.perFilter, ...weighted];
  }

  /** The clusters to which it may send; null: any. */
  clusterNames(): readonly string[] | null {
    if (this.target.kind !== 'route') return [];
    const { cluster, mirrors } = this.target.action;
    const mirrored = mirrors.flatMap((mirror) => mirror.cluster ?? []);
    if (cluster.by === 'header') return null;
    if (cluster.by === 'name') return [cluster.cluster, ...mirrored];
    return [...cluster.clusters.flatMap((one) => one.name ?? []), ...mirrored];
  }
}

const ACTIONS = ['route', 'redirect', 'direct_response', 'filter_action', 'non_forwarding_action'] as const;

/** Reads one Route message. */
export function readRoute(reader: MessageReader, unsimulated: Unsimulated): Route {
  reader.ignore('decorator', 'tracing', 'per_request_buffer_limit_bytes');
  const limit = reader.integer('request_body_buffer_limit', { max: Number.MAX_SAFE_INTEGER });
  return new Route({
    name: reader.string('name'),
    match: reader.requiredMessage('match', 'envoy.config.route.v3.RouteMatch', (match) =>
      readRouteMatch(match, unsimulated),
    ),
    target: readTarget(reader, unsimulated),
    metadata: readRouteMetadata(reader.raw('metadata')),
    requestHeaders: readHeaderRules(reader, 'request', unsimulated),
    responseHeaders: readHeaderRules(reader, 'response', unsimulated),
    perFilter: readTypedPerFilterConfig(reader),
    statPrefix: reader.string('stat_prefix'),
    bufferLimit: limit ?? reader.integer('per_request_buffer_limit_bytes'),
    config: reader.whole,
  });
}

function readTarget(reader: MessageReader, unsimulated: Unsimulated): RouteTarget {
  const action = reader.oneof('action', ACTIONS, { required: true }) ?? 'route';
  switch (action) {
    case 'route': {
      const type = 'envoy.config.route.v3.RouteAction';
      return {
        kind: 'route',
        action: reader.requiredMessage(action, type, (one) => readRouteAction(one, unsimulated)),
      };
    }
    case 'redirect':
      return {
        kind: 'redirect',
        redirect: reader.requiredMessage(action, 'envoy.config.route.v3.RedirectAction', readRedirect),
      };
    case 'direct_response': {
      const type = 'envoy.config.route.v3.DirectResponseAction';
      const response = reader.requiredMessage(action, type, (one) => readDirectResponse(one, unsimulated));
      return { kind: 'direct_response', response };
    }
    case 'filter_action':
    case 'non_forwarding_action':
      reader.ignore(action);
      unsimulated(`route ${action}`);
      return { kind: 'none' };
  }
}

const MAX_BODY = 4096;

function readDirectResponse(reader: MessageReader, unsimulated: Unsimulated): DirectResponse {
  const status = reader.integer('status') ?? 0;
  if (status < 200 || status >= 600) reader.violated('status', 'value must be inside range [200, 600)');
  const body = dataSourceText(reader.raw('body'), unsimulated);
  if (body.length > MAX_BODY) {
    throw new ConfigRejected(`response body size is ${body.length} bytes; maximum is ${MAX_BODY}`);
  }
  const format = reader.raw('body_format');
  return { status, body, format: format === undefined ? null : bodyFormat(format, unsimulated) };
}

function bodyFormat(format: unknown, unsimulated: Unsimulated): SubstitutionFormat | null {
  if (!isYamlMessage(format)) return null;
  const source = format['text_format_source'] ?? format['textFormatSource'];
  const text =
    format['text_format'] ?? format['textFormat'] ?? (isYamlMessage(source) ? source['inline_string'] : null);
  if (typeof text === 'string') return new SubstitutionFormat(text, unsimulated);
  unsimulated('direct_response.body_format without text_format');
  return null;
}

/** The text of a DataSource message; files and environment variables are not simulated. */
export function dataSourceText(source: unknown, unsimulated: Unsimulated): ByteString {
  if (!isYamlMessage(source)) return '';
  const inline = source['inline_string'] ?? source['inlineString'];
  if (typeof inline === 'string') return textToByteString(inline);
  const bytes = source['inline_bytes'] ?? source['inlineBytes'];
  if (typeof bytes === 'string') return bytesToByteString(base64ToBytes(bytes));
  unsimulated('a data source that is not inline');
  return '';
}
