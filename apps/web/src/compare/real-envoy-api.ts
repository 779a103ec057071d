import type { Project } from '@chainwright/filters/project/project';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';

/** What the server can do besides serving the page. */
export type Capabilities = {
  readonly realEnvoy: {
    readonly available: boolean;
    /** `1.40.0`; null when there is none. */
    readonly version: string | null;
    /** Why it is not available, and how to get it. */
    readonly reason: string | null;
  };
};

/** One point of a comparison. */
export type ComparedPoint = {
  readonly field: string;
  readonly simulator: string | null;
  readonly envoy: string | null;
  readonly verdict: 'equal' | 'known-difference' | 'different' | 'not-comparable';
  /** Id of the known difference, or why the point can’t be compared. */
  readonly note?: string | null;
};

/** What the real Envoy did in one scenario, beside the simulation. */
export type RealEnvoyRun = {
  readonly scenario: string;
  readonly result: ScenarioResult;
  readonly rows: readonly ComparedPoint[];
};

/** The server is away, or refuses: its words. */
export class RealEnvoyProblem extends Error {
  readonly hint: string | null;

  constructor(message: string, hint: string | null) {
    super(message);
    this.hint = hint;
  }
}

/** Asks the server what it can do. Throws RealEnvoyProblem when it does not answer. */
export async function fetchCapabilities(signal: AbortSignal): Promise<Capabilities> {
  return (await answerOf(fetch('/api/capabilities', { signal }))) as Capabilities;
}

/** Runs scenarios on the server's Envoy. Throws RealEnvoyProblem. */
export async function runOnRealEnvoy(
  project: Project,
  scenarios: readonly string[],
  modules: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly RealEnvoyRun[]> {
  const body = JSON.stringify({ project, scenarios, modules });
  const answer = await answerOf(
    fetch('/api/real-envoy-runs', { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal }),
  );
  return (answer as { runs: readonly RealEnvoyRun[] }).runs;
}

async function answerOf(asked: Promise<Response>): Promise<unknown> {
  const response = await asked.catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RealEnvoyProblem(
      'The server does not answer.',
      'The page itself keeps working; only this needs the server.',
    );
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && typeof answer === 'object' && answer !== null) return answer;
  const problem = answer as { message?: unknown; hint?: unknown } | null;
  const message = typeof problem?.message === 'string' ? problem.message : `The server answered ${response.status}.`;
  throw new RealEnvoyProblem(message, typeof problem?.hint === 'string' ? problem.hint : null);
}
