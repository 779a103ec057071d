type Pairs = [name: string, value: string][];
type Call = {
  readonly token: number;
  readonly context: number;
  readonly cluster: string;
  readonly headers: Pairs;
  readonly body: string;
};
type LocalReply = {
  readonly context: number;
  readonly status: number;
  readonly details: string;
  readonly body: string;
  readonly headers: Pairs;
};

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Shared data and queues, which several hosts may have in common. */
export class SharedWorld {
  readonly data = new Map<string, { value: Uint8Array; cas: number }>();
  readonly queues: { name: string; items: Uint8Array[] }[] = [];
  nextCas = 1;
}

/**
 * A proxy-wasm host for tests of the SDK alone: it answers host calls from plain fields that a test sets and records what the guest
 * does. It knows no filter chain; how Envoy behaves is the runtime's business.
 */
export class AbiHost {
  readonly exports: Record<string, CallableFunction>;
  readonly memory: WebAssembly.Memory;
  readonly logs: string[] = [];
  readonly hostCalls: string[] = [];
  readonly calls: Call[] = [];
  readonly replies: LocalReply[] = [];
  readonly resumed: string[] = [];
  readonly metrics: { name: string; value: bigint }[] = [];
  readonly maps: (Pairs | undefined)[] = [];
  readonly buffers: (Uint8Array | undefined)[] = [];
  readonly properties = new Map<string, Uint8Array>();
  readonly world: SharedWorld;
  clock = 1_000_000_000n;
  logLevel = 0;
  tickPeriod = 0;
  #effective = 0;
  #nextId = 1;
  #nextToken = 4;

  constructor(wasm: Uint8Array<ArrayBuffer>, options: { rootId?: string; world?: SharedWorld } = {}) {
    this.world = options.world ?? new SharedWorld();
    this.properties.set('plugin_root_id', utf8.encode(options.rootId ?? ''));
    const module = new WebAssembly.Module(wasm);
    const functions: Record<string, (...args: never[]) => number> = {
      ...this.#basics(),
      ...this.#maps(),
      ...this.#stores(),
    };
    const env = Object.fromEntries(
      WebAssembly.Module.imports(module).map(({ name }) => [
        name,
        (...args: never[]) => {
          this.hostCalls.push(name);
          const found = functions[name];
          if (found === undefined) throw new Error(`the test host has no ${name}`);
          return found(...args);
        },
      ]),
    );
    const instance = new WebAssembly.Instance(module, { env });
    this.exports = instance.exports as Record<string, CallableFunction>;
    this.memory = instance.exports['memory'] as WebAssembly.Memory;
    this.exports['_initialize']?.();
  }

  /** Memory pages of 64 KiB. */
  get pages(): number {
    return this.memory.buffer.byteLength / 65536;
  }

  /** Calls an exported callback if there is one. */
  call(name: string, ...args: number[]): number | undefined {
    this.#effective = args[0] ?? 0;
    return this.exports[`proxy_${name}`]?.(...args) as number | undefined;
  }

  /** Creates, starts and configures a plugin; its id and whether it accepted. */
  startPlugin(configuration = ''): { id: number; started: boolean; configured: boolean } {
    const id = this.#nextId++;
    this.call('on_context_create', id, 0);
    const started = (this.call('on_vm_start', id, 0) ?? 1) !== 0;
    this.buffers[7] = utf8.encode(configuration);
    const configured = (this.call('on_configure', id, this.buffers[7].length) ?? 1) !== 0;
    this.buffers[7] = undefined;
    return { id, started, configured };
  }

  startStream(plugin: number): number {
    const id = this.#nextId++;
    this.call('on_context_create', id, plugin);
    return id;
  }

  /** Answers the calls made so far with `status` and these headers, oldest first. */
  answerCalls(plugin: number, status: number, headers: Pairs = [], body = ''): void {
    for (const call of this.calls.splice(0)) this.answerCall(plugin, call.token, status, headers, body);
  }

  answerCall(plugin: number, token: number, status: number, headers: Pairs = [], body = ''): void {
    this.maps[6] = [[':status', String(status)], ...headers];
    this.buffers[4] = utf8.encode(body);
    this.call('on_http_call_response', plugin, token, this.maps[6].length, this.buffers[4].length, 0);
    this.maps[6] = undefined;
    this.buffers[4] = undefined;
  }

  endStream(id: number): void {
    this.call('on_log', id);
    this.call('on_done', id);
    this.call('on_delete', id);
  }

  #text(at: number, size: number): string {
    return text.decode(this.#bytes(at, size));
  }

