import net from 'node:net';
import type { ProjectAnswer } from '@chainwright/filters/project/project';
import { within } from '../process/within.ts';
import type { WireHeaders } from '../wire/wire-headers.ts';
import { serveHttp1 } from './http1-upstream.ts';
import { serveHttp2 } from './http2-upstream.ts';

/** A request that a scripted upstream received; filled while it comes. */
export type ReceivedRequest = {
  readonly cluster: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  readonly method: string;
  readonly path: string;
  /** As on the wire; HTTP/2 without `:method` and `:path`, which stand beside. */
  readonly headers: WireHeaders;
  readonly pieces: Buffer[];
  trailers: WireHeaders;
  complete: boolean;
};

/** One exchange: what comes in, and how to answer it. */
export type UpstreamExchange = { readonly received: ReceivedRequest; readonly answer: ProjectAnswer };

/** What the servers of both protocols need from their owner. */
export type UpstreamHost = {
  /** Notes a request and says how it is answered. */
  begin(request: Omit<ReceivedRequest, 'cluster' | 'pieces' | 'trailers' | 'complete'>): UpstreamExchange;
  /** Notes an answer under way. */
  playing(answer: Promise<void>): void;
  /** Resolves when Envoy has read everything written so far. */
  settle(): Promise<void>;
  /** Resolves when Envoy has the client's whole request. */
  clientHasSent(): Promise<void>;
};

/** Answers by cluster: the first to the first request, and so on; the last one repeats. */
export type Script = Readonly<Record<string, readonly ProjectAnswer[]>>;

/** What the servers play: `names[slot]` is the cluster of that slot. */
export type Play = {
  readonly names: readonly string[];
  /** Clusters that no route names. */
  readonly callouts: ReadonlySet<string>;
  /** Clusters that Envoy speaks HTTP/2 to. */
  readonly http2: ReadonlySet<string>;
  readonly script: Script;
};

/** Whether an answer waits for the client's whole request: callouts by default. */
export function waitsForClient(answer: ProjectAnswer, isCallout: boolean): boolean {
  return answer.wait_for_client ?? isCallout;
}

type Slot = { readonly server: net.Server; readonly port: number };

/**
 * The upstreams of a scenario: one TCP server per cluster, speaking HTTP/1.1 or HTTP/2. They live as long
 * as their owner; `play` gives them the answers of the next scenario. They record what Envoy sent, order kept.
 */
export class ScriptedUpstreams {
  /** Requests in the order in which their heads came. */
  received: ReceivedRequest[] = [];
  /** Set by the owner: resolves when Envoy has read everything written so far. */
  settle: () => Promise<void> = async () => {};
  /** Set by the owner: resolves when Envoy has the client's whole request. */
  clientHasSent: Promise<void> = Promise.resolve();
  readonly #slots: Slot[] = [];
  readonly #sockets = new Set<net.Socket>();
  #play: Play = { names: [], callouts: new Set(), http2: new Set(), script: {} };
  #counts = new Map<string, number>();
  readonly #playing = new Set<Promise<void>>();
  #refused: Slot | null = null;

  /** Makes sure that there is a server for each of `count` clusters. */
  async grow(count: number): Promise<void> {
    while (this.#slots.length < count) this.#slots.push(await this.#listen(this.#slots.length));
    this.#refused ??= await refusingPort();
  }

  /** Port of the server of a slot. */
  port(slot: number): number {
    return this.#slots[slot]?.port ?? 0;
  }

  /** A port on which nobody listens while this object lives. */
  get refusedPort(): number {
    return this.#refused?.port ?? 1;
  }

  /** Gives the servers the answers of the next scenario. */
  play(next: Play): void {
    this.#play = next;
    this.received = [];
    this.#counts.clear();
  }

  /** Resolves when no answer is being played any more, so that what ends one (a reset) does not meet the next request; or after `ms`. */
  async idle(ms: number): Promise<void> {
    await within(ms, 'answers', Promise.all(this.#playing)).catch(() => undefined);
  }

  /** Cuts every connection, so that no pooled one leaks into the next scenario. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.cut();
    const servers = [...this.#slots, ...(this.#refused === null ? [] : [this.#refused])].map((slot) => slot.server);
    await Promise.all(servers.map((server) => new Promise<void>((done) => server.close(() => done()))));
  }

  #host(slot: number): UpstreamHost {
    return {
      begin: (request) => this.#begin(slot, request),
      playing: (answer) => {
        this.#playing.add(answer);
        answer.finally(() => this.#playing.delete(answer)).catch(() => undefined);
      },
      settle: () => this.settle(),
      clientHasSent: () => this.clientHasSent,
    };
  }

  #begin(slot: number, request: Parameters<UpstreamHost['begin']>[0]): UpstreamExchange {
    const cluster = this.#play.names[slot] ?? `slot ${slot}`;
    const nth = this.#counts.get(cluster) ?? 0;
    this.#counts.set(cluster, nth + 1);
    const answers = this.#play.script[cluster] ?? [];
    const answer = answers[nth] ?? answers.at(-1) ?? {};
    const received: ReceivedRequest = { ...request, cluster, pieces: [], trailers: [], complete: false };
    this.received.push(received);
    return {
      received,
      answer: { ...answer, wait_for_client: waitsForClient(answer, this.#play.callouts.has(cluster)) },
    };
  }

  #listen(slot: number): Promise<Slot> {
    const host = this.#host(slot);
    return listenOnLoopback((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      if (this.#play.http2.has(this.#play.names[slot] ?? '')) serveHttp2(socket, host);
      else serveHttp1(socket, host);
    });
  }
}

function listenOnLoopback(onSocket: (socket: net.Socket) => void): Promise<Slot> {
  const server = net.createServer({ noDelay: true }, onSocket);
  return new Promise((done, fail) => {
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => done({ server, port: (server.address() as net.AddressInfo).port }));
  });
}

/** Reserves a port and leaves it closed: a listener on another loopback address holds it, 127.0.0.1 refuses. */
function refusingPort(): Promise<Slot> {
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((done, fail) => {
    server.on('error', fail);
    server.listen(0, process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1', () => {
      const port = (server.address() as net.AddressInfo).port;
      if (process.platform === 'linux') done({ server, port });
      else server.close(() => done({ server, port }));
    });
  });
}
