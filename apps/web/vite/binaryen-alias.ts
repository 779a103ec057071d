import { fileURLToPath } from 'node:url';
import type { Alias } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Puts what `tools/extract-binaryen.mjs` has made in the place of the package `binaryen`: its JavaScript waits for the module that
 * the page hands to the compile worker, and `assemblyscript/binaryen.wasm?url` is that module's address.
 * Regular expressions, because an alias that is a text does not match a request with `?url`. Works in dev and in builds.
 */
export const binaryenAlias: Alias[] = [
  { find: /^binaryen$/, replacement: path('../../../.cache/binaryen/index.js') },
  { find: /^assemblyscript\/binaryen\.wasm/, replacement: path('../../../.cache/binaryen/binaryen.wasm') },
  { find: /^chainwright-binaryen-gate$/, replacement: path('../src/workers/binaryen-gate.ts') },
];
