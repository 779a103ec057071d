// The functions that the host calls (proxy-wasm ABI 0.2.1). A compiled filter exports `malloc`, the version, the creation, start
// and deletion of contexts, and of the others those whose method one of its classes overrides.
import * as abi from "./abi";
import { Action, BufferType, Side } from "./abi";
import { enterWaiting } from "./context";
import { enterCallback, leaveCallback } from "./frame";
import "./globals";
import { hostIsReady } from "./log";
import { RESULT, ok, takeText } from "./memory";
import { callView, grpcView } from "./message";
import { createContext, deleteContext, pluginOf, streamOf } from "./registry";
import { Stream } from "./stream";

export { malloc } from "./memory";

export function proxy_abi_version_0_2_1(): void {}

// Context lifecycle

export function proxy_on_context_create(id: u32, parent: u32): void {
  enterCallback(id);
  hostIsReady();
  createContext(id, parent);
  leaveCallback();
}
export function proxy_on_log(id: u32): void {
  const stream = streamOf(id);
  if (!stream) return;
  enterCallback(id);
  stream.over();
  stream.onLog();
  leaveCallback();
}
export function proxy_on_done(id: u32): u32 {
  enterCallback(id);
  let finished = true;
  const stream = streamOf(id);
  if (stream) {
    stream.over();
    stream.onDone();
  } else {
    const plugin = pluginOf(id);
    if (plugin) finished = plugin.onDone();
  }
  leaveCallback();
  return finished;
}
export function proxy_on_delete(id: u32): void {
  enterCallback(id);
  deleteContext(id);
  leaveCallback();
}

// Configuration, timers, queues

export function proxy_on_vm_start(id: u32, size: u32): u32 {
  const plugin = pluginOf(id);
  if (!plugin) return 0;
  enterCallback(id);
  const accepted = plugin.onStart(configuration(BufferType.VmConfiguration, size));
  leaveCallback();
  return accepted;
}
export function proxy_on_configure(id: u32, size: u32): u32 {
  const plugin = pluginOf(id);
  if (!plugin) return 0;
  enterCallback(id);
  const accepted = plugin.onConfigure(configuration(BufferType.PluginConfiguration, size));
  leaveCallback();
  return accepted;
}
function configuration(buffer: u32, size: u32): string {
  return size && ok(abi.get_buffer_bytes(buffer, 0, size, RESULT, RESULT + 4)) ? takeText() : "";
}
export function proxy_on_tick(id: u32): void {
  const plugin = pluginOf(id);
  if (!plugin) return;
  enterCallback(id);
  plugin.onTick();
  leaveCallback();
}
export function proxy_on_queue_ready(id: u32, queue: u32): void {
  const plugin = pluginOf(id);
  if (!plugin) return;
  enterCallback(id);
  plugin.onQueueReady(queue);
  leaveCallback();
}

// HTTP streams

export function proxy_on_request_headers(id: u32, count: u32, end: u32): u32 {
  const stream = enterStream(id, Side.Request);
  return stream ? leaveStream(stream, Side.Request, stream.onRequestHeaders(end != 0)) : Action.Continue;
}
export function proxy_on_request_body(id: u32, size: u32, end: u32): u32 {
  const stream = enterStream(id, Side.Request);
  return stream ? leaveStream(stream, Side.Request, stream.onRequestBody(size, end != 0)) : Action.Continue;
}
export function proxy_on_request_trailers(id: u32, count: u32): u32 {
  const stream = enterStream(id, Side.Request);
  return stream ? leaveStream(stream, Side.Request, stream.onRequestTrailers()) : Action.Continue;
}
export function proxy_on_response_headers(id: u32, count: u32, end: u32): u32 {
  const stream = enterStream(id, Side.Response);
  return stream ? leaveStream(stream, Side.Response, stream.onResponseHeaders(end != 0)) : Action.Continue;
}
export function proxy_on_response_body(id: u32, size: u32, end: u32): u32 {
  const stream = enterStream(id, Side.Response);
  return stream ? leaveStream(stream, Side.Response, stream.onResponseBody(size, end != 0)) : Action.Continue;
}
export function proxy_on_response_trailers(id: u32, count: u32): u32 {
  const stream = enterStream(id, Side.Response);
  return stream ? leaveStream(stream, Side.Response, stream.onResponseTrailers()) : Action.Continue;
}
function enterStream(id: u32, side: u32): Stream | null {
  const stream = streamOf(id);
  if (!stream) return null;
  enterCallback(id);
  stream.begin(side);
  return stream;
}
function leaveStream(stream: Stream, side: u32, action: Action): u32 {
  const answer = stream.finish(side, action);
  leaveCallback();
  return answer;
}

// HTTP calls

export function proxy_on_http_call_response(id: u32, token: u32, headers: u32, bodySize: u32, trailers: u32): void {
  enterCallback(id);
  const caller = enterWaiting(token, true);
  if (caller) {
    const call = callView();
    call.token = token;
    call.broken = headers == 0;
    caller.onHttpCallResponse(call);
  }
  leaveCallback();
}

// gRPC calls

export function proxy_on_grpc_receive_initial_metadata(id: u32, token: u32, count: u32): void {
  enterCallback(id);
  const caller = enterWaiting(token, false);
  if (caller) caller.onGrpcHeaders(token, grpcView().headers);
  leaveCallback();
}
export function proxy_on_grpc_receive(id: u32, token: u32, size: u32): void {
  enterCallback(id);
  const isCall = (token & 3) == 1; // one message and it is over; a stream goes on
  const caller = enterWaiting(token, isCall);
  if (caller) caller.onGrpcMessage(token, grpcView().body);
  leaveCallback();
}
export function proxy_on_grpc_receive_trailing_metadata(id: u32, token: u32, count: u32): void {
  enterCallback(id);
  const caller = enterWaiting(token, false);
  if (caller) caller.onGrpcTrailers(token, grpcView().trailers);
  leaveCallback();
}
export function proxy_on_grpc_close(id: u32, token: u32, status: u32): void {
  enterCallback(id);
  const caller = enterWaiting(token, true);
  if (caller) caller.onGrpcClose(token, status);
  leaveCallback();
}
