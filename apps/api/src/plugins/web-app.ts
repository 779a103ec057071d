import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { NotFoundAnswerer } from './not-found.ts';

/** No network, no storage, no eval for users' code. */
const RUNNER_CSP = "sandbox allow-scripts; default-src 'none'; script-src 'wasm-unsafe-eval'";
/** The AssemblyScript compiler reads a data: address while it loads. */
const COMPILER_CSP = `${RUNNER_CSP}; connect-src data:`;

/** Serves the built page: hashed assets for ever, the page itself always fresh, workers under their own policies. */
export async function webApp(
  app: FastifyInstance,
  options: { readonly webRoot: string; readonly notFound: NotFoundAnswerer },
): Promise<void> {
  const { notFound } = options;
  if (!existsSync(join(options.webRoot, 'index.html'))) {
    app.setNotFoundHandler(notFound);
    return;
  }
  await app.register(fastifyStatic, {
    root: options.webRoot,
    preCompressed: true,
    serveDotFiles: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const file = path.replace(/\.(br|gz)$/, '');
      reply.header('cache-control', file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (/\/runner\.worker-[^/]*\.js$/.test(file)) reply.header('content-security-policy', RUNNER_CSP);
      if (/\/compiler\.worker-[^/]*\.js$/.test(file)) reply.header('content-security-policy', COMPILER_CSP);
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' &&
      !/^\/(api|assets|modules)(\/|$)/.test(request.url) &&
      (request.headers.accept ?? '').includes('text/html');
    return isPage ? reply.header('cache-control', 'no-cache').sendFile('index.html') : notFound(request, reply);
  });
}
