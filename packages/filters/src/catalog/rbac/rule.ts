import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';

/** What rules look at. */
export type RbacRequest = { readonly headers: HeaderMap; readonly callbacks: DecoderFilterCallbacks };

/** A permission, a principal or a combination of them. */
export type Rule = (request: RbacRequest) => boolean;

/** A named policy: it matches when one of its permissions and one of its principals do. */
export type Policy = {
  readonly name: string;
  readonly permissions: readonly Rule[];
  readonly principals: readonly Rule[];
};

/** What is done with a request that a policy matches. */
export type RbacAction = 'ALLOW' | 'DENY' | 'LOG';

/** `envoy.config.rbac.v3.RBAC`: the policies in the order of their names. */
export type Rules = { readonly action: RbacAction; readonly policies: readonly Policy[] };

/** What the rules say: whether the request may go on, and which policy matched first. */
export type Verdict = { readonly allowed: boolean; readonly policy: string | null };

/** Applies rules. Envoy: source/extensions/filters/common/rbac/engine_impl.cc `RoleBasedAccessControlEngineImpl`. */
export function judge(rules: Rules, request: RbacRequest): Verdict {
  const matched = rules.policies.find(
    ({ permissions, principals }) =>
      permissions.some((rule) => rule(request)) && principals.some((rule) => rule(request)),
  );
  const policy = matched?.name ?? null;
  if (rules.action === 'LOG') return { allowed: true, policy };
  return { allowed: rules.action === 'ALLOW' ? matched !== undefined : matched === undefined, policy };
}