  #bytes(at: number, size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, at >>> 0, size >>> 0).slice() as Uint8Array<ArrayBuffer>;
  }

  #put(at: number, value: number): number {
    new DataView(this.memory.buffer).setUint32(at >>> 0, value, true);
    return 0;
  }

  /** Hands bytes to the guest as a host must: in room from its allocator; an empty value without any. */
  #give(bytes: Uint8Array, at: number, size: number): number {
    let address = 0;
    if (bytes.length > 0) {
      address = (this.exports['malloc']?.(bytes.length) as number) >>> 0;
      new Uint8Array(this.memory.buffer).set(bytes, address);
    }
    this.#put(at, address);
    return this.#put(size, bytes.length);
  }

  #readPairs(at: number, size: number): Pairs {
    if (size === 0) return [];
    const view = new DataView(this.memory.buffer, at >>> 0, size);
    const count = view.getUint32(0, true);
    const pairs: Pairs = [];
    let from = (at >>> 0) + 4 + 8 * count;
    for (let i = 0; i < count; i++) {
      const nameSize = view.getUint32(4 + 8 * i, true);
      const valueSize = view.getUint32(8 + 8 * i, true);
      pairs.push([this.#text(from, nameSize), this.#text(from + nameSize + 1, valueSize)]);
      from += nameSize + valueSize + 2;
    }
    return pairs;
  }

  #writePairs(pairs: Pairs): Uint8Array {
    if (pairs.length === 0) return new Uint8Array();
    const parts = pairs.flat().map((part) => utf8.encode(part));
    const bytes = new Uint8Array(4 + 4 * parts.length + parts.reduce((sum, part) => sum + part.length + 1, 0));
    const view = new DataView(bytes.buffer);
    view.setUint32(0, pairs.length, true);
    let at = 4 + 4 * parts.length;
    for (const [index, part] of parts.entries()) {
      view.setUint32(4 + 4 * index, part.length, true);
      bytes.set(part, at);
      at += part.length + 1;
    }
    return bytes;
  }

  #basics(): Record<string, (...args: never[]) => number> {
    return {
      proxy_log: (_level: number, at: number, size: number) => {
        this.logs.push(this.#text(at, size));
        return 0;
      },
      proxy_get_log_level: (at: number) => this.#put(at, this.logLevel),
      proxy_get_current_time_nanoseconds: (at: number) => {
        new DataView(this.memory.buffer).setBigUint64(at, this.clock, true);
        return 0;
      },
      proxy_set_tick_period_milliseconds: (period: number) => {
        this.tickPeriod = period;
        return 0;
      },
      proxy_set_effective_context: (id: number) => {
        this.#effective = id;
        return 0;
      },
      proxy_get_property: (path: number, pathSize: number, at: number, size: number) => {
        const value = this.properties.get(this.#text(path, pathSize).replaceAll('\0', '.'));
        return value === undefined ? 1 : this.#give(value, at, size);
      },
      proxy_continue_stream: (side: number) => {
        this.resumed.push(`${this.#effective} ${side === 0 ? 'request' : 'response'}`);
        return 0;
      },
      proxy_send_local_response: (
        status: number,
        details: number,
        detailsSize: number,
        body: number,
        bodySize: number,
        headers: number,
        headersSize: number,
      ) => {
        this.replies.push({
          context: this.#effective,
          status,
          details: this.#text(details, detailsSize),
          body: this.#text(body, bodySize),
          headers: this.#readPairs(headers, headersSize),
        });
        return 0;
      },
      proxy_http_call: (
        cluster: number,
        clusterSize: number,
        headers: number,
        headersSize: number,
        body: number,
        bodySize: number,
        _trailers: number,
        _trailersSize: number,
        _timeout: number,
        token: number,
      ) => {
        const name = this.#text(cluster, clusterSize);
        if (name === 'unknown') return 2;
        this.calls.push({
          token: this.#nextToken,
          context: this.#effective,
          cluster: name,
          headers: this.#readPairs(headers, headersSize),
          body: this.#text(body, bodySize),
        });
        this.#put(token, this.#nextToken);
        this.#nextToken += 4;
        return 0;
      },
    };
  }

  #maps(): Record<string, (...args: never[]) => number> {
    const without = (pairs: Pairs, name: string): Pairs => pairs.filter(([other]) => other !== name);
    return {
      proxy_get_header_map_value: (map: number, name: number, nameSize: number, at: number, size: number) => {
        const pairs = this.maps[map];
        if (pairs === undefined) return 2;
        const found = pairs.find(([other]) => other === this.#text(name, nameSize).toLowerCase());
        return found === undefined ? 1 : this.#give(utf8.encode(found[1]), at, size);
      },
      proxy_get_header_map_pairs: (map: number, at: number, size: number) =>
        this.#give(this.#writePairs(this.maps[map] ?? []), at, size),
      proxy_set_header_map_pairs: (map: number, at: number, size: number) => {
        if (this.maps[map] === undefined) return 2;
        this.maps[map] = this.#readPairs(at, size);
        return 0;
      },
      proxy_add_header_map_value: (map: number, name: number, nameSize: number, value: number, valueSize: number) => {
        if (this.maps[map] === undefined) return 2;
        this.maps[map].push([this.#text(name, nameSize), this.#text(value, valueSize)]);
        return 0;
      },
      proxy_replace_header_map_value: (
        map: number,
        name: number,
        nameSize: number,
        value: number,
        valueSize: number,
      ) => {
        if (this.maps[map] === undefined) return 2;
        const wanted = this.#text(name, nameSize);
        this.maps[map] = [...without(this.maps[map], wanted), [wanted, this.#text(value, valueSize)]];
        return 0;
      },
      proxy_remove_header_map_value: (map: number, name: number, nameSize: number) => {
        if (this.maps[map] === undefined) return 2;
        this.maps[map] = without(this.maps[map], this.#text(name, nameSize));
        return 0;
      },
      proxy_get_buffer_bytes: (buffer: number, start: number, max: number, at: number, size: number) => {
        const bytes = this.buffers[buffer] ?? new Uint8Array();
        return this.#give(bytes.subarray(start >>> 0, Math.min(bytes.length, (start >>> 0) + (max >>> 0))), at, size);
      },
      proxy_get_buffer_status: (buffer: number, size: number, flags: number) => {
        this.#put(flags, 0);
        return this.#put(size, this.buffers[buffer]?.length ?? 0);
      },
      proxy_set_buffer_bytes: (buffer: number, start: number, length: number, data: number, size: number) => {
        const old = this.buffers[buffer];
        if (old === undefined) return 2;
        const from = Math.min(start >>> 0, old.length);
        if (from > 0 && from < old.length) return 2;
        const rest = old.subarray(Math.min(from + (length >>> 0), old.length));
        this.buffers[buffer] = Uint8Array.from([...old.subarray(0, from), ...this.#bytes(data, size), ...rest]);
        return 0;
      },
    };
  }

  #stores(): Record<string, (...args: never[]) => number> {
    const { data, queues } = this.world;
    const findQueue = (token: number): { items: Uint8Array[] } | undefined => queues[token - 1];
    return {
      proxy_get_shared_data: (key: number, keySize: number, at: number, size: number, cas: number) => {
        const entry = data.get(this.#text(key, keySize));
        if (entry === undefined) return 1;
        this.#put(cas, entry.cas);
        return this.#give(entry.value, at, size);
      },
      proxy_set_shared_data: (key: number, keySize: number, value: number, valueSize: number, cas: number) => {
        const name = this.#text(key, keySize);
        const entry = data.get(name);
        if (entry !== undefined && cas !== 0 && cas >>> 0 !== entry.cas) return 8;
        data.set(name, { value: this.#bytes(value, valueSize), cas: this.world.nextCas++ });
        return 0;
      },
      proxy_register_shared_queue: (name: number, size: number, token: number) => {
        queues.push({ name: this.#text(name, size), items: [] });
        return this.#put(token, queues.length);
      },
      proxy_resolve_shared_queue: (_vm: number, _vmSize: number, name: number, size: number, token: number) => {
        const index = queues.findIndex((queue) => queue.name === this.#text(name, size));
        return index < 0 ? 1 : this.#put(token, index + 1);
      },
      proxy_enqueue_shared_queue: (token: number, at: number, size: number) => {
        const queue = findQueue(token);
        if (queue === undefined) return 1;
        queue.items.push(this.#bytes(at, size));
        return 0;
      },
      proxy_dequeue_shared_queue: (token: number, at: number, size: number) => {
        const item = findQueue(token)?.items.shift();
        return item === undefined ? 7 : this.#give(item, at, size);
      },
      proxy_define_metric: (_type: number, name: number, size: number, id: number) => {
        this.metrics.push({ name: this.#text(name, size), value: 0n });
        return this.#put(id, this.metrics.length);
      },
      proxy_increment_metric: (id: number, by: bigint) => {
        this.metrics[id - 1]!.value += by;
        return 0;
      },
      proxy_record_metric: (id: number, value: bigint) => {
        this.metrics[id - 1]!.value = value;
        return 0;
      },
      proxy_get_metric: (id: number, at: number) => {
        new DataView(this.memory.buffer).setBigInt64(at, this.metrics[id - 1]!.value, true);
        return 0;
      },
    };
  }
}
