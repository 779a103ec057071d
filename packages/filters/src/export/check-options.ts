import { Check, Errors } from 'typebox/value';
import { type Opened, refused } from '../project/problem.ts';
import { type EnvoyFilterOptions, EnvoyFilterOptionsSchema } from './envoy-filter-options.ts';

/** What each option takes, for people. */
const EXPECTED: Readonly<Record<string, string>> = {
  name: 'a Kubernetes name: lower-case letters, digits, hyphens and dots, at most 253',
  namespace: 'a Kubernetes namespace: lower-case letters, digits and hyphens, at most 63',
  context: 'SIDECAR_INBOUND, SIDECAR_OUTBOUND or GATEWAY',
  workload:
    'Kubernetes labels: at most 63 letters, digits, ".", "_" and "-", a key perhaps with a DNS name and "/" before',
  port: 'a number from 1 to 65535',
  place: 'before-router, first, or before or after the name of a filter',
  priority: 'a whole number from -2147483648 to 2147483647',
  wasm: 'by source name: inline, a remote http(s) URL, or the absolute path of a file',
};

/** Checks what was chosen for an EnvoyFilter. Problem codes: `unknown-option`, `wrong-option`; the path is the option's. */
export function checkEnvoyFilterOptions(options: unknown): Opened<EnvoyFilterOptions> {
  if (Check(EnvoyFilterOptionsSchema, options)) return { ok: true, value: options };
  const errors = Errors(EnvoyFilterOptionsSchema, options);
  const path = errors[0]?.instancePath ?? '';
  const name = path.split('/')[1] ?? '';
  const expected = Object.hasOwn(EXPECTED, name) ? EXPECTED[name] : undefined;
  if (path === '') {
    return refused({
      code: 'wrong-option',
      path,
      message: `The options are not complete: the options ${errors[0]?.message ?? 'are not valid'}.`,
      hint: `There are: ${Object.keys(EXPECTED).join(', ')}.`,
    });
  }
  if (expected === undefined) {
    return refused({
      code: 'unknown-option',
      path,
      message: `There is no option ${name}.`,
      hint: `There are: ${Object.keys(EXPECTED).join(', ')}.`,
    });
  }
  return refused({
    code: 'wrong-option',
    path,
    message: `The option ${name} is not valid.`,
    hint: `It takes ${expected}.`,
  });
}
