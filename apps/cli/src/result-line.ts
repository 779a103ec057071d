import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';

/**
 * A result as `--json` prints it: the result object, and as flat fields the first response and the first request that
 * reached an upstream.
 */
export function resultLine(result: ScenarioResult): Record<string, unknown> {
  const response = result.responses[0];
  const upstream = result.upstreams[0];
  return {
    ...result,
    status: response?.status ?? null,
    headers: response?.headers ?? [],
    body: response?.body ?? '',
    trailers: response?.trailers ?? [],
    upstream: upstream
      ? {
          method: upstream.method,
          path: upstream.path,
          headers: upstream.headers,
          body: upstream.body,
          trailers: upstream.trailers,
        }
      : null,
    response_flags: response?.response_flags ?? null,
    response_code_details: response?.response_code_details ?? null,
  };
}

/** A result for the eye: outcome, answers, expectations. */
export function resultText(result: ScenarioResult): string {
  const answers = result.responses
    .map((r) => (r.status === null ? (r.reset ?? 'no answer') : String(r.status)))
    .join(', ');
  const failed = result.expectations.filter((e) => !e.pass).length;
  const head = `${failed > 0 || result.outcome !== 'completed' ? '✕' : '✓'} ${result.scenario}: ${result.outcome === 'completed' ? answers || 'no requests' : `${result.outcome}: ${result.reason ?? ''}`}`;
  const lines = result.expectations.map(
    (e) => `    ${e.pass ? '✓' : '✕'} ${e.text}${e.pass ? '' : `, but: ${e.actual}`}`,
  );
  const missing = result.not_simulated.map((n) => `    ! not simulated: ${n.what}: ${n.why}`);
  return [head, ...lines, ...missing].join('\n');
}
