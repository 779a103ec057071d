// The host functions of proxy-wasm ABI 0.2.1 and the words of its enumerations, chapter by chapter as in the specification
// (proxy-wasm/spec, abi-versions/v0.2.1). Only the SDK calls these. A function that a filter does not reach is not imported by
// its module, so the import list of a compiled filter tells what the filter is able to do.

/** What the host answered to a call. The answer to the last one stays in `lastStatus`. */
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
 * - `Continue`: go on to the next filter.
 * - `Pause`: in a headers callback hold everything (headers, body, trailers); in a body callback hold the body and show more of it
 *   next time. Go on later with `resumeRequest()` or `resumeResponse()`, or answer with `respond()`.
 * - `StopAllAndBuffer`: in a headers callback hold everything; too large a body is answered with 413.
 * - `StopAllAndWatermark`: in a headers callback hold everything; too large a body slows the sender down.
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

/** @internal The two directions of an exchange, by the numbers that `continue_stream` and `close_stream` take. */
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
