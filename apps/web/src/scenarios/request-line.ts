import type { ProjectScenario } from '@chainwright/filters/project/project';

/** The first line of a request as people say it: `GET /api/orders/1042`. */
export function requestLine(scenario: ProjectScenario, request = 0): string {
  const one = scenario.requests[request];
  if (!one) return 'no request';
  if (one.raw !== undefined) return 'raw bytes';
  return `${one.method ?? 'GET'} ${one.path ?? '/'}`;
}
