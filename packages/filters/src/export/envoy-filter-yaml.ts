import { printYaml } from '../project/yaml-text.ts';
import type { EnvoyFilterExport } from './envoy-filter.ts';

/** js-yaml's indentation of the items of `spec.configPatches`; text inside of a patch always stands deeper. */
const PATCH = /^ {4}- applyTo:/;

/** The YAML of an EnvoyFilter, each patch under a comment that says whose it is. */
export function printEnvoyFilter(exported: EnvoyFilterExport): string {
  let patch = 0;
  const lines = printYaml(exported.object)
    .split('\n')
    .flatMap((line) => (PATCH.test(line) ? [`    # ${oneLine(exported.comments[patch++] ?? '')}`, line] : [line]));
  return lines.join('\n');
}

function oneLine(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
