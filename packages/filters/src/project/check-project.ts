import { LIMITS } from '@chainwright/runtime/server/limits';
import { Check, Errors } from 'typebox/value';
import type { Opened, Problem } from './problem.ts';
import type { Project } from './project.ts';
import { ProjectSchema } from './project-schema.ts';

type SchemaError = ReturnType<typeof Errors>[number];

const MAX_PROBLEMS = 20;

/**
 * Checks a document against the project schema.
 *
 * Problem codes: `unknown-field`, `missing-field`, `wrong-type`, `wrong-value`, `too-many-filters`, `repeated-name`.
 */
export function checkProject(document: unknown): Opened<Project> {
  if (!Check(ProjectSchema, document)) {
    return { ok: false, problems: describe(Errors(ProjectSchema, document), document) };
  }
  const problems = [...tooManyFilters(document), ...repeatedNames(document)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: document };
}

function tooManyFilters(project: Project): Problem[] {
  const filters = project.http_connection_manager['http_filters'];
  if (!Array.isArray(filters) || filters.length <= LIMITS.filters) return [];
  return [
    {
      code: 'too-many-filters',
      path: '/http_connection_manager/http_filters',
      message: `The chain has ${filters.length} filters; the limit is ${LIMITS.filters}.`,
      hint: 'Split the chain.',
    },
  ];
}

/** Scenarios are known by their names: of two with one name the second could never be run. */
function repeatedNames(project: Project): Problem[] {
  const seen = new Set<string>();
  return project.scenarios
    .flatMap(({ name }, index): Problem[] => {
      const isFirst = !seen.has(name);
      seen.add(name);
      const path = `/scenarios/${index}/name`;
      const message = `There is a scenario "${name}" already.`;
      return isFirst ? [] : [{ code: 'repeated-name', path, message, hint: 'Give it another name.' }];
    })
    .slice(0, MAX_PROBLEMS);
}

function describe(errors: readonly SchemaError[], document: unknown): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const error of bestAlternatives(errors)) {
    const problem = toProblem(error, document);
    if (problem && !problems.has(problem.path)) problems.set(problem.path, problem);
  }
  const rank = (problem: Problem) => (problem.code === 'unknown-field' ? 0 : 1);
  return [...problems.values()].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_PROBLEMS);
}

/**
 * Of every union only the alternative that fits best speaks: the one with the fewest complaints about fields that are
 * there. The others would only say that the document is not something else.
 */
function bestAlternatives(errors: readonly SchemaError[]): readonly SchemaError[] {
  const unions = errors.filter((e) => e.keyword === 'anyOf').sort((a, b) => b.schemaPath.length - a.schemaPath.length);
  let kept = errors;
  for (const union of unions) {
    const inside = (e: SchemaError) =>
      e.schemaPath.startsWith(`${union.schemaPath}/anyOf/`) && under(e.instancePath, union.instancePath);
    const groups = new Map<string, SchemaError[]>();
    for (const error of kept.filter(inside)) {
      const alternative = error.schemaPath.slice(union.schemaPath.length + '/anyOf/'.length).split('/')[0] ?? '';
      groups.set(alternative, [...(groups.get(alternative) ?? []), error]);
    }
    const best = [...groups.values()].sort((a, b) => misfit(a, union) - misfit(b, union))[0] ?? [];
    const tells = best.some((e) => e.instancePath !== union.instancePath);
    kept = kept.filter((e) => (inside(e) ? tells && best.includes(e) : e !== union || !tells));
  }
  return kept;
}

function misfit(errors: readonly SchemaError[], union: SchemaError): number {
  const unknown = errors.filter((e) => e.keyword === 'boolean').length;
  const atRoot = errors.filter((e) => e.instancePath === union.instancePath && e.keyword === 'type').length;
  const missing = errors.filter((e) => e.keyword === 'required').length;
  return atRoot * 100 + unknown * 10 + missing * 5 + errors.length;
}

function under(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function toProblem(error: SchemaError, document: unknown): Problem | null {
  const path = error.instancePath;
  const field = path.split('/').at(-1) ?? '';
  if (error.keyword === 'additionalProperties') return null;
  if (error.keyword === 'boolean') {
    return {
      code: 'unknown-field',
      path,
      message: `The field "${field}" is not known here.`,
      hint: 'Remove it, or correct its name.',
    };
  }
  if (error.keyword === 'required') {
    const names = (error.params as { requiredProperties?: readonly string[] }).requiredProperties ?? [];
    return { code: 'missing-field', path, message: `Missing: ${names.join(', ')}.`, hint: 'Add it.' };
  }
  const found = valueAt(document, path);
  if (error.keyword === 'type') {
    return {
      code: 'wrong-type',
      path,
      message: `"${field}" ${error.message}, but is ${nameOf(found)}.`,
      hint: 'See docs/project-file.md for this field.',
    };
  }
  return {
    code: 'wrong-value',
    path,
    message: `"${field}" ${error.message}.`,
    hint: 'See docs/project-file.md for this field.',
  };
}

function valueAt(document: unknown, path: string): unknown {
  let value: unknown = document;
  for (const raw of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[raw.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}
