import { type EnvoyObject, field, isMessage } from '../project/envoy-fields.ts';
import { type Opened, refused } from '../project/problem.ts';
import { readYaml } from '../project/yaml-text.ts';

/** One patch of an EnvoyFilter as it was read. */
export type ImportedPatch = {
  readonly applyTo: string;
  readonly match: EnvoyObject;
  readonly operation: string;
  readonly value: EnvoyObject;
};

/** Large enough for an object that the cluster's store would still take. */
const MAX_LENGTH = 16 * 1024 * 1024;

/**
 * Reads the patches of one Istio EnvoyFilter.
 * Problem codes: those of `readYaml`, `not-an-envoyfilter`.
 */
export function readEnvoyFilter(text: string): Opened<readonly ImportedPatch[]> {
  const yaml = readYaml(text, { maxLength: MAX_LENGTH });
  if (!yaml.ok) return yaml;
  const patches = field(field(yaml.value, 'spec'), 'config_patches');
  if (!isMessage(yaml.value) || yaml.value['kind'] !== 'EnvoyFilter' || !Array.isArray(patches)) {
    return refused({
      code: 'not-an-envoyfilter',
      path: '',
      message: 'This is no EnvoyFilter with configPatches.',
      hint: 'Give one Istio EnvoyFilter object.',
    });
  }
  return {
    ok: true,
    value: patches.filter(isMessage).map((p) => ({
      applyTo: String(p['applyTo']),
      match: isMessage(p['match']) ? p['match'] : {},
      operation: String(field(p['patch'], 'operation')),
      value: message(field(p['patch'], 'value')),
    })),
  };
}

function message(value: unknown): EnvoyObject {
  return isMessage(value) ? value : {};
}
