/**
 * The count of bytes that running scripts have allocated, in LuaJIT's own sizes. One run at a time owns it: the machine
 * puts its state's figures in before a run and takes them out after it.
 */
export const allocation = {
  /** Bytes allocated since the last measurement of what is alive. */
  bytes: 0,
  /** When `bytes` passes this, `exceeded` is called. */
  limit: Number.POSITIVE_INFINITY,
  /** Raises the limit or throws; told the bytes about to be allocated, which are not alive yet. */
  exceeded: (_pending: number): void => {},
};

/** Counts `bytes` as allocated; throws what `allocation.exceeded` throws. Call it before the allocation is made. */
export function allocate(bytes: number): void {
  allocation.bytes += bytes;
  if (allocation.bytes > allocation.limit) allocation.exceeded(bytes);
}

/** sizeof(GCtab), Node, TValue, GCstr, GCfuncL, GCupval, lua_State as LuaJIT's GC64 build has them, in bytes. */
export const SIZE = {
  table: 64,
  node: 24,
  slot: 8,
  string: 24,
  closure: 40,
  upvalue: 48,
  userdata: 48,
  coroutine: 1024,
} as const;
