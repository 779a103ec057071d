import type { Socket } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { ModuleStore } from './modules/module-store.ts';
import { guards } from './plugins/guards.ts';
import { jsonBodies } from './plugins/json-bodies.ts';
import { notFoundAnswerer } from './plugins/not-found.ts';
import { openapi } from './plugins/openapi.ts';
import { BARE_ANSWER_HEADERS, securityHeaders } from './plugins/security-headers.ts';
import { webApp } from './plugins/web-app.ts';
import { answerClientError, answerError, installProblemAnswers } from './problem-answer.ts';
import { Prover } from './proof/prover.ts';
import { RealEnvoy } from './real-envoy/real-envoy.ts';
import { capabilityRoutes } from './routes/capabilities.ts';
import { exportRoutes } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { moduleRoutes } from './routes/modules.ts';
import { realEnvoyRoutes } from './routes/real-envoy-runs.ts';

/** The whole server as one Fastify application: exports, modules, and the built page. */
export async function buildApp(config: Config): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: config.logLevel },
    trustProxy: config.trustProxy,
    requestTimeout: 60_000,
    // Longer than any proof, and its turn in the queue, may take.
    connectionTimeout: 300_000,
    forceCloseConnections: 'idle',
    // Errors before any handler are problems like all others; the hooks that set headers have not run for them.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.headers(BARE_ANSWER_HEADERS)),
    clientErrorHandler: (error, socket) => answerClientError(error, socket as Socket),
    return503OnClosing: false,
    // Unknown fields and wrong types are told, not dropped or bent.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
  });
  jsonBodies(app);
  installProblemAnswers(app);
  const notFound = notFoundAnswerer(app);
  closeConnectionsWhenStopping(app);
  await securityHeaders(app);
  await guards(app);
  await openapi(app);

  const modules = new ModuleStore(join(config.dataRoot, 'modules'));
  const prover = new Prover();
  app.addHook('onListen', async () => prover.warmUp());
  app.addHook('onClose', () => prover.close());
  await healthRoutes(app);
  const realEnvoy = new RealEnvoy(config.realEnvoy);
  await capabilityRoutes(app, { realEnvoy });
  await realEnvoyRoutes(app, { modules, realEnvoy });
  await moduleRoutes(app, { modules });
  await exportRoutes(app, { modules, prover });
  await webApp(app, { webRoot: config.webRoot, notFound });
  return app;
}

/** A connection that is in use when the server stops ends with its answer: else it would keep the server alive. */
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close');
  });
}
