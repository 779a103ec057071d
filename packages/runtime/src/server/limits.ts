const KIB = 1024;
const MIB = 1024 * KIB;

/** Every limit of the product, in one place. Bytes unless the name says otherwise. */
export const LIMITS = {
  /** Memory of one Wasm VM; Envoy's own ceiling is 1 GiB. */
  wasmMemory: 64 * MIB,
  /** Wasm fuel for one callback. */
  wasmFuel: 50_000_000,
  /** Lua instructions for one callback. */
  luaInstructions: 20_000_000,
  /** Memory of one Lua VM. */
  luaMemory: 64 * MIB,
  /** Milliseconds of real time without a heartbeat before the run worker is ended. */
  wallMs: 1000,
  /** Milliseconds of real time for compiling a source while typing, and for an export. */
  compileMs: 10_000,
  exportCompileMs: 60_000,
  /** Characters of one source file, of all files of one source, and the number of its files. */
  sourceFile: 256 * KIB,
  source: 512 * KIB,
  sourceFiles: 200,
  /** A share link's project after inflating. */
  shareLink: 2 * MIB,
  project: 8 * MIB,
  module: 16 * MIB,
  apiJsonBody: MIB,
  logLinesPerRun: 10_000,
  liveVms: 100,
  /** Filters of one chain. */
  filters: 1000,
} as const;
