import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** The OpenAPI document of all routes, at /api/openapi.json. */
export async function openapi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Chainwright',
        version: '0.1.0',
        description: 'Exports of Envoy filter chains, and runs on a real Envoy.',
      },
    },
  });
}
