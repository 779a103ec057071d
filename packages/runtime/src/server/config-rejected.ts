/**
 * Envoy would refuse this configuration: the server does not start. `message` is Envoy's own text where it is known.
 * Envoy: `EnvoyException` and failed `absl::Status` while a listener is built.
 */
export class ConfigRejected extends Error {
  override readonly name = 'ConfigRejected';
}
