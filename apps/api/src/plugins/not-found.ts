import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemBody } from '../problem-answer.ts';

/** Answers an address that nothing serves, or a method that an address does not take. */
export type NotFoundAnswerer = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Learns the routes of the server; to be installed before them. Answers 404, or 405 with the methods that there are. */
export function notFoundAnswerer(app: FastifyInstance): NotFoundAnswerer {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const known = methods.get(url) ?? new Set<string>();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  return (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = [...methods].find(([pattern]) => fits(pattern, path))?.[1];
    if (!allowed || allowed.has(request.method)) {
      return reply.code(404).send(
        problemBody([
          {
            code: 'not-found',
            path,
            message: 'There is nothing at this address.',
            hint: 'See /api/openapi.json.',
          },
        ]),
      );
    }
    return reply
      .code(405)
      .header('allow', [...allowed].join(', '))
      .send(
        problemBody([
          {
            code: 'method-not-allowed',
            path,
            message: `This address does not take ${request.method}.`,
            hint: `It takes ${[...allowed].join(', ')}.`,
          },
        ]),
      );
  };
}

/** Whether a path is one of a route's, whose parameters are whole segments. */
function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i]);
}
