import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problem-answer.ts';

const MAX_DEPTH = 64;

/** Limits that hold for every route: load, requests by address (where a route asks for it), depth of JSON. */
export async function guards(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false });
  await app.register(underPressure, { maxEventLoopDelay: 15_000, maxHeapUsedBytes: 2_000_000_000, retryAfter: 5 });
  app.addHook('preValidation', async (request) => {
    if (deeperThan(request.body, MAX_DEPTH)) {
      throw new ProblemError(400, [
        {
          code: 'too-deep',
          path: '',
          message: `The body is nested deeper than ${MAX_DEPTH} levels.`,
          hint: 'Flatten it.',
        },
      ]);
    }
  });
}

/** Walks without recursion: a hostile body may be very deep. */
function deeperThan(root: unknown, max: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? Object.values(value) : [],
    );
  }
  return false;
}
