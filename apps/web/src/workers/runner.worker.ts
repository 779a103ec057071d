// Runs scenarios away from the page. Started by runner.client.ts; served with a policy that leaves it no network, no storage and no
// way to evaluate text (decision 13): filters that somebody pasted run in here.
import type { Artifact } from '@chainwright/filters/compile/artifact';
import { runScenario } from '@chainwright/filters/run-scenario';
import { messageTurn } from './message-turn.ts';
import { type FromRunner, type RunRequest, readToRunner } from './runner.protocol.ts';

/** Real milliseconds between two signs of life: well below the page's patience. */
const SIGN_EVERY_MS = 100;

/** Artifacts of the newest request, by name and hash: the page does not send again what is here. */
let kept = new Map<string, Artifact>();
let newest: RunRequest | null = null;
let isWorking = false;

addEventListener('message', (event: MessageEvent<unknown>) => {
  const request = readToRunner(event.data);
  if (request === null) return;
  kept = keep(request);
  newest = request;
  if (!isWorking) void work();
});
send({ type: 'ready' });

/** Works off the newest request. Between scenarios messages come in: a newer request then takes over. */
async function work(): Promise<void> {
  isWorking = true;
  while (newest !== null) {
    const request = newest;
    const artifacts = [...kept.values()];
    for (const scenario of request.scenarios) {
      runOne(request, scenario, artifacts);
      await messageTurn();
      if (newest !== request) break;
    }
    if (newest !== request) continue;
    send({ type: 'done', runId: request.runId });
    newest = null;
  }
  isWorking = false;
}

function runOne({ runId, project }: RunRequest, scenario: string, artifacts: readonly Artifact[]): void {
  send({ type: 'begun', runId, scenario });
  try {
    const { result, trace } = runScenario(project, scenario, artifacts, { onProgress: signOfLife() });
    const { words, starts, times, bodyBytes, bodyStarts } = trace;
    const buffers = [words, starts, times, bodyBytes, bodyStarts].map((view) => view.buffer);
    send({ type: 'scenarioDone', runId, scenario, result, trace }, buffers);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ type: 'failed', runId, scenario, reason });
  }
}

/** Tells the page now and then that the run goes on. Messages leave a worker even while it is busy. */
function signOfLife(): () => void {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < SIGN_EVERY_MS) return;
    last = now;
    send({ type: 'alive' });
  };
}

function keep(request: RunRequest): Map<string, Artifact> {
  const next = new Map<string, Artifact>();
  for (const one of request.artifacts) {
    const key = 'known' in one ? `${one.name} ${one.known}` : `${one.name} ${one.hash}`;
    const artifact = 'known' in one ? kept.get(key) : one;
    if (artifact !== undefined) next.set(key, artifact);
  }
  return next;
}

function send(message: FromRunner, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
