import type { Static } from 'typebox';
import type {
  AnswerSchema,
  BodySchema,
  ExpectationSchema,
  MatcherSchema,
  ProjectSchema,
  RequestSchema,
  ScenarioSchema,
  SourceSchema,
} from './project-schema.ts';

/** A project: the one document. */
export type Project = Static<typeof ProjectSchema>;
/** A filter's code inside a project. */
export type ProjectSource = Static<typeof SourceSchema>;
/** A fresh server and its requests. */
export type ProjectScenario = Static<typeof ScenarioSchema>;
/** A sample request. */
export type ProjectRequest = Static<typeof RequestSchema>;
/** A scripted answer. */
export type ProjectAnswer = Static<typeof AnswerSchema>;
/** What must hold for a result. */
export type ProjectExpectation = Static<typeof ExpectationSchema>;
/** How an expectation checks a value. */
export type ProjectMatcher = Static<typeof MatcherSchema>;
/** A body as it stands in the document. */
export type ProjectBody = Static<typeof BodySchema>;
