import { exportEnvoyFilter } from '@chainwright/filters/export/envoy-filter';
import { type EnvoyFilterOptions, EnvoyFilterOptionsSchema } from '@chainwright/filters/export/envoy-filter-options';
import { printEnvoyFilter } from '@chainwright/filters/export/envoy-filter-yaml';
import { type ExportModule, mergeNotes } from '@chainwright/filters/export/export-note';
import { wasmSources } from '@chainwright/filters/project/filter-code';
import { openProject } from '@chainwright/filters/project/project-file';
import { LIMITS } from '@chainwright/runtime/server/limits';
import type { FastifyInstance } from 'fastify';
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
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        description: 'Exports a project as an Istio EnvoyFilter.',
        body: Body,
        response: { 200: Answer, '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request) => {
      const opened = openProject(request.body.project);
      if (!opened.ok)
        throw new ProblemError(
          400,
          opened.problems.map((p) => ({ ...p, path: `/project${p.path}` })),
        );
      const project = opened.value;
      const { options } = request.body;
      const found = await findModules(wasmSources(project), request.body.modules ?? {}, modules);
      const exported = exportEnvoyFilter(project, options, found);
      if (!exported.ok) throw new ProblemError(422, exported.problems);
      const yaml = printEnvoyFilter(exported.value);
      const proof = await prover.prove({ project, yaml, options, modules: found });
      if (!proof.ok) throw new ProblemError(422, proof.problems);
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

async function findModules(
  sources: readonly string[],
  given: Readonly<Record<string, string>>,
  store: ModuleStore,
): Promise<Record<string, ExportModule>> {
  const found: Record<string, ExportModule> = {};
  for (const name of sources) {
    const sha256 = Object.hasOwn(given, name) ? given[name] : undefined;
    if (sha256 === undefined) continue;
    const bytes = await store.get(sha256);
    if (!bytes) {
      throw new ProblemError(422, [
        {
          code: 'no-module',
          path: `/modules/${name}`,
          message: `The module of "${name}" (${sha256.slice(0, 12)}…) is not on this server.`,
          hint: 'Upload it to /api/modules and try again.',
        },
      ]);
    }
    found[name] = { sha256, bytes: new Uint8Array(bytes) };
  }
  return found;
}
