import { bytesToBase64, textToBytes } from '@chainwright/runtime/http/byte-string';
import { FakeServer } from '@chainwright/runtime/testing/fake-stream';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { benchContext, FilterBench } from '../testing/filter-bench.ts';
import { anyToBytes } from './any-bytes.ts';
import { readWasmConfig, WASM_TYPE } from './config.ts';
import { wasm } from './extension.ts';

const compiler = await wabt();
const MODULE = new Uint8Array(
  compiler
    .parseWat(
      'm.wat',
      `(module
        (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1) (data (i32.const 0) "x-wasmyes")
        (func (export "proxy_abi_version_0_2_1"))
        (func (export "malloc") (param i32) (result i32) i32.const 1024)
        (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
          (drop (call $add (i32.const 0) (i32.const 0) (i32.const 6) (i32.const 6) (i32.const 3))) i32.const 0))`,
    )
    .toBinary({}).buffer,
);
const source = { kind: 'wasm', name: 'filter', bytes: MODULE, mapOffset: null } as const;
const context = () => benchContext(new FakeServer(), { sources: [source] });
const config = (plugin: Record<string, unknown>, vm: Record<string, unknown> = {}) => ({
  '@type': WASM_TYPE,
  config: { name: 'p', vm_config: { code: { local: { filename: 'sources/filter' } }, ...vm }, ...plugin },
});

it('runs a module of the project on a request', () => {
  const bench = new FilterBench(wasm, wasm.defaultConfig, { sources: [source] });
  const { stream, filter } = bench.stream();
  const headers = stream.withRequest([[':path', '/']]);
  expect(filter.decodeHeaders?.(headers, { endStream: true })).toBe('Continue');
  expect(headers.get('x-wasm')).toBe('yes');
});

it('takes code as inline bytes', () => {
  const inline = { code: { local: { inline_bytes: bytesToBase64(MODULE) } } };
  expect(readWasmConfig(config({}, inline), context()).plugin.code).toEqual(MODULE);
});

describe('what the configuration says', () => {
  it.each([
    [{}, { failurePolicy: 'FAIL_CLOSED', legacyFailOpen: false, reloadBackoffMs: 1000 }],
    [{ failure_policy: 'FAIL_OPEN' }, { failurePolicy: 'FAIL_OPEN', legacyFailOpen: false }],
    [{ failurePolicy: 'FAIL_RELOAD' }, { failurePolicy: 'FAIL_RELOAD' }],
    [{ fail_open: true }, { failurePolicy: 'FAIL_OPEN', legacyFailOpen: true }],
    [{ reload_config: { backoff: { base_interval: '2.5s' } } }, { reloadBackoffMs: 2500 }],
    [{ allow_on_headers_stop_iteration: true }, { allowOnHeadersStopIteration: true }],
    [{ capability_restriction_config: { allowed_capabilities: {} } }, { allowedCapabilities: null }],
    [
      { capability_restriction_config: { allowed_capabilities: { proxy_log: {} } } },
      { allowedCapabilities: ['proxy_log'] },
    ],
  ])('%j', (plugin, expected) => {
    expect(readWasmConfig(config(plugin), context()).plugin).toMatchObject(expected);
  });
});

describe('what Envoy refuses', () => {
  it.each([
    [{ fail_open: true, failure_policy: 'FAIL_OPEN' }, {}, 'only one of fail_open or failure_policy can be set'],
    [
      {},
      { environment_variables: { host_env_keys: ['K1'], key_values: { K1: 'a' } } },
      'Key K1 is duplicated in envoy.extensions.wasm.v3.VmConfig.environment_variables for p. All the keys must be unique.',
    ],
    [{}, { code: { local: { filename: '/nope.wasm' } } }, 'Invalid path: /nope.wasm'],
  ])('%j %j', (plugin, vm, text) => {
    expect(() => readWasmConfig(config(plugin, vm), context())).toThrow(text);
  });

  it('configuration per route', () => {
    const perRoute = benchContext(new FakeServer(), { sources: [source], perRouteConfigs: [{}] });
    expect(() => wasm.createFactory(wasm.defaultConfig, perRoute)).toThrow(
      "The filter test doesn't support virtual host or route specific configurations",
    );
  });
});

describe('configuration bytes', () => {
  it.each([
    [undefined, ''],
    [{ '@type': 'type.googleapis.com/google.protobuf.StringValue', value: 'grüße' }, 'grüße'],
    [{ '@type': 'type.googleapis.com/google.protobuf.BytesValue', value: 'YWI=' }, 'ab'],
    [{ '@type': 'type.googleapis.com/google.protobuf.Struct', value: { k: 'v' } }, '\n\x08\n\x01k\x12\x03\x1a\x01v'],
  ])('%j', (any, text) => {
    const result = anyToBytes(any);
    const bytes = 'bytes' in result ? result.bytes : null;
    expect(bytes).toEqual(textToBytes(text));
  });

  it('a Duration is its message', () => {
    const any = { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1.5s' };
    expect(anyToBytes(any)).toEqual({ bytes: new Uint8Array([8, 1, 16, 0x80, 0xca, 0xb5, 0xee, 1]) });
  });

  it('a type that is not written here is told', () => {
    const any = { '@type': 'type.googleapis.com/some.Message' };
    expect(readWasmConfig(config({ configuration: any }), context()).notSimulated).toMatchObject([
      { what: 'Wasm configuration of type some.Message' },
    ]);
  });
});
