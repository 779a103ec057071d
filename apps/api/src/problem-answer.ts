import type { Problem } from '@chainwright/filters/project/problem';
import type { FastifyInstance } from 'fastify';
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
    hint: 'Upload modules to /api/modules first and name them by sha256.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'wrong-media-type',
    path: '',
    message: 'This route does not take that content-type.',
    hint: 'Send application/json (modules: application/wasm).',
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
    message: 'The body is not valid JSON.',
    hint: 'Correct it.',
  },
};

type RouteError = Error & {
  code?: string;
  statusCode?: number;
  validation?: { instancePath?: string; message?: string }[];
  validationContext?: string;
};

/** Turns every error and every unknown address into a problem answer. Only our own faults are logged. */
export function installProblemAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error: RouteError, request, reply) => {
    if (error instanceof ProblemError) return reply.code(error.statusCode).send(problemBody(error.problems));
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send(problemBody(problemsOf(error, status)));
  });
}

function problemsOf(error: RouteError, status: number): readonly Problem[] {
  if (error.validation) {
    return error.validation.map((v) => ({
      code: 'invalid-request',
      path: v.instancePath ?? '',
      message: `The request ${error.validationContext ?? 'body'} ${v.message ?? 'is not valid'}.`,
      hint: 'See /api/openapi.json.',
    }));
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
