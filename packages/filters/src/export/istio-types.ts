import { type EnvoyObject, isMessage } from '../project/envoy-fields.ts';
import type { ExportNote } from './export-note.ts';

/**
 * Configurations of filters that Envoy 1.40 has and Istio 1.31's control plane does not know: its webhook refuses a patch
 * that holds one. Found by asking Istio about every filter of the catalogue.
 */
const UNKNOWN_TO_ISTIO = new Set([
  'type.googleapis.com/envoy.extensions.filters.http.body_size_limit.v3.BodySizeLimit',
  'type.googleapis.com/envoy.extensions.filters.http.aws_eventstream_parser.v3.AwsEventstreamParser',
]);
const TYPED_STRUCT = 'type.googleapis.com/udpa.type.v1.TypedStruct';

/** A configuration as Istio lets it through: a TypedStruct, which Envoy turns back, where Istio does not know its type. */
export function forIstio(config: EnvoyObject): EnvoyObject {
  if (!isUnknown(config)) return config;
  const { '@type': type_url, ...value } = config;
  return { '@type': TYPED_STRUCT, type_url, value };
}

/** What to know about configurations that go through Istio unseen. */
export function unseenNotes(configs: readonly unknown[]): ExportNote[] {
  const types = new Set(
    configs
      .filter(isMessage)
      .filter(isUnknown)
      .map((config) => String(config['@type'])),
  );
  return [...types].map((type) => ({
    code: 'CW243',
    severity: 'warning',
    message: `Istio 1.31 does not know ${type.slice(type.lastIndexOf('/') + 1)}: it goes through as a TypedStruct, and a proxy whose Envoy lacks the filter refuses the listener.`,
  }));
}

function isUnknown(config: EnvoyObject): boolean {
  return UNKNOWN_TO_ISTIO.has(String(config['@type']));
}
