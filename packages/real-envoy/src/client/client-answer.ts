import type { ProjectRequest, ProjectScenario } from '@chainwright/filters/project/project';
import type { WireHeaders } from '../wire/wire-headers.ts';

/** The answer to one request, exactly as the client saw it. */
export type ClientAnswer = {
  informational: { status: number; headers: WireHeaders }[];
  status: number | null;
  /** Without `:status`. */
  headers: WireHeaders;
  /** Body pieces as they came: chunks, reads or DATA frames. */
  pieces: Buffer[];
  trailers: WireHeaders;
  complete: boolean;
  /** `connection closed`, `RST_STREAM INTERNAL_ERROR` …, `no answer`; null when nothing was wrong. */
  reset: string | null;
  /** The client's own port: how the access log names this request. */
  port: number | null;
};

/** What a client needs to send one request. */
export type ClientOptions = {
  /** Port of the listener on 127.0.0.1. */
  readonly port: number;
  readonly deadlineMs: number;
  /** Addresses that Envoy shall believe, by the PROXY protocol. */
  readonly downstream: ProjectScenario['downstream'];
  /** Resolves when Envoy has read everything written so far. */
  readonly settle: () => Promise<void>;
  /** Called when Envoy has read the whole request, or the exchange is over. */
  readonly onSent: () => void;
};

/** What the clients of both protocols do. Resolves when the answer is complete, cut, or too late; never rejects. */
export type SendRequest = (request: ProjectRequest, options: ClientOptions) => Promise<ClientAnswer>;

/** An answer of which nothing has come yet. */
export function emptyAnswer(): ClientAnswer {
  return {
    informational: [],
    status: null,
    headers: [],
    pieces: [],
    trailers: [],
    complete: false,
    reset: null,
    port: null,
  };
}

/** The line that makes Envoy's proxy_protocol listener filter believe these addresses. */
export function proxyProtocolLine({ remote, local }: NonNullable<ProjectScenario['downstream']>): string {
  const [from, to] = [splitAddress(remote), splitAddress(local)];
  const family = from.ip.includes(':') ? 'TCP6' : 'TCP4';
  return `PROXY ${family} ${from.ip} ${to.ip} ${from.port} ${to.port}\r\n`;
}

function splitAddress(address: string): { ip: string; port: string } {
  const at = address.lastIndexOf(':');
  return { ip: address.slice(0, at).replace(/^\[|\]$/g, ''), port: address.slice(at + 1) };
}
