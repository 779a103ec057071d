import type { BorderText } from '@chainwright/runtime/http/byte-string';
import type {
  BorderHeaders,
  ExpectationResult,
  ResponseResult,
  ScenarioResult,
  UpstreamResult,
} from '@chainwright/runtime/trace/scenario-result';
import type { ProjectExpectation, ProjectMatcher } from './project.ts';

/** Checks every expectation of a scenario: a pure function of the result, the same for simulator and Envoy. */
export function evaluateExpectations(
  expectations: readonly ProjectExpectation[],
  result: ScenarioResult,
): ExpectationResult[] {
  return expectations.map((expectation, index) => {
    const { text, actual } = evaluate(expectation, result);
    return { index, text, pass: actual === null, actual };
  });
}

/** `actual` is null when the expectation holds. */
type Verdict = { readonly text: string; readonly actual: string | null };

function evaluate(expectation: ProjectExpectation, result: ScenarioResult): Verdict {
  if ('outcome' in expectation) {
    return equal(`outcome is ${expectation.outcome}`, result.outcome, expectation.outcome);
  }
  if ('upstream_requests' in expectation) {
    return equal(
      `upstream gets ${expectation.upstream_requests} requests`,
      result.upstreams.length,
      expectation.upstream_requests,
    );
  }
  if ('callouts' in expectation) {
    const { cluster, count } = expectation.callouts;
    const seen = result.callouts.filter((c) => c.cluster === cluster).length;
    return equal(`${count} ${count === 1 ? 'callout' : 'callouts'} to ${cluster}`, seen, count);
  }
  if ('log' in expectation) return anyLog(expectation.log, result);
  if ('stat' in expectation) {
    const [name, value] = expectation.stat;
    return equal(`stat ${name} is ${value}`, Object.hasOwn(result.stats, name) ? result.stats[name] : 0, value);
  }
  return onOneRequest(expectation, result);
}

type RequestExpectation = Exclude<
  ProjectExpectation,
  { outcome: unknown } | { upstream_requests: unknown } | { callouts: unknown } | { log: unknown } | { stat: unknown }
>;

function onOneRequest(expectation: RequestExpectation, result: ScenarioResult): Verdict {
  const index = expectation.request ?? 0;
  const of = index === 0 ? '' : ` (request ${index + 1})`;
  if ('upstream_header' in expectation || 'upstream_body' in expectation || 'upstream_path' in expectation) {
    const upstream = result.upstreams[index];
    return onUpstream(expectation, upstream, of);
  }
  const response = result.responses.find((r) => r.request === index);
  return onResponse(expectation, response, of);
}

type UpstreamExpectation = Extract<
  RequestExpectation,
  { upstream_header: unknown } | { upstream_body: unknown } | { upstream_path: unknown }
>;

function onUpstream(expectation: UpstreamExpectation, upstream: UpstreamResult | undefined, of: string): Verdict {
  const none = upstream ? null : 'nothing reached the upstream';
  if ('upstream_header' in expectation) {
    const [name, matcher] = expectation.upstream_header;
    return {
      ...matchHeader(
        { has: 'upstream gets', lacks: 'upstream does not get' },
        upstream?.headers ?? [],
        name,
        matcher,
        of,
      ),
      ...(none && { actual: none }),
    };
  }
  if ('upstream_body' in expectation)
    return match(`upstream body${of}`, upstream && plain(upstream.body), expectation.upstream_body, none);
  return match(`upstream path${of}`, upstream?.path, expectation.upstream_path, none);
}

function onResponse(
  expectation: Exclude<RequestExpectation, UpstreamExpectation>,
  response: ResponseResult | undefined,
  of: string,
): Verdict {
  const none = response ? null : 'no response';
  if ('status' in expectation) {
    return none
      ? { text: `status is ${expectation.status}${of}`, actual: none }
      : equal(`status is ${expectation.status}${of}`, response?.status, expectation.status);
  }
  if ('response_header' in expectation) {
    const [name, matcher] = expectation.response_header;
    return {
      ...matchHeader({ has: 'response header', lacks: 'response has no' }, response?.headers ?? [], name, matcher, of),
      ...(none && { actual: none }),
    };
  }
  if ('response_trailer' in expectation) {
    const [name, matcher] = expectation.response_trailer;
    return {
      ...matchHeader({ has: 'trailer', lacks: 'response has no trailer' }, response?.trailers ?? [], name, matcher, of),
      ...(none && { actual: none }),
    };
  }
  if ('response_body' in expectation)
    return match(`body${of}`, response && plain(response.body), expectation.response_body, none);
  if ('response_flags' in expectation) {
    return equal(
      `response flags are ${expectation.response_flags}${of}`,
      response?.response_flags,
      expectation.response_flags,
    );
  }
  return match(`response code details${of}`, response?.response_code_details, expectation.response_code_details, none);
}

function anyLog(matcher: ProjectMatcher, result: ScenarioResult): Verdict {
  const lines = result.logs.map((line) => plain(line.message));
  const text = `a log line ${words(matcher)}`;
  if (typeof matcher === 'object' && 'absent' in matcher) return equal('no log line', lines.length, 0);
  const hit = lines.some((line) => fits(line, matcher));
  return { text, actual: hit ? null : `${lines.length} log lines, none fits` };
}

type HeaderWords = { readonly has: string; readonly lacks: string };

function matchHeader(
  phrase: HeaderWords,
  headers: BorderHeaders,
  name: string,
  matcher: ProjectMatcher,
  of: string,
): Verdict {
  const wanted = name.toLowerCase();
  const values = headers.filter(([n]) => n.toLowerCase() === wanted).map(([, value]) => plain(value));
  const seen = values.length === 0 ? `no ${name}` : `${name}: ${values.join(', ')}`;
  if (typeof matcher === 'object' && 'absent' in matcher) {
    return { text: `${phrase.lacks} ${name}${of}`, actual: values.length === 0 ? null : seen };
  }
  const pass = values.some((value) => fits(value, matcher)) || (values.length > 1 && fits(values.join(','), matcher));
  return { text: `${phrase.has} ${name} ${words(matcher)}${of}`, actual: pass ? null : seen };
}

function match(what: string, value: string | undefined, matcher: ProjectMatcher, none: string | null): Verdict {
  const text = `${what} ${words(matcher)}`;
  if (none !== null || value === undefined) return { text, actual: none ?? 'nothing' };
  if (typeof matcher === 'object' && 'absent' in matcher)
    return { text, actual: value === '' ? null : shortened(value) };
  return { text, actual: fits(value, matcher) ? null : shortened(value) };
}

function fits(value: string, matcher: ProjectMatcher): boolean {
  if (typeof matcher === 'string') return value === matcher;
  if ('contains' in matcher) return value.includes(matcher.contains);
  if ('matches' in matcher) return pattern(matcher.matches)?.test(value) ?? false;
  return 'present' in matcher;
}

function pattern(source: string): RegExp | null {
  try {
    return new RegExp(source, 'su');
  } catch {
    return null;
  }
}

function words(matcher: ProjectMatcher): string {
  if (typeof matcher === 'string') return `is "${matcher}"`;
  if ('contains' in matcher) return `contains "${matcher.contains}"`;
  if ('matches' in matcher) return `matches /${matcher.matches}/`;
  return 'absent' in matcher ? 'is absent' : 'is there';
}

function equal(text: string, actual: unknown, wanted: unknown): Verdict {
  return { text, actual: actual === wanted ? null : String(actual ?? 'nothing') };
}

function plain(text: BorderText): string {
  return typeof text === 'string' ? text : `base64:${text.base64}`;
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
