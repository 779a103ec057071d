import { LIMITS } from '@chainwright/runtime/server/limits';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ModuleStore } from '../modules/module-store.ts';
import { ProblemError, ProblemSchema } from '../problem-answer.ts';

const BINARY = { type: 'string', contentMediaType: 'application/wasm' } as const;
const WASM_MAGIC = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/** Upload of compiled modules, and their download by content hash: what a `remote` export names. */
export async function moduleRoutes(
  app: FastifyInstance,
  { modules }: { readonly modules: ModuleStore },
): Promise<void> {
  // Only this route takes bytes, and it takes nothing else.
  await app.register((bytesOnly, _options, done) => {
    bytesOnly.removeAllContentTypeParsers();
    bytesOnly.addContentTypeParser(
      ['application/wasm', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: LIMITS.module },
      (_request, body, done) => done(null, body),
    );
    uploadRoute(bytesOnly, modules);
    done();
  });
  downloadRoute(app, modules);
}

function uploadRoute(app: FastifyInstance, modules: ModuleStore): void {
  app.post(
    '/api/modules',
    {
      bodyLimit: LIMITS.module,
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        description: 'Stores a compiled module. Body: the bytes, as application/wasm.',
        consumes: ['application/wasm'],
        // Without a type, so that it describes the bytes and validates nothing.
        body: { contentMediaType: 'application/wasm', description: 'The bytes of the module, up to 16 MiB.' },
        response: {
          200: Type.Object({ sha256: Type.String(), path: Type.String(), size: Type.Integer() }),
          '4xx': ProblemSchema,
          '5xx': ProblemSchema,
        },
      },
    },
    async (request) => {
      const bytes = request.body;
      if (!Buffer.isBuffer(bytes) || !isModule(bytes)) {
        throw new ProblemError(400, [
          {
            code: 'not-a-module',
            path: '',
            message: 'The body is not a whole WebAssembly module of version 1.',
            hint: 'Send the .wasm file as it is, as application/wasm.',
          },
        ]);
      }
      const sha256 = await modules.put(bytes).catch((error: NodeJS.ErrnoException) => {
        throw notStored(error) ?? error;
      });
      return { sha256, path: `/modules/${sha256}.wasm`, size: bytes.length };
    },
  );
}

function downloadRoute(app: FastifyInstance, modules: ModuleStore): void {
  app.get<{ Params: { file: string } }>(
    '/modules/:file',
    {
      schema: {
        description: 'A stored module: /modules/<sha256>.wasm, the same for ever.',
        params: Type.Object({ file: Type.String({ description: '<sha256>.wasm' }) }),
        response: {
          200: { description: 'The module.', content: { 'application/wasm': { schema: BINARY } } },
          304: { description: 'The module is the one that the client has.', type: 'null' },
          '4xx': ProblemSchema,
          '5xx': ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { file } = request.params;
      const bytes = file.endsWith('.wasm') ? await modules.get(file.slice(0, -'.wasm'.length)) : null;
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
      const etag = `"${file.slice(0, -'.wasm'.length)}"`;
      reply
        .header('etag', etag)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('cross-origin-resource-policy', 'cross-origin');
      const known = request.headers['if-none-match']?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
      if (known || request.headers['if-none-match']?.trim() === '*') return reply.code(304).send();
      return reply.header('content-type', 'application/wasm').send(bytes);
    },
  );
}

const STORE_TROUBLE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk on which the server keeps modules is full.',
  EDQUOT: 'The disk on which the server keeps modules is full.',
  EACCES: 'The server may not write where it keeps modules.',
  EPERM: 'The server may not write where it keeps modules.',
  EROFS: 'The server may not write where it keeps modules.',
  ENOTDIR: 'The place where the server keeps modules is no folder.',
  EEXIST: 'The place where the server keeps modules is no folder.',
};

/** What a person can do about a store that does not take a module; null when it is something else. */
function notStored(error: NodeJS.ErrnoException): ProblemError | null {
  const message = STORE_TROUBLE[error.code ?? ''];
  if (message === undefined) return null;
  return new ProblemError(507, [
    { code: 'not-stored', path: '', message, hint: 'Make room, or choose another folder with CHAINWRIGHT_DATA.' },
  ]);
}

/** Whether the bytes are a module down to the end of its last section; what stands in the sections is not looked at. */
function isModule(bytes: Buffer): boolean {
  if (!bytes.subarray(0, WASM_MAGIC.length).equals(WASM_MAGIC)) return false;
  let at = WASM_MAGIC.length;
  while (at < bytes.length) {
    let size = 0;
    let shift = 0;
    let byte = 0x80;
    for (at += 1; byte >= 0x80; at += 1) {
      byte = bytes[at] ?? 0x100;
      if (byte === 0x100 || shift > 28) return false;
      size += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    }
    at += size;
  }
  return at === bytes.length;
}
