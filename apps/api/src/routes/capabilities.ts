import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { RealEnvoy } from '../real-envoy/real-envoy.ts';

const Answer = Type.Object({
  realEnvoy: Type.Object({
    available: Type.Boolean(),
    version: Type.Union([Type.String(), Type.Null()]),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is not available, and how to get it.' }),
  }),
});

/** GET /api/capabilities: what this server can do besides exports. */
export async function capabilityRoutes(
  app: FastifyInstance,
  { realEnvoy }: { readonly realEnvoy: RealEnvoy },
): Promise<void> {
  app.get(
    '/api/capabilities',
    { schema: { description: 'What this server can do.', response: { 200: Answer } } },
    async () => ({
      realEnvoy: realEnvoy.availability(),
    }),
  );
}
