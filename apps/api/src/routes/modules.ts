import { LIMITS } from '@chainwright/runtime/server/limits';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ModuleStore } from '../modules/module-store.ts';
import { ProblemError, ProblemSchema } from '../problem-answer.ts';

const WASM_MAGIC = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/** Upload of compiled modules, and their download by content hash: what a `remote` export names. */
export async function moduleRoutes(
  app: FastifyInstance,
  { modules }: { readonly modules: ModuleStore },
): Promise<void> {
  app.addContentTypeParser(
    ['application/wasm', 'application/octet-stream'],
    { parseAs: 'buffer', bodyLimit: LIMITS.module },
    (_request, body, done) => done(null, body),
  );

  app.post(
    '/api/modules',
    {
      bodyLimit: LIMITS.module,
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        description: 'Stores a compiled module. Body: the bytes, as application/wasm.',
        consumes: ['application/wasm'],
        response: {
          200: Type.Object({ sha256: Type.String(), path: Type.String(), size: Type.Integer() }),
          '4xx': ProblemSchema,
        },
      },
    },
    async (request) => {
      const bytes = request.body;
      if (!Buffer.isBuffer(bytes) || !bytes.subarray(0, 8).equals(WASM_MAGIC)) {
        throw new ProblemError(400, [
          {
            code: 'not-a-module',
            path: '',
            message: 'The body is not a WebAssembly module of version 1.',
            hint: 'Send the .wasm file as it is, as application/wasm.',
          },
        ]);
      }
      const sha256 = await modules.put(bytes);
      return { sha256, path: `/modules/${sha256}.wasm`, size: bytes.length };
    },
  );

  app.get<{ Params: { file: string } }>(
    '/modules/:file',
    { schema: { description: 'A stored module: /modules/<sha256>.wasm' } },
    async (request, reply) => {
      const bytes = request.params.file.endsWith('.wasm')
        ? await modules.get(request.params.file.slice(0, -'.wasm'.length))
        : null;
      if (!bytes) {
        throw new ProblemError(404, [
          {
            code: 'no-module',
            path: request.url,
            message: 'There is no module with this hash.',
            hint: 'Export again: the page uploads it.',
          },
        ]);
      }
      return reply
        .header('content-type', 'application/wasm')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('cross-origin-resource-policy', 'cross-origin')
        .send(bytes);
    },
  );
}
