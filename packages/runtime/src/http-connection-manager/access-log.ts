import { byteStringToDisplay } from '../http/byte-string.ts';
import { ACCESS_LOG_FIELDS } from './access-log-fields.ts';
import type { FormatContext, FormatValue } from './format-operators.ts';
import { SubstitutionFormat } from './substitution-format.ts';

/**
 * Compiles every format of the connection manager's own `access_log`, so that Envoy's refusals show. Nothing is written:
 * the files of a simulated server are nobody's.
 */
export function checkAccessLogs(config: unknown): void {
  if (typeof config === 'string') {
    if (config.includes('%')) new SubstitutionFormat(config, () => {});
  } else if (typeof config === 'object' && config !== null) {
    for (const value of Object.values(config)) checkAccessLogs(value);
  }
}

/** One entry of the access log. */
export type AccessLogEntry = Readonly<Record<string, string | number | boolean | null>>;

/** The access log of a scenario: Envoy's `json_format` with the fixed fields and the scenario's own. */
export class AccessLog {
  readonly #fields: readonly (readonly [name: string, format: SubstitutionFormat])[];

  /** Throws ConfigRejected for a format that Envoy refuses. */
  constructor(own: Readonly<Record<string, string>>, unsimulated: (operator: string) => void) {
    this.#fields = Object.entries({ ...ACCESS_LOG_FIELDS, ...own })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, format]) => [name, new SubstitutionFormat(format, unsimulated)]);
  }

  entry(context: FormatContext): AccessLogEntry {
    return Object.fromEntries(this.#fields.map(([name, format]) => [name, jsonScalar(format.value(context))]));
  }
}

function jsonScalar(value: FormatValue): string | number | boolean | null {
  if (typeof value === 'string') return byteStringToDisplay(value);
  if (typeof value !== 'object' || value === null) return value;
  return typeof value.json === 'object' && value.json !== null ? JSON.stringify(value.json) : value.json;
}
