import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problem-answer.ts';

/**
 * JSON as it stands on the wire: UTF-8 and not compressed. Bytes that are no UTF-8 would become other characters without
 * a word, and with them somebody's code.
 */
export function jsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = utf8(body as Buffer);
    if (text === null) done(notUtf8(), undefined);
    else void parse(request, text, done);
  });
  app.addHook('onRequest', async (request) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw encoded(encoding);
  });
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function notUtf8(): ProblemError {
  return new ProblemError(400, [
    {
      code: 'not-utf8',
      path: '',
      message: 'The body is not UTF-8, so its text can not be read without changing it.',
      hint: 'Send JSON in UTF-8; other bytes go into base64 fields.',
    },
  ]);
}

function encoded(encoding: string): ProblemError {
  return new ProblemError(415, [
    {
      code: 'wrong-encoding',
      path: '',
      message: `The body is encoded with ${encoding}, which this server does not take.`,
      hint: 'Send it without content-encoding.',
    },
  ]);
}
