import { describe, expect, it } from 'vitest';
import { checkPerRouteTypes } from './check-per-route-types.ts';

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.';
const WRAPPER = 'type.googleapis.com/envoy.config.route.v3.FilterConfig';

function check(config: unknown): void {
  const route = { match: { prefix: '/' }, typed_per_filter_config: { x: config } };
  checkPerRouteTypes({ route_config: { virtual_hosts: [{ routes: [route] }] } });
}

describe('checkPerRouteTypes', () => {
  it.each([
    [{ '@type': `${TYPE}lua.v3.LuaPerRoute`, disabled: true }],
    [{ '@type': `${TYPE}cors.v3.Cors` }],
    [{ '@type': `${TYPE}set_metadata.v3.Config` }],
    [{ '@type': `${TYPE}tap.v3.Tap` }],
    [{ '@type': WRAPPER, disabled: true }],
    [{ '@type': WRAPPER, config: {} }],
  ])('accepts %j', (config) => {
    expect(() => check(config)).not.toThrow();
  });

  it.each([
    [{ '@type': 'type.googleapis.com/no.such.Type' }, "could not find @type 'type.googleapis.com/no.such.Type'"],
    [{ '@type': WRAPPER, config: { '@type': 'x/no.such' } }, "could not find @type 'x/no.such'"],
    [{}, "Didn't find a registered implementation for 'x' with type URL: ''"],
    [
      { '@type': `${TYPE}router.v3.Router` },
      "The filter x doesn't support virtual host or route specific configurations",
    ],
    [{ '@type': `${TYPE}wasm.v3.Wasm` }, "The filter x doesn't support virtual host or route specific configurations"],
  ])('refuses %j', (config, text) => {
    expect(() => check(config)).toThrow(text);
  });

  it('looks at every level', () => {
    const typed_per_filter_config = { x: {} };
    for (const route_config of [
      { typed_per_filter_config },
      { virtual_hosts: [{ typed_per_filter_config }] },
      { virtual_hosts: [{ routes: [{ route: { weighted_clusters: { clusters: [{ typed_per_filter_config }] } } }] }] },
    ]) {
      expect(() => checkPerRouteTypes({ route_config })).toThrow("Didn't find");
    }
  });

  it('refuses what the filter of the type refuses, whether it is in the chain or not', () => {
    const config = {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute',
      buffer: { max_request_bytes: 0 },
    };
    const virtual_hosts = [{ routes: [{ typed_per_filter_config: { b: config } }] }];
    expect(() => checkPerRouteTypes({ route_config: { virtual_hosts } })).toThrow(
      'BufferValidationError.MaxRequestBytes: value must be greater than 0',
    );
  });
});
