// Time.
import * as abi from "./abi";
import { RESULT, ok } from "./memory";

/** The time in nanoseconds since 1970. `Date.now()` gives milliseconds. */
export function now(): u64 {
  return ok(abi.get_current_time_nanoseconds(RESULT)) ? load<u64>(RESULT) : 0;
}
