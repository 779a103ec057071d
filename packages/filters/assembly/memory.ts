// Bytes across the border, without garbage.
//
// Going out, everything a host call needs is written into one *outbox* that every call uses again.
// Coming in, the host asks `malloc` for room. It gets one *inbox* that is used again, or, when the SDK has said that it wants the
// bytes themselves, the ArrayBuffer that the filter will hold: such bytes are written once, by the host, and never copied.
import { Status } from "./abi";
import { decodeUtf8 } from "./utf8";

/** @internal Where host calls leave what they return: a pointer at 0, a size at 4, another number at 8. */
export const RESULT: usize = memory.data(16, 8);

/**
 * What the host answered to the last call. Calls never trap: those that read give null, "" or 0 when there is nothing to read, the
 * others give false. This tells the reasons apart.
 */
export let lastStatus: Status = Status.Ok;

/** An outbox or inbox that one large value made bigger than this is given back when the callback ends. */
const KEEP: usize = 65536;
/** A larger value cannot be held by AssemblyScript's heap. */
const LARGEST: usize = 0x3ffffff0;

let outboxAt: usize = 0;
let outboxSize: usize = 0;
let inboxAt: usize = 0;
let inboxSize: usize = 0;
let inboxTaken = false;
let bufferWanted = false;
let bufferMade: ArrayBuffer | null = null;

/** @internal Notes the answer to a host call and says whether it was Ok. */
export function ok(status: u32): bool {
  lastStatus = <Status>status;
  return status == Status.Ok;
}

/** @internal The allocator that the host calls. The module exports it under this name. 0 makes the host call fail. */
export function malloc(size: usize): usize {
  if (size > LARGEST) return 0;
  if (bufferWanted) {
    bufferWanted = false;
    const buffer = new ArrayBuffer(<i32>size);
    bufferMade = buffer;
    return changetype<usize>(buffer);
  }
  if (inboxTaken) return heap.alloc(size);
  if (size > inboxSize) {
    if (inboxAt) heap.free(inboxAt);
    inboxSize = (size + 255) & ~255;
    inboxAt = heap.alloc(inboxSize);
  }
  inboxTaken = true;
  return inboxAt;
}

/** @internal The next value shall come as a buffer of its own. `takeBuffer` must follow the host call, whatever it answered. */
export function wantBuffer(): void {
  bufferWanted = true;
}

/** @internal The buffer that the host has filled; null when the call failed. An empty value comes without a call of `malloc`. */
export function takeBuffer(good: bool): ArrayBuffer | null {
  const made = bufferMade;
  bufferMade = null;
  bufferWanted = false;
  if (!good) return null;
  return made ? made : new ArrayBuffer(0);
}

/** @internal The value at RESULT as text. Gives its room back. */
export function takeText(): string {
  const size = resultSize();
  if (!size) return "";
  const text = decodeUtf8(resultAt(), size);
  release();
  return text;
}

/** @internal Gives back the room of the value at RESULT. */
export function release(): void {
  const at = resultAt();
  if (!at || !resultSize()) return;
  if (at == inboxAt) inboxTaken = false;
  else heap.free(at);
}

// @ts-ignore: decorator
@inline
export function resultAt(): usize {
  return load<usize>(RESULT);
}
// @ts-ignore: decorator
@inline
export function resultSize(): usize {
  return load<usize>(RESULT, 4);
}
/** @internal The number that a host call left: a token, an id, a level. */
// @ts-ignore: decorator
@inline
export function resultNumber(): u32 {
  return load<u32>(RESULT);
}

/** @internal Room for `size` bytes, good until the next call of this function. */
export function outbox(size: usize): usize {
  if (size > outboxSize) {
    if (outboxAt) heap.free(outboxAt);
    outboxSize = (size + 511) & ~511;
    outboxAt = heap.alloc(outboxSize);
  }
  return outboxAt;
}

/** @internal Gives back areas that one large value blew up. */
export function shrink(): void {
  if (outboxSize > KEEP) {
    heap.free(outboxAt);
    outboxAt = outboxSize = 0;
  }
  if (inboxSize > KEEP && !inboxTaken) {
    heap.free(inboxAt);
    inboxAt = inboxSize = 0;
  }
}
