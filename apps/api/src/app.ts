import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { ModuleStore } from './modules/module-store.ts';
import { guards } from './plugins/guards.ts';
import { openapi } from './plugins/openapi.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { webApp } from './plugins/web-app.ts';
import { installProblemAnswers } from './problem-answer.ts';
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
    connectionTimeout: 60_000,
    forceCloseConnections: 'idle',
    // Unknown fields and wrong types are told, not dropped or bent.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
  });
  installProblemAnswers(app);
  await securityHeaders(app);
  await guards(app);
  await openapi(app);

  const modules = new ModuleStore(join(config.dataRoot, 'modules'));
  const prover = new Prover();
  app.addHook('onClose', () => prover.close());
  await healthRoutes(app);
  const realEnvoy = new RealEnvoy(config.realEnvoy);
  await capabilityRoutes(app, { realEnvoy });
  await realEnvoyRoutes(app, { modules, realEnvoy });
  await moduleRoutes(app, { modules });
  await exportRoutes(app, { modules, prover });
  await webApp(app, { webRoot: config.webRoot });
  return app;
}
