import wabt from 'wabt';

/** What makes a module a proxy-wasm module that Envoy starts. */
const SKELETON = `
  (memory (export "memory") 1)
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "malloc") (param i32) (result i32) (i32.const 4096))
  (func (export "proxy_on_context_create") (param i32 i32))`;

/** A filter that adds `x-from-wasm: yes` to the request. */
export function headerModule(): Promise<Uint8Array> {
  return moduleOf(`(module
  (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
  ${SKELETON}
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (drop (call $add (i32.const 0) (i32.const 16) (i32.const 11) (i32.const 32) (i32.const 3)))
    (i32.const 0))
  (data (i32.const 16) "x-from-wasm")
  (data (i32.const 32) "yes"))`);
}

/** A filter that imports a function that Envoy does not have. */
export function missingImportModule(): Promise<Uint8Array> {
  return moduleOf(`(module (import "env" "proxy_teleport" (func)) ${SKELETON})`);
}

/** A module that is WebAssembly and nothing more. */
export function plainModule(): Promise<Uint8Array> {
  return moduleOf('(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))');
}

/** A filter with a memory of 64-bit addresses. */
export function memory64Module(): Promise<Uint8Array> {
  return moduleOf(`(module ${SKELETON.replace('"memory") 1', '"memory") i64 1')})`);
}

/** The first bytes of a WebAssembly component. */
export const COMPONENT = new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]);

async function moduleOf(text: string): Promise<Uint8Array> {
  const tools = await wabt();
  const parsed = tools.parseWat('story.wat', text, { memory64: true });
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}
