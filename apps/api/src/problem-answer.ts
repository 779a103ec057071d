import type { Socket } from 'node:net';
import type { Problem } from '@chainwright/filters/project/problem';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';

const ProblemFields = { code: Type.String(), path: Type.String(), message: Type.String(), hint: Type.String() };

/** The body of every answer that is no success; `problems` holds all of them when there are several. */
export const ProblemSchema = Type.Object({
  ...ProblemFields,
  problems: Type.Optional(Type.Array(Type.Object(ProblemFields))),
});

/** A problem as an answer. */
export type ProblemAnswer = Static<typeof ProblemSchema>;

/** An error with which a route answers: thrown anywhere below a handler. */
export class ProblemError extends Error {
  readonly statusCode: number;
  readonly problems: readonly Problem[];
  constructor(statusCode: number, problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'unknown problem');
    this.statusCode = statusCode;
    this.problems = problems;
  }
}

/** The body for a list of problems. */
export function problemBody(problems: readonly Problem[]): ProblemAnswer {
  const [first] = problems;
  const body = first ?? { code: 'internal', path: '', message: 'Something went wrong.', hint: 'Try again.' };
  return problems.length > 1 ? { ...body, problems: [...problems] } : { ...body };
}

const KNOWN: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'body-too-large',
    path: '',
    message: 'The request body is larger than this route takes.',
    hint: 'Modules (up to 16 MiB) go to /api/modules, and are named by their sha256; all else fits into 1 MiB.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'wrong-media-type',
    path: '',
    message: 'This route does not take that content-type.',
    hint: 'Send application/json (modules: application/wasm).',
  },
  FST_ERR_BAD_URL: {
    code: 'bad-url',
    path: '',
    message: 'The address holds a % that begins no character.',
    hint: 'Write bytes as %XX, and a percent sign as %25.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'empty-body',
    path: '',
    message: 'The body is empty.',
    hint: 'Send a JSON object.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    code: 'bad-json',
    path: '',
    message: 'The body is not valid JSON, or has a field named __proto__ or constructor.prototype.',
    hint: 'Correct it. A source of that name needs another one.',
  },
};

type Validation = { instancePath?: string; message?: string; params?: { additionalProperty?: unknown } };

type RouteError = Error & {
  code?: string;
  statusCode?: number;
  validation?: Validation[];
  validationContext?: string;
};

/** Turns every error into a problem answer. Only our own faults are logged. */
export function installProblemAnswers(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
}

/** Answers an error of a handler, of Fastify before any handler, or of a plugin. */
export function answerError(error: RouteError, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof ProblemError) {
    void reply.code(error.statusCode).send(problemBody(error.problems));
    return;
  }
  // What may not be read is not there: files outside of the page, names that no file has.
  const status = error.statusCode === 403 ? 404 : (error.statusCode ?? 500);
  if (status >= 500) request.log.error(error);
  void reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(problemBody(problemsOf(error, status)));
}

/** Answers bytes that are no HTTP request, which no handler ever sees. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = CLIENT_ERRORS[error.code ?? ''] ?? ['400 Bad Request', 'This is no HTTP request.'];
  const body = JSON.stringify(problemBody([{ code: 'bad-request', path: '', message, hint: 'Correct the request.' }]));
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come to its end in time.'],
};

function problemsOf(error: RouteError, status: number): readonly Problem[] {
  if (error.validation) {
    return error.validation.map((v) => invalid(v, error.validationContext ?? 'body'));
  }
  const known = error.code === undefined ? undefined : KNOWN[error.code];
  if (known) return [known];
  if (status === 429)
    return [
      { code: 'too-many-requests', path: '', message: 'Too many requests in a short time.', hint: 'Wait a minute.' },
    ];
  if (status === 503)
    return [
      {
        code: 'overloaded',
        path: '',
        message: 'The server has too much to do at the moment.',
        hint: 'Try again in a few seconds.',
      },
    ];
  if (status === 404)
    return [
      { code: 'not-found', path: '', message: 'There is nothing at this address.', hint: 'See /api/openapi.json.' },
    ];
  if (status < 500)
    return [{ code: 'bad-request', path: '', message: `${error.message}.`, hint: 'Correct the request.' }];
  return [
    {
      code: 'internal',
      path: '',
      message: 'The server failed at this request; the fault is ours.',
      hint: 'Try again, and report it with the project if it happens again.',
    },
  ];
}

/** What a schema says about a request, with the field that it is about. */
function invalid({ instancePath = '', message, params }: Validation, context: string): Problem {
  const extra = params?.additionalProperty;
  return {
    code: 'invalid-request',
    path: typeof extra === 'string' ? `${instancePath}/${extra}` : instancePath,
    message:
      typeof extra === 'string'
        ? `There is no field "${extra}" here.`
        : `${instancePath === '' ? `The request ${context}` : instancePath} ${message ?? 'is not valid'}.`,
    hint: 'See /api/openapi.json.',
  };
}
