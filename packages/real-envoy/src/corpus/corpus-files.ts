import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Project } from '@chainwright/filters/project/project';
import { readProjectFile } from '@chainwright/filters/project/project-file';
import { repositoryRoot } from '../find/find-envoy.ts';

/** A project of the conformance corpus; every scenario in it is a case. */
export type CorpusProject = {
  /** `area/slug`. */
  readonly slug: string;
  readonly area: string;
  readonly project: Project;
  /** Path of its recording. */
  readonly recordingPath: string;
};

/** One case: a scenario of a corpus project. */
export type CorpusCase = CorpusProject & {
  /** `area/slug#scenario`: how a case is named in every list. */
  readonly id: string;
  readonly scenario: string;
};

/** Folder of the corpus. */
export const CORPUS = path.join(repositoryRoot(), 'packages/filters/conformance');

const PROJECT_SUFFIX = '.project.yaml';

/** Reads the projects of the corpus, in order of their names. Throws with the file's name when one is not a valid project. */
export function readCorpus(folder: string = CORPUS): CorpusProject[] {
  const areas = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return areas
    .map((entry) => entry.name)
    .sort()
    .flatMap((area) =>
      readdirSync(path.join(folder, area))
        .filter((file) => file.endsWith(PROJECT_SUFFIX))
        .sort()
        .map((file) => readCorpusProject(folder, area, file.slice(0, -PROJECT_SUFFIX.length))),
    );
}

function readCorpusProject(folder: string, area: string, name: string): CorpusProject {
  const file = path.join(folder, area, name + PROJECT_SUFFIX);
  const opened = readProjectFile(readFileSync(file, 'utf8'));
  if (!opened.ok) throw new Error(`${file}: ${JSON.stringify(opened.problems)}`);
  return {
    slug: `${area}/${name}`,
    area,
    project: opened.value,
    recordingPath: path.join(folder, area, `${name}.envoy.json`),
  };
}

/** The cases of the corpus whose id matches the filter (a regular expression, all by default). */
export function corpusCases(projects: readonly CorpusProject[], filter?: string): CorpusCase[] {
  const pattern = filter === undefined ? null : new RegExp(filter);
  return projects
    .flatMap((one) => one.project.scenarios.map(({ name }) => ({ ...one, scenario: name, id: `${one.slug}#${name}` })))
    .filter((one) => pattern === null || pattern.test(one.id));
}

/** Text of a file, or null when there is none. */
export function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
