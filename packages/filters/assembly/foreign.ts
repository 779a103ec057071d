// Functions that this build of Envoy offers beside the ABI, and what they say.
import * as abi from "./abi";
import { RESULT, ok, outbox, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/**
 * Calls a foreign function of Envoy by name: `compress`, `set_envoy_filter_state`, `clear_route_cache` … Most take and give
 * protobuf bytes. Null: it failed or does not exist; `lastStatus` tells which.
 */
export function callForeign(name: string, input: ArrayBuffer = new ArrayBuffer(0)): ArrayBuffer | null {
  const at = outbox(utf8Room(name));
  wantBuffer();
  const status = abi.call_foreign_function(at, encodeUtf8(name, at), changetype<usize>(input), input.byteLength, RESULT, RESULT + 4);
  return takeBuffer(ok(status));
}

/** Makes Envoy choose the route anew. Any change of a request header does the same. */
export function clearRouteCache(): bool {
  return callForeign("clear_route_cache") !== null;
}

/** Inside the answer to a callout: the message of a gRPC status, or the reason of a broken connection. */
export function callStatusText(): string {
  return ok(abi.get_status(RESULT + 8, RESULT, RESULT + 4)) ? takeText() : "";
}
