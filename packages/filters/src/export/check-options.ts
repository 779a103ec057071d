import { Check, Errors } from 'typebox/value';
import { type Opened, refused } from '../project/problem.ts';
import { type EnvoyFilterOptions, EnvoyFilterOptionsSchema } from './envoy-filter-options.ts';

/** Checks what was chosen for an EnvoyFilter. Problem code: `wrong-option`, its path the option. */
export function checkEnvoyFilterOptions(options: unknown): Opened<EnvoyFilterOptions> {
  if (Check(EnvoyFilterOptionsSchema, options)) return { ok: true, value: options };
  const [error] = Errors(EnvoyFilterOptionsSchema, options);
  const path = error?.instancePath ?? '';
  return refused({
    code: 'wrong-option',
    path,
    message: `The option ${path.slice(1)} ${error?.message ?? 'is not valid'}.`,
    hint: 'Names are those of Kubernetes: lower-case letters, digits and hyphens.',
  });
}
