/**
 * The longest string that the VM can hold: V8's limit. LuaJIT's is 2^31−1 bytes; both answer `not enough memory` above.
 */
export const MAX_STRING_LENGTH = 2 ** 29 - 24;
