import os from 'node:os';
import { evaluateExpectations } from '@chainwright/filters/project/expectations';
import type { Project } from '@chainwright/filters/project/project';
import { byteStringToBorder, bytesToBorder } from '@chainwright/runtime/http/byte-string';
import type {
  ResponseResult,
  ScenarioOutcome,
  ScenarioResult,
  UpstreamResult,
} from '@chainwright/runtime/trace/scenario-result';
import type { ClientAnswer } from '../client/client-answer.ts';
import type { EnvoyLogLine } from '../process/log-line.ts';
import type { ReceivedRequest } from '../upstream/scripted-upstreams.ts';
import { findHeader, toBorder } from '../wire/wire-headers.ts';
import { filterLogs } from './log-capture.ts';
import { CLIENT_PORT_FIELD, type ScenarioConfig } from './scenario-config.ts';

type AccessEntry = Record<string, unknown>;

/** Everything that was seen of a scenario. */
export type Observation = {
  readonly outcome: ScenarioOutcome;
  readonly reason: string | null;
  /** In the order of the requests; null where none was sent. */
  readonly answers: readonly (ClientAnswer | null)[];
  readonly received: readonly ReceivedRequest[];
  readonly logs: readonly EnvoyLogLine[];
  readonly stats: Readonly<Record<string, number>>;
  readonly access: readonly AccessEntry[];
  /** Names for the ports that the system chose: port → name. */
  readonly portNames: ReadonlyMap<number, string>;
};

/** The result of a scenario in the form that the simulator gives it too. */
export function scenarioResult(project: Project, config: ScenarioConfig, seen: Observation): ScenarioResult {
  const responses = seen.answers.flatMap((answer, index) =>
    answer === null ? [] : [response(answer, index, seen.access)],
  );
  const isCallout = (one: ReceivedRequest): boolean => calledOut(one, config);
  const bare: ScenarioResult = {
    scenario: config.scenario.name,
    engine: 'envoy',
    outcome: seen.outcome,
    reason: seen.reason,
    responses,
    upstreams: seen.received.filter((one) => !isCallout(one)).map(upstream),
    callouts: seen.received.filter(isCallout).map(upstream),
    logs: filterLogs(seen.logs, project),
    stats: seen.stats,
    access_log: seen.access.map(accessEntry),
    expectations: [],
    not_simulated: [],
  };
  const result = nameAddresses(bare, seen.portNames);
  return { ...result, expectations: evaluateExpectations(config.scenario.expect ?? [], result) };
}

function response(answer: ClientAnswer, request: number, access: readonly AccessEntry[]): ResponseResult {
  // An internal redirect writes two lines; the last is the answer's.
  const entry = access.findLast(
    (one) => answer.port !== null && String(one[CLIENT_PORT_FIELD]).endsWith(`:${answer.port}`),
  );
  return {
    request,
    status: answer.status,
    headers: toBorder(answer.headers),
    body: bytesToBorder(Buffer.concat(answer.pieces)),
    chunks: sizes(answer.pieces),
    trailers: toBorder(answer.trailers),
    informational: answer.informational.map(({ status, headers }) => ({ status, headers: toBorder(headers) })),
    complete: answer.complete,
    reset: answer.reset,
    response_flags: String(entry?.['response_flags'] ?? '-'),
    response_code_details: String(entry?.['response_code_details'] ?? '-'),
  };
}

function upstream(one: ReceivedRequest): UpstreamResult {
  return {
    cluster: one.cluster,
    method: one.method,
    path: String(byteStringToBorder(one.path)),
    headers: toBorder(one.headers),
    body: bytesToBorder(Buffer.concat(one.pieces)),
    chunks: sizes(one.pieces),
    trailers: toBorder(one.trailers),
    complete: one.complete,
  };
}

/**
 * Whether a filter sent this rather than the router: to a cluster that no route names, or as a callout looks (Envoy calls it internal, and it
 * lacks what the connection manager gives to every request).
 */
function calledOut(one: ReceivedRequest, config: ScenarioConfig): boolean {
  if (config.calloutClusters.has(one.cluster)) return true;
  return (
    findHeader(one.headers, 'x-forwarded-proto') === undefined && findHeader(one.headers, 'x-envoy-internal') === 'true'
  );
}

function sizes(pieces: readonly Buffer[]): number[] {
  return pieces.map((piece) => piece.length).filter((size) => size > 0);
}

function accessEntry(entry: AccessEntry): ScenarioResult['access_log'][number] {
  const { [CLIENT_PORT_FIELD]: _, ...fields } = entry;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
        ? value
        : JSON.stringify(value),
    ]),
  );
}

/** Envoy puts the machine's own first address into x-forwarded-for of every callout. */
const OWN_ADDRESSES = Object.values(os.networkInterfaces())
  .flat()
  .flatMap((one) => (one !== undefined && one.family === 'IPv4' && !one.internal ? [one.address] : []));

/** Gives ports and addresses of this machine their names, wherever they show up in text. */
function nameAddresses<T>(value: T, ports: ReadonlyMap<number, string>): T {
  const name = (text: string): string =>
    OWN_ADDRESSES.reduce((t, address) => t.replaceAll(address, '<envoy-ip>'), text).replace(
      /127\.0\.0\.1:(\d{4,5})\b/g,
      (all, port: string) => (ports.has(Number(port)) ? `127.0.0.1:<${ports.get(Number(port))}>` : all),
    );
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') return name(inner);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, key === 'base64' ? one : walk(one)]));
  };
  return walk(value) as T;
}
