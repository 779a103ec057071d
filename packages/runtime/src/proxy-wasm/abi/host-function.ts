/**
 * What a host function does. Numbers arrive unsigned (64-bit ones as unsigned bigint) and in the order of the Wasm
 * parameters; the result is a status, an errno or a number, or nothing.
 */
export type HostFunction = (...args: never[]) => number | undefined;

/** Host functions by name: one chapter of the ABI. */
export type HostFunctions = Readonly<Record<string, HostFunction>>;
