import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';
import { createFilterStateObject } from '@chainwright/runtime/stream-info/filter-state-factories';
import { formatContextOf, reportUnsimulatedOperators } from '../format-surroundings.ts';

/** One object to make. */
export type FilterStateRule = {
  readonly key: ByteString;
  readonly factory: string;
  readonly format: SubstitutionFormat;
  /** What an operator prints that finds nothing. */
  readonly absent: '-' | '';
  readonly readOnly: boolean;
  readonly skipIfEmpty: boolean;
  readonly unsimulated: readonly string[];
};

/**
 * Makes filter state objects when the request headers arrive.
 * Envoy: source/extensions/filters/common/set_filter_state/filter_config.cc.
 */
export class SetFilterStateFilter implements HttpFilter {
  readonly #rulesOf: (callbacks: DecoderFilterCallbacks) => readonly FilterStateRule[];
  #callbacks: DecoderFilterCallbacks | null = null;

  constructor(rulesOf: (callbacks: DecoderFilterCallbacks) => readonly FilterStateRule[]) {
    this.#rulesOf = rulesOf;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const context = formatContextOf(callbacks);
    for (const rule of this.#rulesOf(callbacks)) {
      reportUnsimulatedOperators(callbacks, rule.unsimulated);
      const text = rule.format.text(context, rule.absent);
      const object =
        text === '' && rule.skipIfEmpty
          ? null
          : createFilterStateObject(rule.factory, text, { readOnly: rule.readOnly });
      if (object === null) continue;
      callbacks.streamInfo.filterState.set(rule.key, object);
      callbacks.trace.emit({ kind: 'filter-state-set', key: rule.key, value: object.value });
    }
    return 'Continue';
  }
}
