import type { Project } from '@chainwright/filters/project/project';

const SECRET = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token|.*-secret)$/i;

/** Headers of sample requests that often carry secrets, each scenario once. */
export function secretsIn(project: Project): { readonly header: string; readonly scenario: string }[] {
  return project.scenarios.flatMap((scenario) => {
    const names = scenario.requests.flatMap((request) => (request.headers ?? []).map(([name]) => name));
    const found = names.find((name) => SECRET.test(name));
    return found ? [{ header: found, scenario: scenario.name }] : [];
  });
}
