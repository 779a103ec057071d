import { Readable } from 'node:stream';
import { type Artifact, luaArtifact, wasmArtifact } from '@chainwright/filters/compile/artifact';
import type { Problem } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import { openProject } from '@chainwright/filters/project/project-file';
import { ContainedRunner, QueueFull, RunRefused } from '@chainwright/real-envoy/contained/contained-runner';
import { LIMITS } from '@chainwright/runtime/server/limits';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ModuleStore } from '../modules/module-store.ts';
import { type ProblemAnswer, ProblemError, ProblemSchema, problemBody } from '../problem-answer.ts';
import { compareInThread } from '../real-envoy/compare-in-thread.ts';
import type { RealEnvoy } from '../real-envoy/real-envoy.ts';

const Body = Type.Object(
  {
    project: Type.Record(Type.String(), Type.Unknown(), { description: 'A project document.' }),
    scenarios: Type.Optional(Type.Array(Type.String(), { maxItems: 50, description: 'Names; all by default.' })),
    modules: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^[0-9a-f]{64}$' }), {
        description: 'sha256 of the uploaded module by source name.',
      }),
    ),
  },
  { additionalProperties: false },
);

type RunBody = { project: Record<string, unknown>; scenarios?: string[]; modules?: Record<string, string> };

/** One line of the answer, as JSON. */
type Line =
  | { readonly type: 'progress'; readonly done: number; readonly of: number }
  | { readonly type: 'run'; readonly run: object }
  | { readonly type: 'failed'; readonly problem: ProblemAnswer };

/** POST /api/real-envoy-runs: runs scenarios on a real Envoy and compares; the answer is streamed, one JSON line each. */
export async function realEnvoyRoutes(
  app: FastifyInstance,
  { modules, realEnvoy }: { readonly modules: ModuleStore; readonly realEnvoy: RealEnvoy },
): Promise<void> {
  const runner = realEnvoy.found && new ContainedRunner(realEnvoy.found);
  app.post<{ Body: RunBody }>(
    '/api/real-envoy-runs',
    {
      bodyLimit: LIMITS.apiJsonBody,
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      preHandler: async (request) => checkOrigin(request),
      schema: {
        description:
          'Runs scenarios on a real Envoy. Answers application/x-ndjson: progress lines, a run line per scenario, or a failed line.',
        body: Body,
        response: {
          200: { description: 'Lines of JSON.', content: { 'application/x-ndjson': { schema: Type.String() } } },
          '4xx': ProblemSchema,
          '5xx': ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      if (!runner) {
        const { reason } = realEnvoy.availability();
        throw new ProblemError(503, [
          {
            code: 'no-envoy',
            path: '',
            message: 'This server runs nothing on a real Envoy.',
            hint: reason ?? 'See the README.',
          },
        ]);
      }
      const opened = openProject(request.body.project);
      if (!opened.ok)
        throw new ProblemError(
          400,
          opened.problems.map((one) => ({ ...one, path: `/project${one.path}` })),
        );
      const project = opened.value;
      const scenarios = chosen(project, request.body.scenarios);
      const artifacts = await loadArtifacts(project, request.body.modules ?? {}, modules);
      const ended = new AbortController();
      reply.raw.once('close', () => ended.abort());
      const lines = runLines(runner, { project, scenarios, artifacts, signal: ended.signal });
      const first = await lines.next();
      return reply
        .header('content-type', 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(text(first, lines)));
    },
  );
}

type RunJob = {
  readonly project: Project;
  readonly scenarios: readonly string[];
  readonly artifacts: readonly Artifact[];
  readonly signal: AbortSignal;
};

/** The lines of a run. What is refused before it begins is thrown, so that it can be an answer of its own. */
async function* runLines(runner: ContainedRunner, job: RunJob): AsyncGenerator<Line> {
  const progress: Line[] = [];
  let wake: () => void = () => undefined;
  const onProgress = (done: number, of: number): void => {
    progress.push({ type: 'progress', done, of });
    wake();
  };
  let over = false;
  const running = runner.run({ ...job, onProgress }).finally(() => {
    over = true;
    wake();
  });
  running.catch(() => undefined);
  for (;;) {
    const line = progress.shift();
    if (line) yield line;
    else if (over) break;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (over || progress.length > 0) resolve();
      });
  }
  const runs = await running.catch((error: unknown) => {
    throw asProblem(error);
  });
  for (const [index, run] of runs.entries()) {
    const scenario = job.scenarios[index] ?? '';
    const {
      simulator: _,
      envoy,
      ...compared
    } = await compareInThread({ project: job.project, scenario, artifacts: job.artifacts, run });
    yield { type: 'run', run: { ...compared, result: envoy, lastWords: run.lastWords } };
  }
}

async function* text(first: IteratorResult<Line>, rest: AsyncGenerator<Line>): AsyncGenerator<string> {
  try {
    if (!first.done) yield `${JSON.stringify(first.value)}\n`;
    for await (const line of rest) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    const problems: readonly Problem[] =
      error instanceof ProblemError
        ? error.problems
        : [{ code: 'internal', path: '', message: 'The run failed; the fault is ours.', hint: 'Try again.' }];
    yield `${JSON.stringify({ type: 'failed', problem: problemBody(problems) } satisfies Line)}\n`;
  }
}

function asProblem(error: unknown): unknown {
  if (error instanceof RunRefused) return new ProblemError(422, error.problems);
  if (error instanceof QueueFull)
    return new ProblemError(503, [{ code: 'busy', path: '', message: error.message, hint: 'Try again in a minute.' }]);
  return error;
}

function chosen(project: Project, wanted: readonly string[] | undefined): string[] {
  const all = project.scenarios.map((one) => one.name);
  const unknown = wanted?.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new ProblemError(400, [
      {
        code: 'unknown-scenario',
        path: '/scenarios',
        message: `The project has no scenario "${unknown}".`,
        hint: `It has: ${all.join(', ')}.`,
      },
    ]);
  }
  return wanted === undefined ? all : [...wanted];
}

async function loadArtifacts(
  project: Project,
  given: Readonly<Record<string, string>>,
  store: ModuleStore,
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const [name, source] of Object.entries(project.sources)) {
    if ('lua' in source) artifacts.push(luaArtifact(name, source.lua));
    const sha256 = Object.hasOwn(given, name) ? given[name] : undefined;
    if (sha256 === undefined) continue;
    const bytes = await store.get(sha256);
    if (!bytes) {
      throw new ProblemError(422, [
        {
          code: 'no-module',
          path: `/modules/${name}`,
          message: `The module of "${name}" is not on this server.`,
          hint: 'Upload it to /api/modules and try again.',
        },
      ]);
    }
    artifacts.push(
      wasmArtifact(name, { wasm: new Uint8Array(bytes), sourceMap: null, diagnostics: [], compilerFailed: false }),
    );
  }
  return artifacts;
}

/** Runs execute code on this machine: another site's page must not be able to ask for one (also not by a rebound name). */
function checkOrigin(request: FastifyRequest): void {
  const { origin, host = '' } = request.headers;
  const hostname = host.replace(/:\d+$/, '');
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const sameOrigin = origin === undefined || origin === `${request.protocol}://${host}`;
  const known = local || process.env['CHAINWRIGHT_REAL_ENVOY'] === '1';
  if (sameOrigin && known) return;
  throw new ProblemError(403, [
    {
      code: 'foreign-origin',
      path: '',
      message: 'Runs on the real Envoy can only be asked for from this server’s own page.',
      hint: `Open ${request.protocol}://127.0.0.1 and try there.`,
    },
  ]);
}
