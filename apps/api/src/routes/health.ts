import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';

/** GET /api/health: the server answers. */
export async function healthRoutes(app: FastifyInstance): Promise<void> {
  app.get(
    '/api/health',
    {
      schema: {
        description: 'Whether the server answers.',
        response: { 200: Type.Object({ status: Type.Literal('ok') }) },
      },
    },
    async () => ({
      status: 'ok' as const,
    }),
  );
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
