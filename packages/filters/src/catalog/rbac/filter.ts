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
  readonly #own: RbacConfig;
  readonly #ofRoute: (callbacks: DecoderFilterCallbacks) => RbacConfig | null;
  readonly #statPrefix: string;
  #callbacks: DecoderFilterCallbacks | null = null;

  /** `statPrefix`: `http.<hcm stat_prefix>.rbac.`. */
  constructor(own: RbacConfig, ofRoute: (callbacks: DecoderFilterCallbacks) => RbacConfig | null, statPrefix: string) {
    this.#own = own;
    this.#ofRoute = ofRoute;
    this.#statPrefix = statPrefix;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const config = this.#ofRoute(callbacks) ?? this.#own;
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
    const shadow = mode === 'shadow';
    // Counters are the filter's, whatever the route says.
    const counted = shadow ? this.#own.shadowPrefix : this.#own.rulesPrefix;
    const named = (shadow ? config.shadowPrefix : config.rulesPrefix) || counted;
    const prefix = `${this.#statPrefix}${counted === '' ? '' : `${counted}.`}`;
    const stat = `${shadow ? 'shadow_' : ''}${verdict.allowed ? 'allowed' : 'denied'}`;
    const { stats } = callbacks.worker;
    stats.add(prefix + stat, 'counter', 1);
    if (verdict.policy !== null) {
      if (config.tracksPolicies) stats.add(`${prefix}policy.${verdict.policy}.${stat}`, 'counter', 1);
      setDynamicMetadata(callbacks, NAMESPACE, `${named}${mode}_effective_policy_id`, verdict.policy);
    }
    setDynamicMetadata(callbacks, NAMESPACE, `${named}${mode}_engine_result`, verdict.allowed ? 'allowed' : 'denied');
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
