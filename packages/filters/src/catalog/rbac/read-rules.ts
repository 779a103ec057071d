import type { MessageReader } from '@chainwright/runtime/config/message-reader';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { CidrList } from '@chainwright/runtime/http-connection-manager/cidr-list';
import { readMetadataMatcher } from '@chainwright/runtime/http-connection-manager/metadata-match';
import { readHeaderMatcher } from '@chainwright/runtime/matching/header-matcher';
import { readStringMatcher, type StringMatcher } from '@chainwright/runtime/matching/string-matcher';
import type { Policy, Rule, Rules } from './rule.ts';
import { compileUriTemplate } from './uri-template.ts';

const PACKAGE = 'envoy.config.rbac.v3';
const STRING_MATCHER = 'envoy.type.matcher.v3.StringMatcher';
const METADATA_MATCHER = 'envoy.type.matcher.v3.MetadataMatcher';

/** Told of each kind of rule that the simulator does not have; such a rule never matches. */
type Report = (what: string) => void;

const PERMISSIONS = [
  'and_rules',
  'or_rules',
  'any',
  'header',
  'url_path',
  'destination_ip',
  'destination_port',
  'destination_port_range',
  'metadata',
  'not_rule',
  'requested_server_name',
  'matcher',
  'uri_template',
  'sourced_metadata',
] as const;

const PRINCIPALS = [
  'and_ids',
  'or_ids',
  'any',
  'authenticated',
  'source_ip',
  'direct_remote_ip',
  'remote_ip',
  'header',
  'url_path',
  'metadata',
  'filter_state',
  'not_id',
  'sourced_metadata',
  'custom',
] as const;

/** Reads `envoy.config.rbac.v3.RBAC`. Throws ConfigRejected with Envoy's text. */
export function readRules(reader: MessageReader, report: Report): Rules {
  reader.ignore('audit_logging_options');
  const action = reader.enumeration('action', ['ALLOW', 'DENY', 'LOG'], 'ALLOW');
  const policies = reader.messageMap('policies', `${PACKAGE}.Policy`, (policy, name) =>
    readPolicy(policy, name, report),
  );
  // A protobuf map is walked in the order of the names' bytes.
  const sorted = [...policies.values()].sort((a, b) => (textToByteString(a.name) < textToByteString(b.name) ? -1 : 1));
  return { action, policies: sorted };
}

function readPolicy(reader: MessageReader, name: string, report: Report): Policy {
  if (reader.has('condition') || reader.has('checked_condition') || reader.has('cel_config')) {
    report('CEL condition of a policy');
  }
  reader.ignore('condition', 'checked_condition', 'cel_config');
  const permissions = reader.messages('permissions', `${PACKAGE}.Permission`, (rule) => readPermission(rule, report));
  if (permissions.length === 0) reader.violated('permissions', 'value must contain at least 1 item(s)');
  const principals = reader.messages('principals', `${PACKAGE}.Principal`, (rule) => readPrincipal(rule, report));
  if (principals.length === 0) reader.violated('principals', 'value must contain at least 1 item(s)');
  return { name, permissions, principals };
}

function readPermission(reader: MessageReader, report: Report): Rule {
  const kind = reader.oneof('rule', PERMISSIONS, { required: true }) ?? 'any';
  const set = (rules: MessageReader) => {
    const list = rules.messages('rules', `${PACKAGE}.Permission`, (rule) => readPermission(rule, report));
    if (list.length === 0) rules.violated('rules', 'value must contain at least 1 item(s)');
    return list;
  };
  switch (kind) {
    case 'and_rules':
      return every(reader.requiredMessage(kind, `${PACKAGE}.Permission.Set`, set));
    case 'or_rules':
      return some(reader.requiredMessage(kind, `${PACKAGE}.Permission.Set`, set));
    case 'not_rule':
      return not(reader.requiredMessage(kind, `${PACKAGE}.Permission`, (rule) => readPermission(rule, report)));
    case 'destination_ip':
      return inRange(reader, kind, ({ callbacks }) => callbacks.streamInfo.downstreamLocalAddress.ip);
    case 'destination_port': {
      const port = reader.integer(kind, { max: 65535 });
      return ({ callbacks }) => callbacks.streamInfo.downstreamLocalAddress.port === port;
    }
    case 'destination_port_range':
      return reader.requiredMessage(kind, 'envoy.type.v3.Int32Range', (range) => {
        const start = range.integer('start') ?? 0;
        const end = range.integer('end') ?? 0;
        return ({ callbacks }) => {
          const { port } = callbacks.streamInfo.downstreamLocalAddress;
          return port >= start && port < end;
        };
      });
    case 'requested_server_name': {
      // Without TLS the server name is empty.
      const matcher = reader.requiredMessage(kind, STRING_MATCHER, readStringMatcher);
      return () => matcher.matches('');
    }
    case 'uri_template':
      return readUriTemplate(reader);
    case 'matcher':
      reader.ignore(kind);
      report('permission by an extension');
      return () => false;
    default:
      return readCommon(reader, kind, report);
  }
}

