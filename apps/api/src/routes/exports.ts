import { createHash } from 'node:crypto';
import { checkEnvoyFilterOptions } from '@chainwright/filters/export/check-options';
import { exportEnvoyFilter } from '@chainwright/filters/export/envoy-filter';
import { type EnvoyFilterOptions, EnvoyFilterOptionsSchema } from '@chainwright/filters/export/envoy-filter-options';
import { printEnvoyFilter } from '@chainwright/filters/export/envoy-filter-yaml';
import { type ExportModule, mergeNotes } from '@chainwright/filters/export/export-note';
import { wasmSources } from '@chainwright/filters/project/filter-code';
import type { Problem } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import { openProject } from '@chainwright/filters/project/project-file';
import { LIMITS } from '@chainwright/runtime/server/limits';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ModuleStore } from '../modules/module-store.ts';
import { ProblemError, ProblemSchema } from '../problem-answer.ts';
import type { Prover } from '../proof/prover.ts';

const Body = Type.Object(
  {
    target: Type.Literal('envoy-filter'),
    project: Type.Record(Type.String(), Type.Unknown(), { description: 'A project document.' }),
    options: EnvoyFilterOptionsSchema,
    modules: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^[0-9a-f]{64}$' }), {
        description: 'sha256 of the uploaded module by source name.',
      }),
    ),
  },
  { additionalProperties: false },
);

const Answer = Type.Object({
  target: Type.Literal('envoy-filter'),
  files: Type.Array(Type.Object({ name: Type.String(), text: Type.String() })),
  command: Type.String(),
  notes: Type.Array(
    Type.Object({
      code: Type.String(),
      severity: Type.Union([Type.Literal('info'), Type.Literal('warning')]),
      message: Type.String(),
    }),
  ),
  lands: Type.Array(Type.Object({ name: Type.String(), patch: Type.Union([Type.Integer(), Type.Null()]) })),
  proof: Type.Object({ scenarios: Type.Integer() }),
});

type ExportBody = { project: Record<string, unknown>; options: EnvoyFilterOptions; modules?: Record<string, string> };

/** POST /api/exports: a project as configuration for a mesh, read back and run before it is given away. */
export async function exportRoutes(
  app: FastifyInstance,
  { modules, prover }: { readonly modules: ModuleStore; readonly prover: Prover },
): Promise<void> {
  app.post<{ Body: ExportBody }>(
    '/api/exports',
    {
      bodyLimit: LIMITS.apiJsonBody,
      attachValidation: true,
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        description: 'Exports a project as an Istio EnvoyFilter.',
        body: Body,
        response: { 200: Answer, '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      refuseInvalid(request.validationError, request.body);
      const opened = openProject(request.body.project);
      if (!opened.ok)
        throw new ProblemError(
          400,
          opened.problems.map((p) => ({ ...p, path: `/project${p.path}` })),
        );
      const project = opened.value;
      const { options } = request.body;
      const found = await findModules(project, request.body.modules ?? {}, modules);
      const exported = exportEnvoyFilter(project, options, found);
      if (!exported.ok) throw new ProblemError(422, exported.problems);
      const yaml = printEnvoyFilter(exported.value);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const proof = await prover.prove({ project, yaml, options, modules: found }, gone.signal);
      if (!proof.ok) throw new ProblemError(statusOf(proof.problems), proof.problems);
      return {
        target: 'envoy-filter' as const,
        files: [{ name: 'envoyfilter.yaml', text: yaml }],
        command: 'kubectl apply --server-side -f envoyfilter.yaml',
        notes: mergeNotes(exported.value.notes, proof.value.notes),
        lands: proof.value.lands.map((l) => ({ ...l })),
        proof: { scenarios: proof.value.scenarios },
      };
    },
  );
}

/** Tells what is wrong with a body; for options with what they take. */
function refuseInvalid(error: FastifyRequest['validationError'], body: unknown): void {
  if (!error) return;
  const options = typeof body === 'object' && body !== null && 'options' in body ? body.options : undefined;
  const checked = checkEnvoyFilterOptions(options);
  const first = error.validation?.[0]?.instancePath ?? '';
  if (first.startsWith('/options') && !checked.ok)
    throw new ProblemError(
      400,
      checked.problems.map((p) => ({ ...p, path: `/options${p.path}` })),
    );
  throw error;
}

/** A full queue is the server's trouble, not the project's. */
function statusOf(problems: readonly Problem[]): number {
  return problems.some((problem) => problem.code === 'busy') ? 503 : 422;
}

/** The modules of the chain: those that were uploaded, and those whose bytes stand in the project itself. */
async function findModules(
  project: Project,
  given: Readonly<Record<string, string>>,
  store: ModuleStore,
): Promise<Record<string, ExportModule>> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(project.sources, name));
  if (unknown !== undefined)
    throw refusedModule('unknown-source', unknown, 'is no source of this project', 'Name modules by their source.');
  const found: [string, ExportModule][] = [];
  for (const name of wasmSources(project)) {
    const source = Object.hasOwn(project.sources, name) ? project.sources[name] : undefined;
    const own = source && 'wasm' in source && 'base64' in source.wasm ? ownModule(source.wasm.base64) : null;
    const sha256 = Object.hasOwn(given, name) ? given[name] : own?.sha256;
    if (sha256 === undefined) continue;
    if (own && own.sha256 !== sha256)
      throw refusedModule('wrong-module', name, `has the sha256 ${own.sha256} in this project`, 'Leave it out here.');
    const bytes = own?.bytes ?? (await store.get(sha256));
    if (!bytes)
      throw refusedModule(
        'no-module',
        name,
        `(${sha256.slice(0, 12)}…) is not on this server`,
        'Upload it to /api/modules and try again.',
      );
    found.push([name, { sha256, bytes: new Uint8Array(bytes) }]);
  }
  return Object.fromEntries(found);
}

function ownModule(base64: string): ExportModule {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}

function refusedModule(code: string, name: string, what: string, hint: string): ProblemError {
  return new ProblemError(422, [{ code, path: `/modules/${name}`, message: `The module "${name}" ${what}.`, hint }]);
}
