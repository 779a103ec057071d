import { readFileSync } from 'node:fs';
import wabt from 'wabt';

const compiler = await wabt();
const FEATURES = {
  bulk_memory: true,
  exceptions: true,
  memory64: true,
  multi_memory: true,
  multi_value: true,
  mutable_globals: true,
  reference_types: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  tail_call: true,
  threads: true,
};

/** Assembles WebAssembly text; function names go into the `name` section unless told otherwise. */
export function assemble(text: string, options: { readonly names?: boolean } = {}): Uint8Array<ArrayBuffer> {
  const module = compiler.parseWat('guest.wat', text, FEATURES);
  try {
    return new Uint8Array(module.toBinary({ write_debug_names: options.names ?? true }).buffer);
  } finally {
    module.destroy();
  }
}

/** Assembles a guest of `packages/runtime/guests`. */
export function guest(name: string): Uint8Array<ArrayBuffer> {
  return assemble(readFileSync(new URL(`../../../guests/${name}.wat`, import.meta.url), 'utf8'));
}
