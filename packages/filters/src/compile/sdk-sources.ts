// Generated from packages/filters/assembly by tools/generate-sdk-sources.mjs. Do not edit.

/** The texts of the AssemblyScript SDK by file name. A filter imports them as `"chainwright"` (or `"chainwright/<file>"`). */
export const SDK_SOURCES: Readonly<Record<string, string>> = {
  'abi.ts': `// The host functions of proxy-wasm ABI 0.2.1 and the words of its enumerations, chapter by chapter as in the specification
// (proxy-wasm/spec, abi-versions/v0.2.1). Only the SDK calls these. A function that a filter does not reach is not imported by
// its module, so the import list of a compiled filter tells what the filter is able to do.

/** What the host answered to a call. The answer to the last one stays in \`lastStatus\`. */
export enum Status {
  Ok = 0,
  NotFound = 1,
  BadArgument = 2,
  SerializationFailure = 3,
  ParseFailure = 4,
  BadExpression = 5,
  InvalidMemoryAccess = 6,
  Empty = 7,
  CasMismatch = 8,
  ResultMismatch = 9,
  InternalFailure = 10,
  BrokenConnection = 11,
  Unimplemented = 12,
}

/**
 * What a callback wants to happen next.
 * - \`Continue\`: go on to the next filter.
 * - \`Pause\`: in a headers callback hold everything (headers, body, trailers); in a body callback hold the body and show more of it
 *   next time. Go on later with \`resumeRequest()\` or \`resumeResponse()\`, or answer with \`respond()\`.
 * - \`StopAllAndBuffer\`: in a headers callback hold everything; too large a body is answered with 413.
 * - \`StopAllAndWatermark\`: in a headers callback hold everything; too large a body slows the sender down.
 */
export enum Action {
  Continue = 0,
  Pause = 1,
  StopAllAndBuffer = 3,
  StopAllAndWatermark = 4,
}

/** How important a log line is. */
export enum LogLevel {
  Trace = 0,
  Debug = 1,
  Info = 2,
  Warn = 3,
  Error = 4,
  Critical = 5,
  Off = 6,
}

/** @internal Chapter "HTTP fields". */
export const enum MapType {
  RequestHeaders = 0,
  RequestTrailers = 1,
  ResponseHeaders = 2,
  ResponseTrailers = 3,
  GrpcInitialMetadata = 4,
  GrpcTrailingMetadata = 5,
  CallHeaders = 6,
  CallTrailers = 7,
}

/** @internal Chapter "Buffers". */
export const enum BufferType {
  RequestBody = 0,
  ResponseBody = 1,
  CallBody = 4,
  GrpcMessage = 5,
  VmConfiguration = 6,
  PluginConfiguration = 7,
}

/** @internal Chapter "Metrics". */
export const enum MetricType {
  Counter = 0,
  Gauge = 1,
  Histogram = 2,
}

/** @internal The two directions of an exchange, by the numbers that \`continue_stream\` and \`close_stream\` take. */
export const enum Side {
  Request = 0,
  Response = 1,
}

// Context lifecycle
@external("env", "proxy_set_effective_context")
export declare function set_effective_context(id: u32): u32;
@external("env", "proxy_done")
export declare function done(): u32;

// Logging
@external("env", "proxy_log")
export declare function log(level: u32, text: usize, textSize: usize): u32;
@external("env", "proxy_get_log_level")
export declare function get_log_level(level: usize): u32;

// Clocks and timers
@external("env", "proxy_get_current_time_nanoseconds")
export declare function get_current_time_nanoseconds(time: usize): u32;
@external("env", "proxy_set_tick_period_milliseconds")
export declare function set_tick_period_milliseconds(period: u32): u32;

// Buffers
@external("env", "proxy_get_buffer_bytes")
export declare function get_buffer_bytes(buffer: u32, start: u32, max: u32, data: usize, dataSize: usize): u32;
@external("env", "proxy_get_buffer_status")
export declare function get_buffer_status(buffer: u32, size: usize, flags: usize): u32;
@external("env", "proxy_set_buffer_bytes")
export declare function set_buffer_bytes(buffer: u32, start: u32, length: u32, data: usize, dataSize: usize): u32;

// HTTP fields
@external("env", "proxy_get_header_map_size")
export declare function get_header_map_size(map: u32, size: usize): u32;
@external("env", "proxy_get_header_map_pairs")
export declare function get_header_map_pairs(map: u32, data: usize, dataSize: usize): u32;
@external("env", "proxy_set_header_map_pairs")
export declare function set_header_map_pairs(map: u32, data: usize, dataSize: usize): u32;
@external("env", "proxy_get_header_map_value")
export declare function get_header_map_value(map: u32, name: usize, nameSize: usize, value: usize, valueSize: usize): u32;
@external("env", "proxy_add_header_map_value")
export declare function add_header_map_value(map: u32, name: usize, nameSize: usize, value: usize, valueSize: usize): u32;
@external("env", "proxy_replace_header_map_value")
export declare function replace_header_map_value(map: u32, name: usize, nameSize: usize, value: usize, valueSize: usize): u32;
@external("env", "proxy_remove_header_map_value")
export declare function remove_header_map_value(map: u32, name: usize, nameSize: usize): u32;

// Common stream operations, HTTP streams
@external("env", "proxy_continue_stream")
export declare function continue_stream(side: u32): u32;
@external("env", "proxy_close_stream")
export declare function close_stream(side: u32): u32;
@external("env", "proxy_send_local_response")
export declare function send_local_response(
  status: u32, details: usize, detailsSize: usize, body: usize, bodySize: usize, headers: usize, headersSize: usize, grpcStatus: i32,
): u32;
@external("env", "proxy_get_status")
export declare function get_status(code: usize, message: usize, messageSize: usize): u32;

// HTTP calls
@external("env", "proxy_http_call")
export declare function http_call(
  cluster: usize, clusterSize: usize, headers: usize, headersSize: usize, body: usize, bodySize: usize,
  trailers: usize, trailersSize: usize, timeout: u32, token: usize,
): u32;

// gRPC calls
@external("env", "proxy_grpc_call")
export declare function grpc_call(
  cluster: usize, clusterSize: usize, service: usize, serviceSize: usize, method: usize, methodSize: usize,
  metadata: usize, metadataSize: usize, message: usize, messageSize: usize, timeout: u32, token: usize,
): u32;
@external("env", "proxy_grpc_stream")
export declare function grpc_stream(
  cluster: usize, clusterSize: usize, service: usize, serviceSize: usize, method: usize, methodSize: usize,
  metadata: usize, metadataSize: usize, token: usize,
): u32;
@external("env", "proxy_grpc_send")
export declare function grpc_send(token: u32, message: usize, messageSize: usize, end: u32): u32;
@external("env", "proxy_grpc_cancel")
export declare function grpc_cancel(token: u32): u32;
@external("env", "proxy_grpc_close")
export declare function grpc_close(token: u32): u32;

// Shared key-value store
@external("env", "proxy_get_shared_data")
export declare function get_shared_data(key: usize, keySize: usize, value: usize, valueSize: usize, cas: usize): u32;
@external("env", "proxy_set_shared_data")
export declare function set_shared_data(key: usize, keySize: usize, value: usize, valueSize: usize, cas: u32): u32;

// Shared queues
@external("env", "proxy_register_shared_queue")
export declare function register_shared_queue(name: usize, nameSize: usize, token: usize): u32;
@external("env", "proxy_resolve_shared_queue")
export declare function resolve_shared_queue(vm: usize, vmSize: usize, name: usize, nameSize: usize, token: usize): u32;
@external("env", "proxy_enqueue_shared_queue")
export declare function enqueue_shared_queue(token: u32, data: usize, dataSize: usize): u32;
@external("env", "proxy_dequeue_shared_queue")
export declare function dequeue_shared_queue(token: u32, data: usize, dataSize: usize): u32;

// Metrics
@external("env", "proxy_define_metric")
export declare function define_metric(type: u32, name: usize, nameSize: usize, id: usize): u32;
@external("env", "proxy_increment_metric")
export declare function increment_metric(id: u32, by: i64): u32;
@external("env", "proxy_record_metric")
export declare function record_metric(id: u32, value: u64): u32;
@external("env", "proxy_get_metric")
export declare function get_metric(id: u32, value: usize): u32;

// Properties
@external("env", "proxy_get_property")
export declare function get_property(path: usize, pathSize: usize, value: usize, valueSize: usize): u32;
@external("env", "proxy_set_property")
export declare function set_property(key: usize, keySize: usize, value: usize, valueSize: usize): u32;

// Foreign function interface
@external("env", "proxy_call_foreign_function")
export declare function call_foreign_function(name: usize, nameSize: usize, input: usize, inputSize: usize, result: usize, resultSize: usize): u32;
`,
  'body.ts': `// Live views of the host's body buffers.
import * as abi from "./abi";
import { RESULT, ok, outbox, resultNumber, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

const ALL: u32 = 0xffffffff;

/**
 * A live view of a body. In a body callback it is the piece that has just come; after a callback that answered \`Pause\` it is
 * everything held so far. Outside it is empty.
 *
 * An edit that changes the length of a body must also remove \`content-length\` in the headers callback.
 */
@final
export class Body {
  constructor(private buffer: u32) {}

  /** The number of bytes. */
  get size(): u32 {
    return ok(abi.get_buffer_status(this.buffer, RESULT, RESULT + 8)) ? resultNumber() : 0;
  }
  /** The bytes from \`start\`, at most \`max\` of them, as text. */
  text(start: u32 = 0, max: u32 = ALL): string {
    return ok(abi.get_buffer_bytes(this.buffer, start, max, RESULT, RESULT + 4)) ? takeText() : "";
  }
  /** The bytes from \`start\`, at most \`max\` of them. Look at them with \`Uint8Array.wrap(body.bytes())\`, which copies nothing. */
  bytes(start: u32 = 0, max: u32 = ALL): ArrayBuffer {
    wantBuffer();
    const got = takeBuffer(ok(abi.get_buffer_bytes(this.buffer, start, max, RESULT, RESULT + 4)));
    return got ? got : new ArrayBuffer(0);
  }

  /** Puts \`data\` (a string, an ArrayBuffer or a Uint8Array; so below) in place of the whole body. */
  replace<T>(data: T): bool {
    return this.put<T>(0, ALL, data);
  }
  /** Puts \`data\` in front. */
  prepend<T>(data: T): bool {
    return this.put<T>(0, 0, data);
  }
  /** Puts \`data\` behind. */
  append<T>(data: T): bool {
    return this.put<T>(ALL, 0, data);
  }
  /** Removes all bytes. */
  clear(): bool {
    return this.put<string>(0, ALL, "");
  }
  /** Puts \`data\` in place of \`length\` bytes at \`start\`. The ABI cannot edit the middle of a body: this rewrites all of it. */
  splice<T>(start: u32, length: u32, data: T): bool {
    const size = this.size;
    if (!start || start >= size) return this.put<T>(start, length, data);
    const head = this.bytes(0, start);
    const tail = this.bytes(<u32>min<u64>(<u64>start + length, size));
    return this.put<ArrayBuffer>(0, ALL, head) && this.append<T>(data) && this.append<ArrayBuffer>(tail);
  }

  private put<T>(start: u32, length: u32, data: T): bool {
    if (isString<T>()) {
      const text = changetype<string>(data);
      const at = outbox(utf8Room(text));
      return ok(abi.set_buffer_bytes(this.buffer, start, length, at, encodeUtf8(text, at)));
    } else if (idof<T>() == idof<ArrayBuffer>()) {
      const bytes = changetype<ArrayBuffer>(data);
      return ok(abi.set_buffer_bytes(this.buffer, start, length, changetype<usize>(bytes), bytes.byteLength));
    } else if (idof<T>() == idof<Uint8Array>()) {
      const view = changetype<Uint8Array>(data);
      return ok(abi.set_buffer_bytes(this.buffer, start, length, view.dataStart, view.byteLength));
    } else {
      ERROR("a body takes a string, an ArrayBuffer or a Uint8Array");
    }
  }
}
`,
  'callbacks.ts': `// The functions that the host calls (proxy-wasm ABI 0.2.1). A compiled filter exports \`malloc\`, the version, the creation, start
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
`,
  'clock.ts': `// Time.
import * as abi from "./abi";
import { RESULT, ok } from "./memory";

/** The time in nanoseconds since 1970. \`Date.now()\` gives milliseconds. */
export function now(): u64 {
  return ok(abi.get_current_time_nanoseconds(RESULT)) ? load<u64>(RESULT) : 0;
}
`,
  'context.ts': `// What plugins and streams have in common: who they are, and calls to other services with their answers.
import * as abi from "./abi";
import { Status } from "./abi";
import { Body } from "./body";
import { HeaderMap, Headers } from "./headers";
import { IdTable } from "./id-table";
import { RESULT, ok, outbox, resultNumber } from "./memory";
import { HttpCallResponse } from "./message";
import { encodeUtf8, utf8Room } from "./utf8";

/** @internal An empty list for parameters that have none. */
export const NO_HEADERS = new Headers();

/** Who waits for the answer to a call, by token. The two low bits of a token tell its kind. */
const waiting = new IdTable(2);

/** The context that host calls act on. 0: ask the host. */
let effective: u32 = 0;

/** @internal The host enters a callback for this context. */
export function setEffective(id: u32): void {
  effective = id;
}

/**
 * A plugin or a stream. Calls to other services are made on it, and their answers come back to the same object, already entered:
 * \`this.request\` is the right request. An answer that comes after the object's end is dropped.
 */
export abstract class Context {
  /** The id the host uses. It shows in Envoy's logs. */
  id: u32 = 0;
  /** True once the host has let go of it. Look at it before you use an object that you have kept. */
  gone: bool = false;

  /** The answer to \`httpCall\`: an answer, a timeout (504), a refused connection (503), or a broken one. */
  onHttpCallResponse(call: HttpCallResponse): void {}
  /** The first metadata of a gRPC answer. */
  onGrpcHeaders(token: u32, headers: HeaderMap): void {}
  /** The message that answers \`grpcCall\`, or the next one of a stream, as protobuf bytes. */
  onGrpcMessage(token: u32, message: Body): void {}
  /** The last metadata of a gRPC answer. */
  onGrpcTrailers(token: u32, trailers: HeaderMap): void {}
  /** A gRPC call failed, or a stream ended. \`status\` is the gRPC status, \`callStatusText()\` its message. */
  onGrpcClose(token: u32, status: u32): void {}
  /** The host lets go of the object. Nothing can be asked of the host any more. */
  onDelete(): void {}

  /**
   * Makes host calls act on this object for the rest of the callback. Needed when one object acts for another: a plugin's \`onTick\`
   * that resumes streams, say. False: it is gone.
   */
  enter(): bool {
    if (this.gone) return false;
    if (effective == this.id) return true;
    if (!ok(abi.set_effective_context(this.id))) return false;
    effective = this.id;
    return true;
  }

  /**
   * Sends a request to a cluster of Envoy's configuration. The headers must hold \`:method\`, \`:path\` and \`:authority\`.
   * Returns a token, or 0 when nothing was sent: then no answer will come, so do not pause. \`lastStatus\` tells why:
   * BadArgument for an unknown cluster or a missing header, InternalFailure when no host could be reached.
   */
  httpCall(cluster: string, headers: Headers, body: string = "", timeoutMs: u32 = 5000): u32 {
    const at = outbox(utf8Room(body) + utf8Room(cluster) + headers.room());
    const size = encodeUtf8(body, at);
    return this.sendHttp(at + size, cluster, headers, at, size, timeoutMs);
  }
  /** The same with a body of bytes. */
  httpCallBytes(cluster: string, headers: Headers, body: ArrayBuffer, timeoutMs: u32 = 5000): u32 {
    const at = outbox(utf8Room(cluster) + headers.room());
    return this.sendHttp(at, cluster, headers, changetype<usize>(body), body.byteLength, timeoutMs);
  }
  private sendHttp(at: usize, cluster: string, headers: Headers, body: usize, bodySize: usize, timeoutMs: u32): u32 {
    const clusterSize = encodeUtf8(cluster, at);
    const headersAt = at + clusterSize;
    const headersSize = headers.write(headersAt);
    // Envoy never sends the trailers of such a call, so there is no parameter for them.
    return this.sent(abi.http_call(at, clusterSize, headersAt, headersSize, body, bodySize, 0, 0, timeoutMs, RESULT));
  }

  /**
   * Calls a gRPC method with one message and awaits one: \`onGrpcMessage\`, or \`onGrpcClose\` when it failed.
   * \`service\` is the full name (\`package.Service\`), \`message\` its protobuf bytes. Returns a token, 0 when nothing was sent.
   */
  grpcCall(cluster: string, service: string, method: string, message: ArrayBuffer, timeoutMs: u32 = 5000, metadata: Headers = NO_HEADERS): u32 {
    return this.sendGrpc(cluster, service, method, metadata, message, timeoutMs);
  }
  /** Opens a gRPC stream. Then \`grpcSend\`, \`grpcClose\` (this side is done) and \`grpcCancel\`. Returns a token, 0 when it failed. */
  grpcStream(cluster: string, service: string, method: string, metadata: Headers = NO_HEADERS): u32 {
    return this.sendGrpc(cluster, service, method, metadata, null, 0);
  }
  /** Sends a message on a stream; with \`end\` it is the last one. */
  grpcSend(token: u32, message: ArrayBuffer, end: bool = false): bool {
    return ok(abi.grpc_send(token, changetype<usize>(message), message.byteLength, end));
  }
  /** Says that this side of a stream sends no more. */
  grpcClose(token: u32): bool {
    return ok(abi.grpc_close(token));
  }
  /** Gives a call or a stream up. Nothing of it will be heard again. */
  grpcCancel(token: u32): bool {
    waiting.remove(token);
    return ok(abi.grpc_cancel(token));
  }
  private sendGrpc(cluster: string, service: string, method: string, metadata: Headers, message: ArrayBuffer | null, timeoutMs: u32): u32 {
    // Envoy aborts when the name of the cluster is empty.
    if (!cluster.length) return this.sent(Status.BadArgument);
    const clusterAt = outbox(utf8Room(cluster) + utf8Room(service) + utf8Room(method) + metadata.room());
    const clusterSize = encodeUtf8(cluster, clusterAt);
    const serviceAt = clusterAt + clusterSize;
    const serviceSize = encodeUtf8(service, serviceAt);
    const methodAt = serviceAt + serviceSize;
    const methodSize = encodeUtf8(method, methodAt);
    const metadataAt = methodAt + methodSize;
    const metadataSize = metadata.write(metadataAt);
    if (message) {
      const messageAt = changetype<usize>(message);
      return this.sent(abi.grpc_call(
        clusterAt, clusterSize, serviceAt, serviceSize, methodAt, methodSize,
        metadataAt, metadataSize, messageAt, message.byteLength, timeoutMs, RESULT,
      ));
    }
    return this.sent(abi.grpc_stream(
      clusterAt, clusterSize, serviceAt, serviceSize, methodAt, methodSize, metadataAt, metadataSize, RESULT,
    ));
  }

  private sent(status: u32): u32 {
    if (!ok(status)) return 0;
    const token = resultNumber();
    waiting.set(token, this);
    return token;
  }
}

/**
 * @internal Who waits for the answer with this token, entered; null when nobody does any more. \`last\`: no further answer to it
 * will come.
 */
export function enterWaiting(token: u32, last: bool): Context | null {
  const context = last ? waiting.remove(token) : waiting.get(token);
  return context && context.enter() ? context : null;
}
`,
  'foreign.ts': `// Functions that this build of Envoy offers beside the ABI, and what they say.
import * as abi from "./abi";
import { RESULT, ok, outbox, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/**
 * Calls a foreign function of Envoy by name: \`compress\`, \`set_envoy_filter_state\`, \`clear_route_cache\` … Most take and give
 * protobuf bytes. Null: it failed or does not exist; \`lastStatus\` tells which.
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
`,
  'frame.ts': `// What happens around every callback of the host.
import { setEffective } from "./context";
import { forgetLevel } from "./log";
import { shrink } from "./memory";

/** With the minimal runtime, garbage is collected when the managed bytes have passed this. */
const LEAST_GARBAGE: usize = 65536;

let depth = 0;
let collectAbove: usize = LEAST_GARBAGE;

/** @internal A callback for this context begins. */
export function enterCallback(id: u32): void {
  depth++;
  setEffective(id);
  forgetLevel();
}

/**
 * @internal A callback ends. When it is the outermost one there is nothing managed on the stack, so the collector of the minimal
 * runtime, which cannot see the stack, may run. It runs when there is as much garbage as there are live bytes, so that the
 * memory of a filter stays flat however many streams pass, and the cost per stream stays the same.
 */
export function leaveCallback(): void {
  setEffective(0);
  if (--depth) return;
  shrink();
  if (ASC_RUNTIME == 1 /* minimal */) {
    // @ts-ignore: the compiler is told that this is ~lib/rt/tcms/total
    if (__gc_total > collectAbove) {
      __collect();
      // @ts-ignore
      collectAbove = max<usize>(LEAST_GARBAGE, __gc_total * 2);
    }
  }
}
`,
  'globals.ts': `// What the language itself asks of its host and no proxy-wasm host offers. The compiler is told to use these instead
// (\`--use abort=~lib/chainwright/globals/abort\` and so on); otherwise the module would import \`env.abort\`, and Envoy would refuse it.
import * as abi from "./abi";
import { LogLevel } from "./abi";
import { now } from "./clock";
import { log } from "./log";
import { encodeUtf8Start } from "./utf8";

/** The most UTF-16 units of a message and of a file name that are logged, and room for both and two numbers. */
const LONGEST_MESSAGE = 1000;
const LONGEST_FILE = 300;
const ABORT_LINE: usize = memory.data(4096, 8);

/**
 * A failed assert, an index out of range, a \`throw\`: logs what and where (\`Index out of range at filter.ts:14:3\`), then traps.
 * It allocates nothing, because a full memory may be the reason it is called.
 */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  let end = ABORT_LINE;
  end += encodeUtf8Start(message !== null ? message : "aborted", LONGEST_MESSAGE, end);
  end += encodeUtf8Start(" at ", 4, end);
  end += encodeUtf8Start(file !== null ? file : "?", LONGEST_FILE, end);
  end = writePosition(end, line);
  end = writePosition(end, column);
  abi.log(LogLevel.Critical, ABORT_LINE, end - ABORT_LINE);
  unreachable();
}

/** Writes a colon and a number. */
function writePosition(at: usize, value: u32): usize {
  store<u8>(at++, 0x3a);
  let unit: u32 = 1;
  while (value / unit > 9) unit *= 10;
  while (unit) {
    store<u8>(at++, 0x30 + ((value / unit) % 10));
    unit /= 10;
  }
  return at;
}

/** The start of \`Math.random()\`. */
export function seed(): f64 {
  return reinterpret<f64>(now());
}

/** \`trace("text", 2, a, b)\`: a line of level trace with up to five numbers. */
export function trace(message: string, count: i32 = 0, a: f64 = 0, b: f64 = 0, c: f64 = 0, d: f64 = 0, e: f64 = 0): void {
  let line = message;
  if (count > 0) line += " " + a.toString();
  if (count > 1) line += " " + b.toString();
  if (count > 2) line += " " + c.toString();
  if (count > 3) line += " " + d.toString();
  if (count > 4) line += " " + e.toString();
  log.trace(line);
}

function writeLine(level: LogLevel, message: string): void {
  log.write(level, message);
}

/** \`console.log\` and its kin write lines to Envoy's log. */
export namespace console {
  export function assert<T>(condition: T, message: string = ""): void {
    if (!condition) writeLine(LogLevel.Error, "assertion failed: " + message);
  }
  export function log(message: string = ""): void {
    writeLine(LogLevel.Info, message);
  }
  export function debug(message: string = ""): void {
    writeLine(LogLevel.Debug, message);
  }
  export function info(message: string = ""): void {
    writeLine(LogLevel.Info, message);
  }
  export function warn(message: string = ""): void {
    writeLine(LogLevel.Warn, message);
  }
  export function error(message: string = ""): void {
    writeLine(LogLevel.Error, message);
  }
}

/** Of \`Date\` there is the clock: milliseconds since 1970. */
export class Date {
  static now(): i64 {
    return <i64>(now() / 1000000);
  }
}

/** Of \`performance\` there is the clock: milliseconds. */
export namespace performance {
  export function now(): f64 {
    return <f64>nanoseconds() / 1000000;
  }
}
function nanoseconds(): u64 {
  return now();
}
`,
  'headers.ts': `// Header lists that belong to the filter, and live views of the header maps that belong to the host.
import * as abi from "./abi";
import { RESULT, ok, outbox, release, resultAt, resultNumber, resultSize, takeBuffer, takeText, wantBuffer } from "./memory";
import { decodeUtf8, encodeUtf8, sameName, utf8Room } from "./utf8";

/**
 * A list of headers that belongs to the filter: for callouts and local replies, or as a copy of a map. Names keep their order and
 * may repeat.
 */
@final
export class Headers {
  private parts: string[] = [];

  /** A list of names and values in turn: \`Headers.of([":method", "GET", ":path", "/"])\`. */
  static of(namesAndValues: string[]): Headers {
    const list = new Headers();
    list.parts = namesAndValues;
    return list;
  }

  /** The number of entries. */
  get size(): i32 {
    return this.parts.length >> 1;
  }
  /** The name of the entry at \`index\`, from 0. */
  name(index: i32): string {
    return this.parts[index << 1];
  }
  /** The value of the entry at \`index\`, from 0. */
  value(index: i32): string {
    return this.parts[(index << 1) + 1];
  }

  /** Appends an entry. Returns the list, so that calls can be chained. */
  add(name: string, value: string): Headers {
    this.parts.push(name);
    this.parts.push(value);
    return this;
  }
  /** Removes the entries of that name and appends this one. */
  replace(name: string, value: string): Headers {
    return this.remove(name).add(name, value);
  }
  /** Removes the entries of that name. */
  remove(name: string): Headers {
    const kept: string[] = [];
    for (let i = 0; i < this.size; i++) {
      if (sameName(this.name(i), name)) continue;
      kept.push(this.name(i));
      kept.push(this.value(i));
    }
    this.parts = kept;
    return this;
  }

  /** The first value of that name; null when there is none. */
  find(name: string): string | null {
    for (let i = 0; i < this.size; i++) {
      if (sameName(this.name(i), name)) return this.value(i);
    }
    return null;
  }
  /** The first value of that name; \`fallback\` when there is none. */
  get(name: string, fallback: string = ""): string {
    const found = this.find(name);
    return found !== null ? found : fallback;
  }
  has(name: string): bool {
    return this.find(name) !== null;
  }

  /** @internal The most bytes that \`write\` may need. */
  room(): usize {
    let total: usize = 4 + 8 * <usize>this.size;
    for (let i = 0; i < this.size << 1; i++) total += utf8Room(this.parts[i]) + 1;
    return total;
  }
  /**
   * @internal Writes the list in the form the ABI calls "pairs" and returns its size: the count, then the two sizes of each entry,
   * then each name and value followed by a zero byte. An empty list takes no bytes.
   */
  write(to: usize): usize {
    const count = this.size;
    if (!count) return 0;
    store<u32>(to, count);
    let sizeAt = to + 4;
    let at = sizeAt + 8 * <usize>count;
    for (let i = 0; i < count << 1; i++) {
      const size = encodeUtf8(this.parts[i], at);
      store<u32>(sizeAt, size);
      sizeAt += 4;
      at += size;
      store<u8>(at++, 0);
    }
    return at - to;
  }
  /** @internal Reads pairs. */
  static read(from: usize): Headers {
    const list = new Headers();
    const count = load<u32>(from);
    let sizeAt = from + 4;
    let at = sizeAt + 8 * <usize>count;
    for (let i: u32 = 0; i < count << 1; i++) {
      const size = load<u32>(sizeAt);
      list.parts.push(decodeUtf8(at, size));
      sizeAt += 4;
      at += size + 1;
    }
    return list;
  }
}

/**
 * A live view of one of the host's header maps. It holds nothing itself: each call asks the host. When the phase of that map is
 * over there is nothing to read: request headers are gone in the callbacks of the response, and are back in \`onLog\`.
 *
 * Names are case-insensitive; the host keeps them in lower case. \`:method\`, \`:path\`, \`:authority\` and \`:status\` are entries too.
 */
@final
export class HeaderMap {
  constructor(private map: u32) {}

  /** The first value of that name; null when there is none. \`getAll\` gives every value of a repeated header. */
  find(name: string): string | null {
    return this.ask(name) ? takeText() : null;
  }
  /** The first value of that name; \`fallback\` when there is none. */
  get(name: string, fallback: string = ""): string {
    return this.ask(name) ? takeText() : fallback;
  }
  /** The bytes of the first value as they came, also when they are no UTF-8; null when there is none. */
  bytes(name: string): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(this.ask(name));
  }
  has(name: string): bool {
    if (!this.ask(name)) return false;
    release();
    return true;
  }
  /** Every value of that name, in order. */
  getAll(name: string): string[] {
    const all = this.entries();
    const found: string[] = [];
    for (let i = 0; i < all.size; i++) {
      if (sameName(all.name(i), name)) found.push(all.value(i));
    }
    return found;
  }
  /** A copy of the whole map, in order. */
  entries(): Headers {
    if (!ok(abi.get_header_map_pairs(this.map, RESULT, RESULT + 4)) || !resultSize()) return new Headers();
    const list = Headers.read(resultAt());
    release();
    return list;
  }

  /**
   * Appends an entry. Envoy joins headers that exist only once (\`:path\`, \`user-agent\`, \`content-type\` …) with a comma instead.
   * False: the map can't be changed in this phase.
   */
  add(name: string, value: string): bool {
    const at = outbox(utf8Room(name) + utf8Room(value));
    const size = encodeUtf8(name, at);
    return ok(abi.add_header_map_value(this.map, at, size, at + size, encodeUtf8(value, at + size)));
  }
  /** Removes the entries of that name and appends this one. */
  replace(name: string, value: string): bool {
    const at = outbox(utf8Room(name) + utf8Room(value));
    const size = encodeUtf8(name, at);
    return ok(abi.replace_header_map_value(this.map, at, size, at + size, encodeUtf8(value, at + size)));
  }
  /** Removes the entries of that name. True also when there were none. */
  remove(name: string): bool {
    const at = outbox(utf8Room(name));
    return ok(abi.remove_header_map_value(this.map, at, encodeUtf8(name, at)));
  }
  /** Empties the map and fills it from the list. Keep \`x-forwarded-proto\` in a request: without it Envoy finds no route. */
  replaceAll(headers: Headers): bool {
    const at = outbox(headers.room());
    return ok(abi.set_header_map_pairs(this.map, at, headers.write(at)));
  }

  /** The bytes of all names and values together. */
  get byteSize(): u32 {
    return ok(abi.get_header_map_size(this.map, RESULT)) ? resultNumber() : 0;
  }

  private ask(name: string): bool {
    const at = outbox(utf8Room(name));
    return ok(abi.get_header_map_value(this.map, at, encodeUtf8(name, at), RESULT, RESULT + 4));
  }
}
`,
  'id-table.ts': `// Finds contexts by the host's ids, and callers by the tokens of their calls. Both rise by a constant step and live in a window
// that moves, so a table with open addresses on the low bits has nearly no collisions and makes no garbage, however many streams
// come and go.
import { Context } from "./context";

/** @internal */
@final
export class IdTable {
  private keys: StaticArray<u32> = new StaticArray<u32>(16);
  private contexts: StaticArray<Context | null> = new StaticArray<Context | null>(16);
  private mask: u32 = 15;
  private count: u32 = 0;

  /** \`shift\` is the number of low bits that all keys have in common. */
  constructor(private shift: u32) {}

  get(key: u32): Context | null {
    return unchecked(this.contexts[this.seek(key)]);
  }

  set(key: u32, context: Context): void {
    if ((this.count + 1) * 2 > this.mask) this.grow();
    const at = this.seek(key);
    if (!unchecked(this.contexts[at])) this.count++;
    unchecked((this.keys[at] = key));
    unchecked((this.contexts[at] = context));
  }

  remove(key: u32): Context | null {
    let hole = this.seek(key);
    const found = unchecked(this.contexts[hole]);
    if (!found) return null;
    this.count--;
    // Entries behind the hole that could not have their own place move up, so that a search never ends too early.
    let at = (hole + 1) & this.mask;
    while (unchecked(this.contexts[at])) {
      const home = this.home(unchecked(this.keys[at]));
      if (((at - home) & this.mask) >= ((at - hole) & this.mask)) {
        unchecked((this.keys[hole] = this.keys[at]));
        unchecked((this.contexts[hole] = this.contexts[at]));
        hole = at;
      }
      at = (at + 1) & this.mask;
    }
    unchecked((this.contexts[hole] = null));
    return found;
  }

  private home(key: u32): u32 {
    return (key >> this.shift) & this.mask;
  }

  /** The place of the key, or the free place where it would be put. */
  private seek(key: u32): u32 {
    let at = this.home(key);
    while (unchecked(this.contexts[at]) && unchecked(this.keys[at]) != key) at = (at + 1) & this.mask;
    return at;
  }

  private grow(): void {
    const keys = this.keys;
    const contexts = this.contexts;
    const size = (this.mask + 1) << 1;
    this.keys = new StaticArray<u32>(size);
    this.contexts = new StaticArray<Context | null>(size);
    this.mask = size - 1;
    this.count = 0;
    for (let i = 0; i < contexts.length; i++) {
      const context = unchecked(contexts[i]);
      if (context) this.set(unchecked(keys[i]), context);
    }
  }
}
`,
  'index.ts': `// Chainwright's SDK for Envoy filters in AssemblyScript. Everything a filter imports is here:
//
//   import { Action, Stream, register } from "chainwright";
//
//   class Hello extends Stream {
//     onRequestHeaders(end: bool): Action {
//       this.request.headers.add("x-hello", "from AssemblyScript");
//       return Action.Continue;
//     }
//   }
//   register<Hello>();
export { Action, LogLevel, Status } from "./abi";
export { Body } from "./body";
export { now } from "./clock";
export { Context } from "./context";
export { callForeign, callStatusText, clearRouteCache } from "./foreign";
export { HeaderMap, Headers } from "./headers";
export { Json } from "./json";
export { log } from "./log";
export { lastStatus } from "./memory";
export { HttpCallResponse, Message } from "./message";
export { Counter, Gauge, Histogram } from "./metric";
export { Plugin } from "./plugin";
export { property } from "./property";
export { Queue } from "./queue";
export { register, registerPlugin } from "./registry";
export { shared } from "./shared";
export { Stream } from "./stream";
`,
  'json-reader.ts': `// Reads JSON text (RFC 8259) by recursive descent.
import { Json, JsonKind } from "./json";

/** Deeper values are refused: the stack of a module is small. */
const DEEPEST = 64;

/** @internal */
@final
export class JsonReader {
  /** The character that is read next. After an error: the one that is wrong. */
  position: i32 = 0;
  constructor(private text: string) {}

  /** One value and nothing behind it; \`Json.none\` when there is something wrong. */
  document(): Json {
    const value = this.value(0);
    if (value.exists) this.skipSpace();
    return value.exists && this.position == this.text.length ? value : Json.none;
  }

  private value(depth: i32): Json {
    this.skipSpace();
    const c = this.peek();
    if (c == 0x7b /* { */) return depth < DEEPEST ? this.object(depth) : Json.none;
    if (c == 0x5b /* [ */) return depth < DEEPEST ? this.array(depth) : Json.none;
    if (c == 0x22 /* " */) {
      const word = this.string();
      return word !== null ? new Json(JsonKind.Text, 0, word) : Json.none;
    }
    if (c == 0x74 /* t */) return this.literal("true", JsonKind.Bool, 1);
    if (c == 0x66 /* f */) return this.literal("false", JsonKind.Bool, 0);
    if (c == 0x6e /* n */) return this.literal("null", JsonKind.Null, 0);
    return this.number();
  }

  private object(depth: i32): Json {
    const made = new Json(JsonKind.Object);
    this.position++;
    if (this.take(0x7d /* } */)) return made;
    do {
      this.skipSpace();
      const name = this.peek() == 0x22 ? this.string() : null;
      if (name === null || !this.take(0x3a /* : */)) return Json.none;
      const value = this.value(depth + 1);
      if (!value.exists) return Json.none;
      made.addMember(name, value);
    } while (this.take(0x2c /* , */));
    return this.take(0x7d) ? made : Json.none;
  }

  private array(depth: i32): Json {
    const made = new Json(JsonKind.Array);
    this.position++;
    if (this.take(0x5d /* ] */)) return made;
    do {
      const item = this.value(depth + 1);
      if (!item.exists) return Json.none;
      made.addItem(item);
    } while (this.take(0x2c));
    return this.take(0x5d) ? made : Json.none;
  }

  private literal(word: string, kind: u32, amount: f64): Json {
    if (!this.text.startsWith(word, this.position)) return Json.none;
    this.position += word.length;
    return new Json(kind, amount);
  }

  private number(): Json {
    const from = this.position;
    if (this.peek() == 0x2d /* - */) this.position++;
    if (this.peek() == 0x30 /* 0 */) this.position++;
    else if (!this.digits()) return Json.none;
    if (this.peek() == 0x2e /* . */) {
      this.position++;
      if (!this.digits()) return Json.none;
    }
    if ((this.peek() | 32) == 0x65 /* e */) {
      this.position++;
      if (this.peek() == 0x2b || this.peek() == 0x2d) this.position++;
      if (!this.digits()) return Json.none;
    }
    return new Json(JsonKind.Number, parseFloat(this.text.substring(from, this.position)));
  }

  private digits(): bool {
    const from = this.position;
    while (<u32>(this.peek() - 0x30) < 10) this.position++;
    return this.position > from;
  }

  /** A text in quotes; null when it is not well-formed. */
  private string(): string | null {
    let made = "";
    let from = ++this.position;
    while (true) {
      const c = this.peek();
      if (c < 0x20) return null;
      if (c == 0x22) {
        made += this.text.substring(from, this.position++);
        return made;
      }
      if (c != 0x5c /* \\ */) {
        this.position++;
        continue;
      }
      made += this.text.substring(from, this.position++);
      const unit = this.escape();
      if (unit < 0) return null;
      made += String.fromCharCode(unit);
      from = this.position;
    }
  }

  /** The UTF-16 unit of an escape, from behind the backslash; -1 when there is no such escape. */
  private escape(): i32 {
    const c = this.peek();
    if (c == 0x75 /* u */) return this.hexUnit();
    const which = '"\\\\/bfnrt'.indexOf(String.fromCharCode(c));
    if (c < 0 || which < 0) return -1;
    this.position++;
    return '"\\\\/\\b\\f\\n\\r\\t'.charCodeAt(which);
  }

  private hexUnit(): i32 {
    let unit = 0;
    for (let i = 1; i <= 4; i++) {
      const c = this.position + i < this.text.length ? this.text.charCodeAt(this.position + i) : 0;
      const letter = (c | 32) - 0x61;
      const digit = <u32>(c - 0x30) < 10 ? c - 0x30 : <u32>letter < 6 ? letter + 10 : -1;
      if (digit < 0) return -1;
      unit = (unit << 4) | digit;
    }
    this.position += 5;
    return unit;
  }

  private take(c: i32): bool {
    this.skipSpace();
    if (this.peek() != c) return false;
    this.position++;
    return true;
  }
  private skipSpace(): void {
    let c = this.peek();
    while (c == 0x20 || c == 0x0a || c == 0x0d || c == 0x09) {
      this.position++;
      c = this.peek();
    }
  }
  /** The next UTF-16 unit; -1 at the end. */
  private peek(): i32 {
    return this.position < this.text.length ? this.text.charCodeAt(this.position) : -1;
  }
}
`,
  'json.ts': `// JSON for configuration: read once, kept as a tree, never trapping.
import * as abi from "./abi";
import { BufferType } from "./abi";
import { JsonReader } from "./json-reader";
import { RESULT, ok, takeBuffer, wantBuffer } from "./memory";
import { StructReader } from "./struct-reader";
import { decodeUtf8 } from "./utf8";

/** @internal What a value is. */
export const enum JsonKind {
  Nothing = 0,
  Null = 1,
  Bool = 2,
  Number = 3,
  Text = 4,
  Array = 5,
  Object = 6,
}

// Made when it is first asked for, so that filters without JSON hold no code of this file.
let nothing: Json | null = null;

/**
 * A JSON value. Asking for what is not there gives \`Json.none\`, so a chain never traps:
 * \`config.get("limits").at(0).get("perSecond").number(10)\`.
 */
@final
export class Json {
  private names: string[] = [];
  private items: Json[] = [];

  /** @internal */
  constructor(readonly kind: u32 = JsonKind.Nothing, private amount: f64 = 0, private word: string = "") {}

  /** What is not there. */
  static get none(): Json {
    if (!nothing) nothing = new Json();
    return nothing!;
  }
  /** The character at which the last \`parse\` met an error; -1 when it met none. */
  static errorAt: i32 = -1;

  /** Reads a text. \`Json.none\` when it is not JSON; then \`Json.errorAt\` tells where. */
  static parse(text: string): Json {
    const reader = new JsonReader(text);
    const value = reader.document();
    Json.errorAt = value.exists ? -1 : reader.position;
    return value;
  }
  /**
   * The configuration of the plugin, inside \`onConfigure\`: JSON text, or the protobuf bytes that Envoy gives when the type of the
   * configuration is \`google.protobuf.Struct\`.
   */
  static fromConfig(): Json {
    wantBuffer();
    const size: u32 = i32.MAX_VALUE;
    const bytes = takeBuffer(ok(abi.get_buffer_bytes(BufferType.PluginConfiguration, 0, size, RESULT, RESULT + 4)));
    if (!bytes) return Json.none;
    const at = changetype<usize>(bytes);
    const value = Json.parse(decodeUtf8(at, bytes.byteLength));
    if (value.exists || !StructReader.looksLikeStruct(bytes)) return value;
    Json.errorAt = -1;
    return new StructReader(bytes).struct(at, at + bytes.byteLength);
  }

  /** False only for \`Json.none\`. A \`null\` in the text exists. */
  get exists(): bool {
    return this.kind != JsonKind.Nothing;
  }
  get isNull(): bool {
    return this.kind == JsonKind.Null;
  }
  get isArray(): bool {
    return this.kind == JsonKind.Array;
  }
  get isObject(): bool {
    return this.kind == JsonKind.Object;
  }
  /** The number of items of an array or of members of an object. */
  get size(): i32 {
    return this.items.length;
  }
  /** The member of that name; the last one when there are several. */
  get(name: string): Json {
    for (let i = this.names.length - 1; i >= 0; i--) {
      if (this.names[i] == name) return this.items[i];
    }
    return Json.none;
  }
  /** The item, or the value of the member, at \`index\`, from 0. */
  at(index: i32): Json {
    return <u32>index < <u32>this.items.length ? this.items[index] : Json.none;
  }
  /** The name of the member at \`index\`, from 0. */
  name(index: i32): string {
    return <u32>index < <u32>this.names.length ? this.names[index] : "";
  }
  /** The text; \`fallback\` when the value is none. */
  text(fallback: string = ""): string {
    return this.kind == JsonKind.Text ? this.word : fallback;
  }
  /** The number; \`fallback\` when the value is none. */
  number(fallback: f64 = 0): f64 {
    return this.kind == JsonKind.Number ? this.amount : fallback;
  }
  /** The truth; \`fallback\` when the value is none. */
  bool(fallback: bool = false): bool {
    return this.kind == JsonKind.Bool ? this.amount != 0 : fallback;
  }

  /** @internal */
  addItem(item: Json): void {
    this.items.push(item);
  }
  /** @internal */
  addMember(name: string, value: Json): void {
    this.names.push(name);
    this.items.push(value);
  }
}
`,
  'log.ts': `// Log lines.
import * as abi from "./abi";
import { LogLevel } from "./abi";
import { RESULT, ok, outbox, resultNumber } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

const UNKNOWN: u32 = 255;
let levelSeen: u32 = 255;
let mayAsk = false;

/** @internal The host has created a context. While a module starts, Envoy allows it to write log lines and nothing else. */
export function hostIsReady(): void {
  mayAsk = true;
}

/** @internal A callback begins: the level may have changed. */
export function forgetLevel(): void {
  levelSeen = UNKNOWN;
}

/**
 * Lines in Envoy's log. The level is asked for once in a callback, and lines below it are not sent. Their text is built all the
 * same: where that is dear, ask first, \`if (log.on(LogLevel.Debug)) log.debug(…)\`.
 */
export namespace log {
  /** The level from which on Envoy writes lines of Wasm filters (\`--component-log-level wasm:debug\`). */
  export function level(): LogLevel {
    if (levelSeen == UNKNOWN) {
      if (!mayAsk || !ok(abi.get_log_level(RESULT))) return LogLevel.Trace;
      levelSeen = resultNumber();
    }
    return <LogLevel>levelSeen;
  }
  /** True when lines of this level are written. */
  export function on(level: LogLevel): bool {
    return level >= log.level();
  }
  /** Writes a line. */
  export function write(level: LogLevel, text: string): void {
    if (!on(level)) return;
    const at = outbox(utf8Room(text));
    abi.log(level, at, encodeUtf8(text, at));
  }
  export function trace(text: string): void {
    write(LogLevel.Trace, text);
  }
  export function debug(text: string): void {
    write(LogLevel.Debug, text);
  }
  export function info(text: string): void {
    write(LogLevel.Info, text);
  }
  export function warn(text: string): void {
    write(LogLevel.Warn, text);
  }
  export function error(text: string): void {
    write(LogLevel.Error, text);
  }
  export function critical(text: string): void {
    write(LogLevel.Critical, text);
  }
}
`,
  'memory.ts': `// Bytes across the border, without garbage.
//
// Going out, everything a host call needs is written into one *outbox* that every call uses again.
// Coming in, the host asks \`malloc\` for room. It gets one *inbox* that is used again, or, when the SDK has said that it wants the
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

/** @internal The next value shall come as a buffer of its own. \`takeBuffer\` must follow the host call, whatever it answered. */
export function wantBuffer(): void {
  bufferWanted = true;
}

/** @internal The buffer that the host has filled; null when the call failed. An empty value comes without a call of \`malloc\`. */
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

/** @internal Room for \`size\` bytes, good until the next call of this function. */
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
`,
  'message.ts': `// The messages that a filter sees: the request, the response, the answer to an HTTP callout.
import { BufferType, MapType } from "./abi";
import { Body } from "./body";
import { HeaderMap } from "./headers";

/** One message: its headers, body and trailers as live views. */
export class Message {
  readonly headers: HeaderMap;
  readonly trailers: HeaderMap;
  readonly body: Body;

  /** @internal */
  constructor(headers: u32, trailers: u32, body: u32) {
    this.headers = new HeaderMap(headers);
    this.trailers = new HeaderMap(trailers);
    this.body = new Body(body);
  }
}

/** The answer to an HTTP callout. It can be read inside \`onHttpCallResponse\` and nowhere else. */
@final
export class HttpCallResponse extends Message {
  /** What \`httpCall\` returned. */
  token: u32 = 0;
  /**
   * The connection broke after the answer had begun: there are no headers and no body. A timeout is a normal 504, a refused
   * connection a normal 503.
   */
  broken: bool = false;

  /** The status code; 0 when broken. */
  get status(): u32 {
    const text = this.headers.get(":status");
    let code: u32 = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = <u32>(text.charCodeAt(i) - 48);
      if (digit > 9) return 0;
      code = code * 10 + digit;
    }
    return code;
  }
}

// The views hold no state of a stream, so one of each is enough. Each is made when it is first asked for, so that a filter without
// callouts holds no code for them.
let request: Message | null = null;
let response: Message | null = null;
let call: HttpCallResponse | null = null;
let grpc: Message | null = null;

/** @internal */
export function requestView(): Message {
  if (!request) request = new Message(MapType.RequestHeaders, MapType.RequestTrailers, BufferType.RequestBody);
  return request!;
}
/** @internal */
export function responseView(): Message {
  if (!response) response = new Message(MapType.ResponseHeaders, MapType.ResponseTrailers, BufferType.ResponseBody);
  return response!;
}
/** @internal */
export function callView(): HttpCallResponse {
  if (!call) call = new HttpCallResponse(MapType.CallHeaders, MapType.CallTrailers, BufferType.CallBody);
  return call!;
}
/** @internal */
export function grpcView(): Message {
  if (!grpc) grpc = new Message(MapType.GrpcInitialMetadata, MapType.GrpcTrailingMetadata, BufferType.GrpcMessage);
  return grpc!;
}
`,
  'metric.ts': `// Metrics. They show in Envoy's statistics as \`wasmcustom.<name>\` and are counted over all threads.
import * as abi from "./abi";
import { MetricType } from "./abi";
import { RESULT, ok, outbox, resultNumber } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/** What metrics have in common. It is defined at the host when it is first used, so it may stand at the top level of a file. */
abstract class Metric {
  private id: u32 = 0;
  constructor(private type: u32, readonly name: string) {}

  /** @internal */
  defined(): u32 {
    if (!this.id) {
      const at = outbox(utf8Room(this.name));
      if (ok(abi.define_metric(this.type, at, encodeUtf8(this.name, at), RESULT))) this.id = resultNumber();
    }
    return this.id;
  }
  /** @internal */
  read(): u64 {
    return ok(abi.get_metric(this.defined(), RESULT)) ? load<u64>(RESULT) : 0;
  }
}

/** A number that only rises: \`const refused = new Counter("refused")\`. */
@final
export class Counter extends Metric {
  constructor(name: string) {
    super(MetricType.Counter, name);
  }
  add(by: u32 = 1): void {
    if (by) ok(abi.increment_metric(this.defined(), by));
  }
  get value(): u64 {
    return this.read();
  }
}

/** A number that rises and falls. */
@final
export class Gauge extends Metric {
  constructor(name: string) {
    super(MetricType.Gauge, name);
  }
  add(by: i64): void {
    ok(abi.increment_metric(this.defined(), by));
  }
  set(value: u64): void {
    ok(abi.record_metric(this.defined(), value));
  }
  get value(): u64 {
    return this.read();
  }
}

/** The distribution of many values. */
@final
export class Histogram extends Metric {
  constructor(name: string) {
    super(MetricType.Histogram, name);
  }
  record(value: u64): void {
    ok(abi.record_metric(this.defined(), value));
  }
}
`,
  'plugin.ts': `// One configuration of the filter in one VM.
import * as abi from "./abi";
import { Context } from "./context";
import { ok } from "./memory";

/**
 * What one configuration of the filter knows: the place for settings, timers and whatever its streams share. Derive from it and
 * register both classes with \`registerPlugin\`.
 *
 * Envoy makes one for each worker thread and two more on the main thread, so \`onStart\` and \`onConfigure\` run several times and
 * each worker has its own fields. What all of them shall share goes into \`shared\`, a \`Queue\` or a metric.
 */
export class Plugin extends Context {
  /** The VM starts; \`vmConfig\` is its configuration as text. False refuses the filter. */
  onStart(vmConfig: string): bool {
    return true;
  }
  /**
   * The filter gets its configuration, as text. False refuses it: Envoy does not start, or turns the update down.
   * A configuration of type \`google.protobuf.Struct\` comes as protobuf bytes: read it with \`Json.fromConfig()\`, which takes both.
   */
  onConfigure(config: string): bool {
    return true;
  }
  /** Called in the rhythm that \`tickEvery\` has set. It acts for no stream: \`stream.enter()\` before you act for one. */
  onTick(): void {}
  /** Something waits in a queue that this plugin has registered. Called once for each item. */
  onQueueReady(queue: u32): void {}
  /** The filter is being shut down. False keeps the plugin until it calls \`done()\`. */
  onDone(): bool {
    return true;
  }

  /** Calls \`onTick\` every \`ms\` milliseconds; 0 stops it. */
  tickEvery(ms: u32): void {
    ok(abi.set_tick_period_milliseconds(ms));
  }
  /** Ends a plugin whose \`onDone\` has answered false. */
  done(): bool {
    return this.enter() && ok(abi.done());
  }
}
`,
  'property.ts': `// What Envoy knows about the exchange, the connection, the route and the filter itself.
import * as abi from "./abi";
import { RESULT, ok, outbox, release, resultAt, resultSize, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/**
 * Envoy's attributes. The path is given in pieces, one argument each: \`property.text("request", "headers", "x-id")\`.
 * An attribute that is not there reads as "", 0, false or null; \`lastStatus\` is then NotFound.
 */
export namespace property {
  /** A text: \`property.text("plugin_name")\`, \`property.text("source", "address")\`. */
  export function text(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): string {
    return ask(a, b, c, d, e) ? takeText() : "";
  }
  /** The bytes as they come; null when it is not there. Messages come as protobuf, maps as pairs. */
  export function bytes(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(ask(a, b, c, d, e));
  }
  /** A number, a duration or a time; times and durations are nanoseconds: \`property.uint("response", "code")\`. */
  export function uint(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): u64 {
    return ask(a, b, c, d, e) ? takeNumber() : 0;
  }
  /** A number that may be below 0. */
  export function int(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): i64 {
    return <i64>uint(a, b, c, d, e);
  }
  /** A number with a fraction. */
  export function float(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): f64 {
    return reinterpret<f64>(uint(a, b, c, d, e));
  }
  /** A truth: \`property.flag("connection", "mtls")\`. */
  export function flag(a: string, b: string = "", c: string = "", d: string = "", e: string = ""): bool {
    return uint(a, b, c, d, e) != 0;
  }
  /**
   * Sets the filter state \`wasm.<key>\` of the stream. Filters behind read it with \`property.text(key)\`, access logs with
   * \`%FILTER_STATE(wasm.<key>:PLAIN)%\`.
   */
  export function set(key: string, value: string): bool {
    const at = outbox(utf8Room(key) + utf8Room(value));
    const size = encodeUtf8(key, at);
    return ok(abi.set_property(at, size, at + size, encodeUtf8(value, at + size)));
  }
}

function ask(a: string, b: string, c: string, d: string, e: string): bool {
  const at = outbox(utf8Room(a) + utf8Room(b) + utf8Room(c) + utf8Room(d) + utf8Room(e) + 4);
  let end = at + encodeUtf8(a, at);
  end = addSegment(end, b);
  end = addSegment(end, c);
  end = addSegment(end, d);
  end = addSegment(end, e);
  return ok(abi.get_property(at, end - at, RESULT, RESULT + 4));
}

function addSegment(end: usize, segment: string): usize {
  if (!segment.length) return end;
  store<u8>(end, 0);
  return end + 1 + encodeUtf8(segment, end + 1);
}

/** Numbers come as 1 to 8 bytes, the least significant first. */
function takeNumber(): u64 {
  const at = resultAt();
  let value: u64 = 0;
  for (let i = min<usize>(resultSize(), 8); i > 0; i--) value = (value << 8) | load<u8>(at + i - 1);
  release();
  return value;
}
`,
  'queue.ts': `// Queues between VMs: one VM puts items in, another takes them out.
import * as abi from "./abi";
import { RESULT, ok, outbox, resultNumber, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/** A queue. Its consumer registers it in \`onConfigure\`; producers find it by the consumer's vm_id and its name. */
@final
export class Queue {
  /** \`token\` 0 is no queue: pushing fails, popping gives null. */
  constructor(readonly token: u32 = 0) {}

  /** Makes this plugin the consumer of the queue, which exists from then on: \`onQueueReady\` is called for each item. */
  static register(name: string): Queue {
    const at = outbox(utf8Room(name));
    return new Queue(ok(abi.register_shared_queue(at, encodeUtf8(name, at), RESULT)) ? resultNumber() : 0);
  }
  /** The queue of that name; null until somebody has registered it. \`vmId\` is the consumer's, "" for one without. */
  static find(name: string, vmId: string = ""): Queue | null {
    const at = outbox(utf8Room(vmId) + utf8Room(name));
    const size = encodeUtf8(vmId, at);
    const found = ok(abi.resolve_shared_queue(at, size, at + size, encodeUtf8(name, at + size), RESULT));
    return found ? new Queue(resultNumber()) : null;
  }

  /** Puts an item at the end. False: there is no such queue. */
  push(item: string): bool {
    const at = outbox(utf8Room(item));
    return ok(abi.enqueue_shared_queue(this.token, at, encodeUtf8(item, at)));
  }
  pushBytes(item: ArrayBuffer): bool {
    return ok(abi.enqueue_shared_queue(this.token, changetype<usize>(item), item.byteLength));
  }
  /** Takes the first item; null when the queue is empty. */
  pop(): string | null {
    return ok(abi.dequeue_shared_queue(this.token, RESULT, RESULT + 4)) ? takeText() : null;
  }
  popBytes(): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(ok(abi.dequeue_shared_queue(this.token, RESULT, RESULT + 4)));
  }
}
`,
  'registry.ts': `// Which classes serve which root id, and the objects made of them.
import * as abi from "./abi";
import { Context } from "./context";
import { IdTable } from "./id-table";
import { log } from "./log";
import { RESULT, ok, outbox, takeText } from "./memory";
import { Plugin } from "./plugin";
import { Stream } from "./stream";
import { encodeUtf8, utf8Room } from "./utf8";

@final
class Registration {
  constructor(readonly rootId: string, readonly makePlugin: () => Plugin, readonly makeStream: () => Stream) {}
}

/** A plugin and how its streams are made. */
@final
class Root extends Context {
  constructor(readonly plugin: Plugin, readonly makeStream: () => Stream) {
    super();
  }
}

const registrations: Registration[] = [];
const roots = new IdTable(0);
const streams = new IdTable(0);

/**
 * Says at the top level of the filter's file which class handles the requests: \`register<MyStream>()\`.
 * With a root id it serves the plugin configurations of that \`root_id\`; several classes in one module have several root ids.
 * Without one it serves all configurations that have no class of their own.
 */
export function register<S extends Stream>(rootId: string = ""): void {
  registerPlugin<Plugin, S>(rootId);
}

/** The same for a filter with a plugin class: \`registerPlugin<MyPlugin, MyStream>()\`. */
export function registerPlugin<P extends Plugin, S extends Stream>(rootId: string = ""): void {
  registrations.push(new Registration(rootId, (): Plugin => instantiate<P>(), (): Stream => instantiate<S>()));
}

/** @internal Makes the object for a context that the host has created. \`parent\` 0: a plugin. */
export function createContext(id: u32, parent: u32): void {
  if (!parent) {
    createPlugin(id);
    return;
  }
  const root = changetype<Root | null>(roots.get(parent));
  if (!root) return;
  const stream = root.makeStream();
  stream.id = id;
  stream.plugin = root.plugin;
  streams.set(id, stream);
}

function createPlugin(id: u32): void {
  const rootId = ownRootId();
  let chosen: Registration | null = null;
  for (let i = 0; i < registrations.length; i++) {
    const one = registrations[i];
    if (one.rootId == rootId || (!one.rootId.length && !chosen)) chosen = one;
  }
  if (!chosen) {
    // Without an object on_vm_start refuses. Otherwise the filter would load and do nothing.
    log.critical('no class is registered for root_id "' + rootId + '"');
    return;
  }
  const plugin = chosen.makePlugin();
  plugin.id = id;
  roots.set(id, new Root(plugin, chosen.makeStream));
}

function ownRootId(): string {
  const at = outbox(utf8Room("plugin_root_id"));
  return ok(abi.get_property(at, encodeUtf8("plugin_root_id", at), RESULT, RESULT + 4)) ? takeText() : "";
}

/** @internal The plugin of this id; null when none is registered for its root id. */
export function pluginOf(id: u32): Plugin | null {
  const root = changetype<Root | null>(roots.get(id));
  return root ? root.plugin : null;
}

/** @internal The stream of this id. */
export function streamOf(id: u32): Stream | null {
  return changetype<Stream | null>(streams.get(id));
}

/** @internal The host has deleted a context: forget it and tell it. */
export function deleteContext(id: u32): void {
  const stream = changetype<Stream | null>(streams.remove(id));
  if (stream) {
    stream.gone = true;
    stream.over();
    stream.onDelete();
    return;
  }
  const root = changetype<Root | null>(roots.remove(id));
  if (root) {
    root.plugin.gone = true;
    root.plugin.onDelete();
  }
}
`,
  'shared.ts': `// Data that all VMs with the same vm_id share, whichever thread they run on.
import * as abi from "./abi";
import { Status } from "./abi";
import { RESULT, lastStatus, ok, outbox, release, resultAt, resultSize, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/** No value has this version within the lifetime of a proxy, so a write with it succeeds only where the key does not exist. */
const ONLY_NEW: u32 = 0xffffffff;

/** Shared key-value data. There is no way to remove a key: do not make keys of what clients send. */
export namespace shared {
  /** The version of the value that was read last, 0 when there was none. \`set\` with it fails if somebody has written since. */
  export let cas: u32 = 0;

  /** The value as text; null when there is none. */
  export function text(key: string): string | null {
    return ask(key) ? takeText() : null;
  }
  /** The value as bytes; null when there is none. */
  export function bytes(key: string): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(ask(key));
  }
  /** Writes a value. With \`ifCas\` not 0 only if that is still its version: else false, and \`lastStatus\` is CasMismatch. */
  export function set(key: string, value: string, ifCas: u32 = 0): bool {
    const at = outbox(utf8Room(key) + utf8Room(value));
    const size = encodeUtf8(key, at);
    return ok(abi.set_shared_data(at, size, at + size, encodeUtf8(value, at + size), ifCas));
  }
  /** The same with bytes. */
  export function setBytes(key: string, value: ArrayBuffer, ifCas: u32 = 0): bool {
    const at = outbox(utf8Room(key));
    return ok(abi.set_shared_data(at, encodeUtf8(key, at), changetype<usize>(value), value.byteLength, ifCas));
  }
  /** Adds to a number that all threads count in, and returns the sum. The number is stored as 8 bytes and starts at 0. */
  export function add(key: string, by: i64): i64 {
    while (true) {
      const sum = by + (ask(key) ? takeSum() : 0);
      const version = cas ? cas : ONLY_NEW;
      const at = outbox(utf8Room(key) + 8);
      const size = encodeUtf8(key, at);
      store<i64>(at + size, sum);
      if (ok(abi.set_shared_data(at, size, at + size, 8, version))) return sum;
      if (lastStatus != Status.CasMismatch) return 0;
    }
  }

  function ask(key: string): bool {
    const at = outbox(utf8Room(key));
    const found = ok(abi.get_shared_data(at, encodeUtf8(key, at), RESULT, RESULT + 4, RESULT + 8));
    cas = found ? load<u32>(RESULT, 8) : 0;
    return found;
  }
  function takeSum(): i64 {
    const sum = resultSize() == 8 ? load<i64>(resultAt()) : 0;
    release();
    return sum;
  }
}
`,
  'stream.ts': `// One request and its response, on their way through the filter.
import * as abi from "./abi";
import { Action, Side } from "./abi";
import { Context, NO_HEADERS } from "./context";
import { Headers } from "./headers";
import { ok, outbox } from "./memory";
import { Message, requestView, responseView } from "./message";
import { Plugin } from "./plugin";
import { encodeUtf8, utf8Room } from "./utf8";

/** What a stream is doing. The first three stand for the request and, shifted by one, for the response. */
const enum Doing {
  /** A callback has answered with something else than Continue. */
  Paused = 1,
  /** One of its message callbacks runs. */
  InCallback = 4,
  /** The running callback asked to go on. */
  Resume = 16,
  /** A local reply was sent. */
  Replied = 64,
  /** The exchange is over. */
  Over = 128,
}

/**
 * One request and its response. Derive from it and override the callbacks you need; what no class of the filter overrides is not
 * exported, so Envoy does not call it and it costs nothing.
 *
 * Callbacks come in the order request headers, body, trailers, response headers, body, trailers, log, done, delete. Any of them
 * but the last three may be missing: a request without a body has no body callback, a filter in front may have answered.
 */
export abstract class Stream extends Context {
  /** The plugin it belongs to: \`(this.plugin as MyPlugin).limit\`. */
  plugin!: Plugin;
  private doing: u32 = 0;

  /** \`end\`: there is no body and there are no trailers. */
  onRequestHeaders(end: bool): Action {
    return Action.Continue;
  }
  /**
   * A piece of the body, or after \`Pause\` everything so far. HTTP/1.1 ends a body with one more empty piece: edit each piece as it
   * comes, or everything when \`end\`, but not both. With trailers \`end\` is never true.
   */
  onRequestBody(size: u32, end: bool): Action {
    return Action.Continue;
  }
  onRequestTrailers(): Action {
    return Action.Continue;
  }
  /** Also for local replies, of this filter or another one. \`end\`: there is no body and there are no trailers. */
  onResponseHeaders(end: bool): Action {
    return Action.Continue;
  }
  /** As \`onRequestBody\`. */
  onResponseBody(size: u32, end: bool): Action {
    return Action.Continue;
  }
  onResponseTrailers(): Action {
    return Action.Continue;
  }
  /** The exchange is over and all headers can be read: the place for metrics and for lines of a log. */
  onLog(): void {}
  /** After \`onLog\`. Headers can't be read any more. */
  onDone(): void {}

  /** The request. What it shows depends on the callback: see \`HeaderMap\` and \`Body\`. */
  get request(): Message {
    return requestView();
  }
  /** The response. */
  get response(): Message {
    return responseView();
  }

  /** Lets a paused request go on. Inside a request callback it makes the callback's answer \`Continue\`. False: it was not paused. */
  resumeRequest(): bool {
    return this.resume(Side.Request);
  }
  /** Lets a paused response go on. Inside a response callback it makes the callback's answer \`Continue\`. False: it was not paused. */
  resumeResponse(): bool {
    return this.resume(Side.Response);
  }

  /**
   * Answers the client in place of the upstream. One answer per stream, and none once the exchange is over (Envoy would crash).
   * In a request callback, or while the request is paused, the answer passes the response callbacks of all filters, this one's
   * too. In \`onResponseHeaders\` it replaces the response and passes none. After that the response is on its way and is cut off.
   *
   * \`details\` shows in the access log as \`%RESPONSE_CODE_DETAILS%\`. \`grpcStatus\` matters for gRPC requests only; -1 lets Envoy
   * choose by the HTTP status. False: it was not sent.
   */
  respond(status: u32, body: string = "", details: string = "", headers: Headers = NO_HEADERS, grpcStatus: i32 = -1): bool {
    const at = outbox(utf8Room(body) + utf8Room(details) + headers.room());
    const size = encodeUtf8(body, at);
    return this.reply(at + size, status, at, size, details, headers, grpcStatus);
  }
  /** The same with a body of bytes. */
  respondBytes(status: u32, body: ArrayBuffer, details: string = "", headers: Headers = NO_HEADERS, grpcStatus: i32 = -1): bool {
    const at = outbox(utf8Room(details) + headers.room());
    return this.reply(at, status, changetype<usize>(body), body.byteLength, details, headers, grpcStatus);
  }
  /** Cuts the stream off. A client that speaks HTTP/1.1 gets no answer at all: prefer \`respond\`. */
  reset(): bool {
    return !(this.doing & Doing.Over) && this.enter() && ok(abi.close_stream(Side.Request));
  }

  private resume(side: u32): bool {
    if (this.doing & Doing.Over) return false;
    if (this.doing & (Doing.InCallback << side)) {
      // Here continue_stream followed by Continue would run the rest of the chain twice.
      this.doing |= Doing.Resume << side;
      return true;
    }
    // A response that does not exist yet can't go on: Envoy would crash.
    if (!(this.doing & (Doing.Paused << side)) || !this.enter()) return false;
    this.doing &= ~(Doing.Paused << side);
    return ok(abi.continue_stream(side));
  }

  private reply(at: usize, status: u32, body: usize, bodySize: usize, details: string, headers: Headers, grpcStatus: i32): bool {
    if (this.doing & (Doing.Replied | Doing.Over) || !this.enter()) return false;
    this.doing |= Doing.Replied;
    this.doing &= ~(Doing.Paused | (Doing.Paused << 1));
    const detailsSize = encodeUtf8(details, at);
    const headersAt = at + detailsSize;
    const headersSize = headers.write(headersAt);
    return ok(abi.send_local_response(status, at, detailsSize, body, bodySize, headersAt, headersSize, grpcStatus));
  }

  /** @internal A message callback begins. */
  begin(side: u32): void {
    this.doing |= Doing.InCallback << side;
  }
  /** @internal A message callback ends with \`action\`. Returns what the host gets. */
  finish(side: u32, action: Action): u32 {
    const answer: u32 = this.doing & (Doing.Resume << side) ? Action.Continue : action;
    this.doing &= ~((Doing.Paused | Doing.InCallback | Doing.Resume) << side);
    if (answer != Action.Continue && !(this.doing & Doing.Replied)) this.doing |= Doing.Paused << side;
    return answer;
  }
  /** @internal The exchange is over. */
  over(): void {
    this.doing |= Doing.Over;
  }
}
`,
  'struct-reader.ts': `// Reads the protobuf bytes of a google.protobuf.Struct: what a filter gets when its configuration is not wrapped in a StringValue.
//
//   Struct    { map<string, Value> fields = 1; }          an entry of the map: { string key = 1; Value value = 2; }
//   Value     { 1 null, 2 double, 3 string, 4 bool, 5 Struct, 6 ListValue }
//   ListValue { repeated Value values = 1; }
import { Json, JsonKind } from "./json";
import { decodeUtf8 } from "./utf8";

const FIRST_FIELD_WITH_LENGTH: u8 = 10; // number 1, wire type 2

/** @internal */
@final
export class StructReader {
  /** Where the content of the field that was opened last begins. */
  private content: usize = 0;
  /** The bytes stay referenced while they are read. */
  constructor(private bytes: ArrayBuffer) {}

  static looksLikeStruct(bytes: ArrayBuffer): bool {
    return bytes.byteLength > 1 && load<u8>(changetype<usize>(bytes)) == FIRST_FIELD_WITH_LENGTH;
  }

  struct(from: usize, end: usize): Json {
    const made = new Json(JsonKind.Object);
    let at = from;
    while (at < end) {
      const stop = this.open(at, end);
      let name = "";
      let value = new Json(JsonKind.Null);
      let inner = this.content;
      while (inner < stop) {
        const field = load<u8>(inner) >> 3;
        const next = this.open(inner, stop);
        if (field == 1) name = decodeUtf8(this.content, next - this.content);
        else value = this.value(this.content, next);
        inner = next;
      }
      made.addMember(name, value);
      at = stop;
    }
    return made;
  }

  private value(from: usize, end: usize): Json {
    if (from >= end) return new Json(JsonKind.Null);
    const field = load<u8>(from) >> 3;
    if (field == 2) return new Json(JsonKind.Number, from + 9 <= end ? load<f64>(from, 1) : 0);
    if (field == 4) return new Json(JsonKind.Bool, from + 1 < end && load<u8>(from, 1) ? 1 : 0);
    if (field == 1) return new Json(JsonKind.Null);
    const stop = this.open(from, end);
    const content = this.content;
    if (field == 3) return new Json(JsonKind.Text, 0, decodeUtf8(content, stop - content));
    return field == 5 ? this.struct(content, stop) : this.list(content, stop);
  }

  private list(from: usize, end: usize): Json {
    const made = new Json(JsonKind.Array);
    let at = from;
    while (at < end) {
      const stop = this.open(at, end);
      made.addItem(this.value(this.content, stop));
      at = stop;
    }
    return made;
  }

  /** Opens the field at \`at\`, which has a length: its content begins at \`content\`. Returns the content's end, never past \`end\`. */
  private open(at: usize, end: usize): usize {
    let size: usize = 0;
    let shift: usize = 0;
    at++;
    while (at < end) {
      const byte = <usize>load<u8>(at++);
      size |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128 || shift > 28) break;
    }
    this.content = at;
    return size > end - at ? end : at + size;
  }
}
`,
  'utf8.ts': `// Text at the border. AssemblyScript strings are UTF-16, the host speaks bytes. Header values and bodies may hold any bytes, so
// decoding never fails: each byte that is no part of valid UTF-8 becomes U+FFFD. (The decoder of the standard library would swallow
// the characters after a bad byte.)

const REPLACEMENT: u32 = 0xfffd;

/** The most bytes that \`text\` can take as UTF-8. */
// @ts-ignore: decorator
@inline
export function utf8Room(text: string): usize {
  return <usize>text.length * 3;
}

/** Writes \`text\` as UTF-8 to \`to\` and returns the number of bytes. A lone surrogate is written as U+FFFD. */
export function encodeUtf8(text: string, to: usize): usize {
  return encodeUtf8Start(text, text.length, to);
}

/** The same for the first \`length\` UTF-16 units of \`text\`, at most. */
export function encodeUtf8Start(text: string, length: i32, to: usize): usize {
  let from = changetype<usize>(text);
  const end = from + (<usize>min(length, text.length) << 1);
  let at = to;
  while (from < end) {
    let point = <u32>load<u16>(from);
    from += 2;
    if (point < 0x80) {
      store<u8>(at++, point);
    } else if (point < 0x800) {
      store<u8>(at, 0xc0 | (point >> 6));
      store<u8>(at, continuation(point), 1);
      at += 2;
    } else {
      if (isSurrogate(point)) {
        const low = from < end ? <u32>load<u16>(from) : 0;
        if (point < 0xdc00 && (low & 0xfc00) == 0xdc00) {
          from += 2;
          point = 0x10000 + ((point & 0x3ff) << 10) + (low & 0x3ff);
          store<u8>(at, 0xf0 | (point >> 18));
          store<u8>(at, continuation(point >> 12), 1);
          store<u8>(at, continuation(point >> 6), 2);
          store<u8>(at, continuation(point), 3);
          at += 4;
          continue;
        }
        point = REPLACEMENT;
      }
      store<u8>(at, 0xe0 | (point >> 12));
      store<u8>(at, continuation(point >> 6), 1);
      store<u8>(at, continuation(point), 2);
      at += 3;
    }
  }
  return at - to;
}

/** The text of \`size\` bytes at \`from\`. */
export function decodeUtf8(from: usize, size: usize): string {
  const roomy = changetype<string>(__new(size << 1, idof<string>()));
  const start = changetype<usize>(roomy);
  let to = start;
  const end = from + size;
  while (from < end) {
    const first = <u32>load<u8>(from);
    if (first < 0x80) {
      from++;
      store<u16>(to, first);
      to += 2;
      continue;
    }
    const length = sequenceLength(first);
    const point = length && from + length <= end ? codePoint(from, length) : REPLACEMENT;
    from += point == REPLACEMENT && !isReplacement(from, end) ? 1 : length;
    if (point < 0x10000) {
      store<u16>(to, point);
      to += 2;
    } else {
      store<u16>(to, 0xd800 | ((point - 0x10000) >> 10));
      store<u16>(to, 0xdc00 | (point & 0x3ff), 2);
      to += 4;
    }
  }
  const used = to - start;
  return used == size << 1 ? roomy : changetype<string>(__renew(start, used));
}

/** Compares two header names: ASCII letters count as equal in both cases. */
export function sameName(a: string, b: string): bool {
  const length = a.length;
  if (length != b.length) return false;
  for (let i = 0; i < length; i++) {
    if (lower(a.charCodeAt(i)) != lower(b.charCodeAt(i))) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function lower(c: i32): i32 {
  return <u32>(c - 65) < 26 ? c | 32 : c;
}

// @ts-ignore: decorator
@inline
function continuation(bits: u32): u32 {
  return 0x80 | (bits & 63);
}

// @ts-ignore: decorator
@inline
function isSurrogate(point: u32): bool {
  return (point & 0xfffff800) == 0xd800;
}

/** How many bytes a sequence has by its first byte; 0 when no sequence starts with it. */
function sequenceLength(first: u32): usize {
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The code point of a sequence, U+FFFD when the bytes are no sequence, its form is too long, or it is a surrogate. */
function codePoint(from: usize, length: usize): u32 {
  let point = <u32>load<u8>(from) & (0x7f >> <u32>length);
  for (let i: usize = 1; i < length; i++) {
    const next = <u32>load<u8>(from + i);
    if ((next & 0xc0) != 0x80) return REPLACEMENT;
    point = (point << 6) | (next & 63);
  }
  const least: u32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  return point < least || point > 0x10ffff || isSurrogate(point) ? REPLACEMENT : point;
}

/** True for the three bytes EF BF BD: the input itself holds U+FFFD. */
function isReplacement(from: usize, end: usize): bool {
  return from + 3 <= end && load<u16>(from) == 0xbfef && load<u8>(from, 2) == 0xbd;
}
`,
};
