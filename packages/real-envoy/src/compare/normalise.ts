import type { Project } from '@chainwright/filters/project/project';
import type { BorderText } from '@chainwright/runtime/http/byte-string';
import { ENVOY_ADDRESS } from '@chainwright/runtime/server/simulated-server';
import type { BorderHeaders, ScenarioResult, UpstreamResult } from '@chainwright/runtime/trace/scenario-result';

/** Something in a result that differs from run to run by its nature, and what is done about it on both sides. */
export type Normalisation = { readonly name: string; readonly what: string; readonly why: string };

/** The whole list: what is not in it is compared exactly. */
export const NORMALISATIONS: readonly Normalisation[] = [
  { name: 'date', what: 'HTTP dates, in headers and text', why: 'The time of the run.' },
  {
    name: 'wall-clock',
    what: 'Seconds and finer since 1970, in text',
    why: 'The time of the run; the simulated clock is virtual.',
  },
  { name: 'request-id', what: 'UUIDs', why: 'Random.' },
  {
    name: 'service-time',
    what: 'x-envoy-upstream-service-time and durations in the access log',
    why: 'Real milliseconds.',
  },
  {
    name: 'retry-time-left',
    what: 'x-envoy-expected-rq-timeout-ms of second and later tries',
    why: 'The milliseconds that are left.',
  },
  { name: 'addresses', what: 'Ports of 127.0.0.1 and the machine’s own address', why: 'The system chooses them.' },
  { name: 'pointers', what: 'table: 0x… and userdata: 0x… in text', why: 'Memory addresses.' },
  {
    name: 'lua-table-order',
    what: 'Order of headers that a script gave to respond() or httpCall() as a table',
    why: 'LuaJIT hashes string keys with a seed that is new in every process.',
  },
  {
    name: 'ext-authz-order',
    what: 'Order of the headers that ext_authz sends to a service over HTTP',
    why: 'They stand in a protobuf map, whose order is new in every process.',
  },
  {
    name: 'protobuf-place',
    what: 'White space in the text of a refusal, and the place in the message',
    why: 'Protobuf varies the one on purpose; the other depends on how the configuration was delivered.',
  },
  {
    name: 'connection-bytes',
    what: 'Stats *_cx_rx_bytes_total and *_cx_tx_bytes_total',
    why: 'They count the digits of the service time and, with HTTP/2, window updates and compressed ids.',
  },
  {
    name: 'live-vms',
    what: 'Stat wasm.envoy.wasm.runtime.v8.active',
    why: 'When a VM that failed is deleted depends on the moment.',
  },
  {
    name: 'wasi-time',
    what: 'Calls of clock_time_get, poll_oneoff, sched_yield and random_get in the conversation with a Wasm VM',
    why: 'How often a language’s runtime asks for the time depends on how fast it runs. What it does with the answer is compared.',
  },
  {
    name: 'early-ticks',
    what: 'proxy_on_tick before the first request, with the calls made in it',
    why: 'How many ticks a timer gives while Envoy is still loading depends on how fast it loads.',
  },
];

const VOLATILE_STATS = /_cx_[rt]x_bytes_total$|^wasm\.envoy\.wasm\.runtime\.v8\.active$/;

const WASI_TIME = /^(clock_time_get|poll_oneoff|sched_yield|random_get)\(/;

/** The lines of a conversation that both sides must have. `loading`: those from before the first request. */
export function comparableLines(lines: readonly string[], loading: boolean): readonly string[] {
  let inTick = false;
  return lines.filter((line) => {
    if (loading && line.startsWith('> proxy_on_tick(')) inTick = true;
    const kept = !inTick && !WASI_TIME.test(line);
    if (/^< proxy_on_tick\b/.test(line)) inTick = false;
    return kept;
  });
}

/** A result in which everything volatile has been replaced by its name. Doing it twice changes nothing more. */
export function normaliseResult(result: ScenarioResult, project: Project): ScenarioResult {
  const lua = luaTables(project);
  const unorderedCallouts = lua.httpCall || JSON.stringify(project.http_connection_manager).includes('ext_authz');
  const retried = Object.keys(result.stats).some((name) => name.endsWith('.upstream_rq_retry'));
  const normal: ScenarioResult = {
    ...result,
    reason: result.reason === null ? null : refusal(result.reason),
    responses: result.responses.map((response) => ({
      ...response,
      headers: headers(response.headers, lua.respond && response.response_code_details === 'lua_response'),
      informational: response.informational.map((one) => ({ ...one, headers: headers(one.headers, false) })),
    })),
    upstreams: result.upstreams.map((one, index) => upstream(one, retried && index > 0, false)),
    callouts: result.callouts.map((one) => upstream(one, false, unorderedCallouts)),
    stats: Object.fromEntries(Object.entries(result.stats).filter(([name]) => !VOLATILE_STATS.test(name))),
    access_log: result.access_log.map(accessEntry),
  };
  return textOf(normal) as ScenarioResult;
}

/** Which Lua calls of the project take headers as a table. */
function luaTables(project: Project): { respond: boolean; httpCall: boolean } {
  const scripts = Object.values(project.sources).map((source) => ('lua' in source ? source.lua : ''));
  const inline = JSON.stringify(project.http_connection_manager);
  const calls = (name: string): boolean => [...scripts, inline].some((text) => text.includes(name));
  return { respond: calls('respond'), httpCall: calls('httpCall') };
}

function upstream(one: UpstreamResult, retry: boolean, unordered: boolean): UpstreamResult {
  const all = headers(one.headers, unordered);
  return {
    ...one,
    headers: retry
      ? all.map(([name, value]) => [name, name === 'x-envoy-expected-rq-timeout-ms' ? '<ms left>' : value])
      : all,
  };
}

function headers(list: BorderHeaders, unordered: boolean): BorderHeaders {
  const named = list.map(([name, value]): [string, BorderText] => {
    if (name === 'x-envoy-upstream-service-time' && typeof value === 'string' && /^\d+$/.test(value))
      return [name, '<ms>'];
    return [name, value];
  });
  return unordered ? named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : named;
}

function accessEntry(entry: ScenarioResult['access_log'][number]): ScenarioResult['access_log'][number] {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, /duration/.test(name) && value !== null ? '<ms>' : value]),
  );
}

const TEXT_RULES: readonly (readonly [RegExp, string])[] = [
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, '<date>'],
  [/\b1[6-9]\d{8}(\d{3}|\d{6}|\d{9})?(\.\d+)?\b/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/(x-envoy-upstream-service-time\W{1,3})\d+/g, '$1<ms>'],
  [new RegExp(`\\b${ENVOY_ADDRESS.replaceAll('.', '\\.')}\\b`, 'g'), '<envoy-ip>'],
  [/127\.0\.0\.1:(\d{4,5}\b|<[^>]*>)/g, '127.0.0.1:<port>'],
  [/\b(table|userdata|function|thread|builtin): 0x[0-9a-f]+/g, '$1: <address>'],
];

/** Applies the rules to every text; bodies in base64 and numbers stay. */
function textOf(value: unknown): unknown {
  if (typeof value === 'string')
    return TEXT_RULES.reduce((text, [pattern, name]) => text.replace(pattern, name), value);
  if (Array.isArray(value)) return value.map(textOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'base64' ? one : textOf(one)]));
}

/** `invalid JSON in resources[0].<any>.delay: message google.protobuf.Duration, …` says where; what is wrong comes after. */
function refusal(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/invalid JSON in [^:]*: /, '')
    .replace(/message [a-z][\w.]*[,:] /, '')
    .replace(/^Protobuf message \(type \S+ reason/, 'Protobuf message (reason');
}
