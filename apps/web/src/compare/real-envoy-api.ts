import type { Project } from '@chainwright/filters/project/project';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { withoutModuleSources } from '../export/request-export.ts';

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
  /** The last lines that Envoy wrote. */
  readonly lastWords?: readonly string[];
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

/** How far a run is: scenarios done, of how many. */
export type RunProgress = { readonly done: number; readonly of: number };

type Line =
  | ({ readonly type: 'progress' } & RunProgress)
  | { readonly type: 'run'; readonly run: RealEnvoyRun }
  | { readonly type: 'failed'; readonly problem: { readonly message: string; readonly hint: string } };

/** Runs scenarios on the server's Envoy; the server tells how far it is. Throws RealEnvoyProblem. */
export async function runOnRealEnvoy(
  project: Project,
  scenarios: readonly string[],
  modules: Readonly<Record<string, string>>,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (progress: RunProgress) => void },
): Promise<readonly RealEnvoyRun[]> {
  const body = JSON.stringify({ project: withoutModuleSources(project), scenarios, modules });
  const headers = { 'content-type': 'application/json' };
  const response = await reached(fetch('/api/real-envoy-runs', { method: 'POST', body, headers, signal }));
  if (!response.ok || response.body === null) throw problemOf(await response.json().catch(() => null), response.status);
  const runs: RealEnvoyRun[] = [];
  for await (const text of linesOf(response.body)) {
    const line = JSON.parse(text) as Line;
    if (line.type === 'failed') throw new RealEnvoyProblem(line.problem.message, line.problem.hint);
    if (line.type === 'run') runs.push(line.run);
    else onProgress(line);
  }
  return runs;
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let held = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    held += part.value;
    const lines = held.split('\n');
    held = lines.pop() ?? '';
    yield* lines.filter(Boolean);
  }
  if (held !== '') yield held;
}

async function answerOf(asked: Promise<Response>): Promise<unknown> {
  const response = await reached(asked);
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && typeof answer === 'object' && answer !== null) return answer;
  throw problemOf(answer, response.status);
}

function reached(asked: Promise<Response>): Promise<Response> {
  return asked.catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RealEnvoyProblem(
      'The server does not answer.',
      'The page itself keeps working; only this needs the server.',
    );
  });
}

function problemOf(answer: unknown, status: number): RealEnvoyProblem {
  const problem = answer as { message?: unknown; hint?: unknown } | null;
  const message = typeof problem?.message === 'string' ? problem.message : `The server answered ${status}.`;
  return new RealEnvoyProblem(message, typeof problem?.hint === 'string' ? problem.hint : null);
}
