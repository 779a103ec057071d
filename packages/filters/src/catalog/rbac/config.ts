import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { readRules } from './read-rules.ts';
import type { Rules } from './rule.ts';

const PACKAGE = 'envoy.extensions.filters.http.rbac.v3';
/** Type URL of the filter's configuration. */
export const RBAC_TYPE = `type.googleapis.com/${PACKAGE}.RBAC`;
/** Type URL of a route's configuration. */
export const RBAC_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.RBACPerRoute`;

/** The filter's or a route's configuration; null rules are not applied. */
export type RbacConfig = {
  readonly rules: Rules | null;
  readonly shadowRules: Rules | null;
  readonly rulesPrefix: string;
  readonly shadowPrefix: string;
  readonly tracksPolicies: boolean;
  /** What of it the simulator does not do. */
  readonly unsimulated: readonly string[];
};

const OFF: RbacConfig = {
  rules: null,
  shadowRules: null,
  rulesPrefix: '',
  shadowPrefix: '',
  tracksPolicies: false,
  unsimulated: [],
};

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readRbac(message: unknown): RbacConfig {
  return MessageReader.read(message, `${PACKAGE}.RBAC`, readFields);
}

/** Reads a route's configuration; an empty one switches the filter off. Throws ConfigRejected with Envoy's text. */
export function readRbacPerRoute(message: unknown): RbacConfig {
  return MessageReader.read(
    message,
    `${PACKAGE}.RBACPerRoute`,
    (reader) => reader.message('rbac', `${PACKAGE}.RBAC`, readFields) ?? OFF,
  );
}

function readFields(reader: MessageReader): RbacConfig {
  const unsimulated: string[] = [];
  const report = (what: string) => {
    unsimulated.push(what);
  };
  for (const field of ['matcher', 'shadow_matcher']) if (reader.raw(field) !== undefined) report(field);
  const rules = (field: string) =>
    reader.message(field, 'envoy.config.rbac.v3.RBAC', (policies) => readRules(policies, report));
  return {
    rules: rules('rules'),
    shadowRules: rules('shadow_rules'),
    rulesPrefix: reader.string('rules_stat_prefix'),
    shadowPrefix: reader.string('shadow_rules_stat_prefix'),
    tracksPolicies: reader.bool('track_per_rule_stats'),
    unsimulated,
  };
}
