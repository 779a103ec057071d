import type {
  Address,
  DynamicMetadata,
  FilterState,
  FilterStateEntry,
  MetadataValue,
  StreamInfo,
} from './stream-info.ts';

/** What a stream knows of its connection when it begins. */
export type StreamStart = {
  readonly protocol: StreamInfo['protocol'];
  readonly startTime: number;
  readonly requestId: string;
  readonly connectionId: number;
  readonly remote: Address;
  readonly directRemote: Address;
  readonly local: Address;
};

/** The facts of one stream, filled in while it lives. Envoy: source/common/stream_info/stream_info_impl.h. */
export class StreamInfoImpl implements StreamInfo {
  protocol: StreamInfo['protocol'];
  readonly startTime: number;
  readonly requestId: string;
  readonly connectionId: number;
  readonly downstreamDirectRemoteAddress: Address;
  readonly downstreamLocalAddress: Address;
  readonly downstreamDirectLocalAddress: Address;
  readonly dynamicMetadata: DynamicMetadata = new DynamicMetadataImpl();
  readonly filterState: FilterState = new FilterStateImpl();
  readonly responseFlags = new Set<string>();
  downstreamRemoteAddress: Address;
  responseCode: number | null = null;
  responseCodeDetails: string | null = null;
  /** Why the connection ended, for the access log; null when nothing special happened. */
  connectionTerminationDetails: string | null = null;
  bytesReceived = 0;
  bytesSent = 0;
  upstreamCluster: string | null = null;
  /** The name under which the cluster shows in logs, when that is another (`alt_stat_name`). */
  upstreamClusterAlias: string | null = null;
  upstreamClusterMetadata: ReadonlyMap<string, ReadonlyMap<string, MetadataValue>> = new Map();
  upstreamHost: Address | null = null;
  upstreamProtocol: 'HTTP/1.1' | 'HTTP/2' | null = null;
  upstreamTransportFailureReason: string | null = null;
  upstreamRequestAttempts = 0;
  /** Redirects of upstreams that were followed before this stream. */
  internalRedirects = 0;
  routeName: string | null = null;
  virtualHostName: string | null = null;
  virtualClusterName: string | null = null;
  /** Virtual nanoseconds at which the request's end was read, and the first response byte of the upstream. */
  requestEnd: number | null = null;
  upstreamFirstByte: number | null = null;
  endTime: number | null = null;
  drainConnection = false;
  healthCheck = false;

  constructor(start: StreamStart) {
    this.protocol = start.protocol;
    this.startTime = start.startTime;
    this.requestId = start.requestId;
    this.connectionId = start.connectionId;
    this.downstreamRemoteAddress = start.remote;
    this.downstreamDirectRemoteAddress = start.directRemote;
    this.downstreamLocalAddress = start.local;
    this.downstreamDirectLocalAddress = start.local;
  }

  /** What the stream that follows an internal redirect begins with. */
  carriedOver(): { readonly internalRedirects: number; readonly bytesReceived: number } {
    return { internalRedirects: this.internalRedirects + 1, bytesReceived: this.bytesReceived };
  }
}

/** Dynamic metadata of one stream. */
export class DynamicMetadataImpl implements DynamicMetadata {
  readonly #namespaces = new Map<string, Map<string, MetadataValue>>();

  get(namespace: string): ReadonlyMap<string, MetadataValue> | undefined {
    return this.#namespaces.get(namespace);
  }

  namespaces(): Iterable<string> {
    return this.#namespaces.keys();
  }

  set(namespace: string, key: string, value: MetadataValue): void {
    const fields = this.#namespaces.get(namespace);
    if (fields === undefined) this.#namespaces.set(namespace, new Map([[key, value]]));
    else fields.set(key, value);
  }
}

class FilterStateImpl implements FilterState {
  readonly #entries = new Map<string, FilterStateEntry>();

  get(key: string): FilterStateEntry | undefined {
    return this.#entries.get(key);
  }

  set(key: string, entry: FilterStateEntry): void {
    this.#entries.set(key, entry);
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }
}