function readPrincipal(reader: MessageReader, report: Report): Rule {
  const kind = reader.oneof('identifier', PRINCIPALS, { required: true }) ?? 'any';
  const set = (ids: MessageReader) => {
    const list = ids.messages('ids', `${PACKAGE}.Principal`, (id) => readPrincipal(id, report));
    if (list.length === 0) ids.violated('ids', 'value must contain at least 1 item(s)');
    return list;
  };
  switch (kind) {
    case 'and_ids':
      return every(reader.requiredMessage(kind, `${PACKAGE}.Principal.Set`, set));
    case 'or_ids':
      return some(reader.requiredMessage(kind, `${PACKAGE}.Principal.Set`, set));
    case 'not_id':
      return not(reader.requiredMessage(kind, `${PACKAGE}.Principal`, (id) => readPrincipal(id, report)));
    case 'authenticated':
      // Nobody is authenticated without TLS, whatever the name.
      reader.ignore(kind);
      return () => false;
    case 'source_ip':
    case 'direct_remote_ip':
      return inRange(reader, kind, ({ callbacks }) => callbacks.streamInfo.downstreamDirectRemoteAddress.ip);
    case 'remote_ip':
      return inRange(reader, kind, ({ callbacks }) => callbacks.streamInfo.downstreamRemoteAddress.ip);
    case 'filter_state':
      return readFilterState(reader);
    case 'custom':
      reader.ignore(kind);
      report('principal by an extension');
      return () => false;
    default:
      return readCommon(reader, kind, report);
  }
}

/** What permissions and principals have in common. */
function readCommon(
  reader: MessageReader,
  kind: 'any' | 'header' | 'url_path' | 'metadata' | 'sourced_metadata',
  report: Report,
): Rule {
  switch (kind) {
    case 'any':
      if (!reader.bool('any')) reader.violated('any', 'value must equal true');
      return () => true;
    case 'header': {
      const matcher = reader.requiredMessage(kind, 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher);
      return ({ headers }) => matcher.matchesAnyValue(headers);
    }
    case 'url_path': {
      const matcher: StringMatcher = reader.requiredMessage(kind, 'envoy.type.matcher.v3.PathMatcher', (path) =>
        path.requiredMessage('path', STRING_MATCHER, readStringMatcher),
      );
      return ({ headers }) => matcher.matches((headers.get(':path') ?? '').replace(/[?#].*$/s, ''));
    }
    case 'metadata': {
      const matches = reader.requiredMessage(kind, METADATA_MATCHER, readMetadataMatcher);
      return ({ callbacks }) => matches(callbacks.streamInfo.dynamicMetadata);
    }
    case 'sourced_metadata':
      return reader.requiredMessage(kind, `${PACKAGE}.SourcedMetadata`, (sourced) => readSourced(sourced, report));
  }
}

function readSourced(reader: MessageReader, report: Report): Rule {
  const source = reader.enumeration('metadata_source', ['DYNAMIC', 'ROUTE', 'VIRTUAL_HOST'], 'DYNAMIC');
  const matches = reader.requiredMessage('metadata_matcher', METADATA_MATCHER, readMetadataMatcher);
  if (source === 'VIRTUAL_HOST') report('metadata of the virtual host');
  return ({ callbacks }) =>
    matches(source === 'DYNAMIC' ? callbacks.streamInfo.dynamicMetadata : (callbacks.route()?.metadata ?? new Map()));
}

function readFilterState(reader: MessageReader): Rule {
  return reader.requiredMessage('filter_state', 'envoy.type.matcher.v3.FilterStateMatcher', (state) => {
    const key = textToByteString(state.string('key', { minLength: 1 }));
    state.oneof('matcher', ['string_match', 'address_match'], { required: true });
    state.ignore('address_match');
    const matcher = state.message('string_match', STRING_MATCHER, readStringMatcher);
    return ({ callbacks }) => {
      const entry = callbacks.streamInfo.filterState.get(key);
      return entry !== undefined && (matcher?.matches(entry.value) ?? false);
    };
  });
}

function readUriTemplate(reader: MessageReader): Rule {
  const template = reader.requiredMessage('uri_template', 'envoy.config.core.v3.TypedExtensionConfig', (extension) => {
    extension.ignore('name');
    const type = 'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig';
    return extension.requiredMessage('typed_config', type, (config) =>
      config.string('path_template', { minLength: 1 }),
    );
  });
  const matches = compileUriTemplate(template);
  return ({ headers }) => matches((headers.get(':path') ?? '').replace(/[?#].*$/s, ''));
}

function inRange(reader: MessageReader, field: string, addressOf: (request: Parameters<Rule>[0]) => string): Rule {
  const list = reader.requiredMessage(field, 'envoy.config.core.v3.CidrRange', (range) => {
    const prefix = range.string('address_prefix', { minLength: 1 });
    return new CidrList([{ prefix, length: range.integer('prefix_len', { max: 128 }) ?? 0 }]);
  });
  return (request) => list.contains(addressOf(request));
}

const every =
  (rules: readonly Rule[]): Rule =>
  (request) =>
    rules.every((rule) => rule(request));
const some =
  (rules: readonly Rule[]): Rule =>
  (request) =>
    rules.some((rule) => rule(request));
const not =
  (rule: Rule): Rule =>
  (request) =>
    !rule(request);
