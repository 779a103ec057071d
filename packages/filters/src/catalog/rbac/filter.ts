import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { setDynamicMetadata } from '../set-dynamic-metadata.ts';
import type { RbacConfig } from './config.ts';
import { judge, type RbacRequest, type Rules, type Verdict } from './rule.ts';

const NAMESPACE = 'envoy.filters.http.rbac';

/** Lets requests through by policies. Envoy: source/extensions/filters/http/rbac/rbac_filter.cc. */
export class RbacFilter implements HttpFilter {
  readonly #configOf: (callbacks: DecoderFilterCallbacks) => RbacConfig;
  readonly #statPrefix: string;
  #callbacks: DecoderFilterCallbacks | null = null;

  /** `statPrefix`: `http.<hcm stat_prefix>.rbac.`. */
  constructor(configOf: (callbacks: DecoderFilterCallbacks) => RbacConfig, statPrefix: string) {
    this.#configOf = configOf;
    this.#statPrefix = statPrefix;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const config = this.#configOf(callbacks);
    reportUnsimulated(config, callbacks);
    const request = { headers, callbacks };
    if (config.shadowRules !== null) this.#apply(config.shadowRules, 'shadow', config, request);
    if (config.rules === null) return 'Continue';
    const verdict = this.#apply(config.rules, 'enforced', config, request);
    if (verdict.allowed) return 'Continue';
    callbacks.sendLocalReply({
      code: 403,
      body: 'RBAC: access denied',
      headers: [],
      grpcStatus: null,
      details: `rbac_access_denied_matched_policy[${verdict.policy ?? 'none'}]`,
    });
    return 'StopIteration';
  }

  /** Judges by one set of rules and writes the verdict into stats and metadata. */
  #apply(rules: Rules, mode: 'shadow' | 'enforced', config: RbacConfig, request: RbacRequest): Verdict {
    const { callbacks } = request;
    const verdict = judge(rules, request);
    const prefix = mode === 'shadow' ? config.shadowPrefix : config.rulesPrefix;
    const stat = `${mode === 'shadow' ? 'shadow_' : ''}${verdict.allowed ? 'allowed' : 'denied'}`;
    const { stats } = callbacks.worker;
    stats.add(`${this.#statPrefix}${prefix === '' ? '' : `${prefix}.`}${stat}`, 'counter', 1);
    if (verdict.policy !== null) {
      if (config.tracksPolicies) stats.add(`${this.#statPrefix}policy.${verdict.policy}.${stat}`, 'counter', 1);
      setDynamicMetadata(callbacks, NAMESPACE, `${prefix}${mode}_effective_policy_id`, verdict.policy);
    }
    setDynamicMetadata(callbacks, NAMESPACE, `${prefix}${mode}_engine_result`, verdict.allowed ? 'allowed' : 'denied');
    if (rules.action === 'LOG' && mode === 'enforced') {
      setDynamicMetadata(callbacks, 'envoy.common', 'access_log_hint', verdict.policy !== null);
    }
    return verdict;
  }
}

function reportUnsimulated(config: RbacConfig, callbacks: DecoderFilterCallbacks): void {
  for (const what of config.unsimulated) {
    callbacks.trace.emit({
      kind: 'not-simulated',
      what: `rbac: ${what}`,
      why: 'It never matches here.',
      affects: ['*'],
    });
  }
}
