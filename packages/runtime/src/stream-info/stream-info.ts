import type { ByteString } from '../http/byte-string.ts';

/** A value of dynamic metadata: what google.protobuf.Struct can hold. Strings and keys are text, not byte strings. */
export type MetadataValue =
  | null
  | boolean
  | number
  | string
  | readonly MetadataValue[]
  | { readonly [key: string]: MetadataValue };

/** Dynamic metadata by filter namespace. Envoy: envoy.config.core.v3.Metadata. */
export interface DynamicMetadata {
  get(namespace: string): ReadonlyMap<string, MetadataValue> | undefined;
  namespaces(): Iterable<string>;
  /** Merges one key into a namespace. */
  set(namespace: string, key: string, value: MetadataValue): void;
}

/** Filter state by key; `serialized` is what access logs and other filters read. */
export interface FilterState {
  get(key: string): FilterStateEntry | undefined;
  set(key: string, entry: FilterStateEntry): void;
  keys(): Iterable<string>;
}

/** One object of the filter state. */
export type FilterStateEntry = {
  /**
   * What kind of object it is, which decides how it prints in JSON. `string`, `bytes` and `message` are those of Wasm
   * modules; `text`, `uint32` and `uint64` have a message of their own; `address` has fields; `opaque` is only text, and
   * `hidden` does not print at all.
   */
  readonly type: 'string' | 'bytes' | 'message' | 'text' | 'uint32' | 'uint64' | 'address' | 'opaque' | 'hidden';
  readonly value: ByteString;
  readonly readOnly: boolean;
  /** The message in JSON of an object that is a message. */
  readonly json?: MetadataValue;
};

/** An address as Envoy prints it. */
export type Address = { readonly ip: string; readonly port: number };

/** What is known about one stream. Envoy: envoy/stream_info/stream_info.h. */
export interface StreamInfo {
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  /** Virtual time in nanoseconds at which the stream began. */
  readonly startTime: number;
  readonly dynamicMetadata: DynamicMetadata;
  readonly filterState: FilterState;
  readonly downstreamRemoteAddress: Address;
  readonly downstreamDirectRemoteAddress: Address;
  readonly downstreamLocalAddress: Address;
  readonly downstreamDirectLocalAddress: Address;
  readonly connectionId: number;
  readonly requestId: string;
  responseCode: number | null;
  responseCodeDetails: string | null;
  /** Short flags in the order in which they were set. */
  readonly responseFlags: Set<string>;
  /** Body bytes so far. */
  bytesReceived: number;
  bytesSent: number;
  upstreamCluster: string | null;
  upstreamHost: Address | null;
  upstreamRequestAttempts: number;
  routeName: string | null;
  virtualHostName: string | null;
  /** Set by the router; null before and when no virtual cluster matches. */
  virtualClusterName: string | null;
  /** Virtual time in nanoseconds at which the stream ended; null while it lives. */
  endTime: number | null;
  /** Asked for by Lua's drainConnectionUponCompletion. */
  drainConnection: boolean;
  /** A filter took the request for a health check: its response is not counted. */
  healthCheck: boolean;
}
