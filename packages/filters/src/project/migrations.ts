import { type Opened, refused } from './problem.ts';
import { PROJECT_VERSION } from './project-version.ts';

/** Turns a document of version `from` into one of version `from + 1`. */
export type Migration = {
  readonly from: number;
  readonly migrate: (document: Record<string, unknown>) => Record<string, unknown>;
};

/** All migrations, oldest first. Version 1 is the first version, so there is none yet. */
export const MIGRATIONS: readonly Migration[] = [];

/**
 * Brings a document of any known version to the newest one. The document itself is not changed.
 *
 * Problem codes: `not-a-project`, `newer-version`, `unknown-version`.
 */
export function migrateProject(
  document: unknown,
  migrations: readonly Migration[] = MIGRATIONS,
  newest: number = PROJECT_VERSION,
): Opened<Record<string, unknown>> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return refused({
      code: 'not-a-project',
      path: '',
      message: 'This is not a Chainwright project: a map with version, name, sources and scenarios is expected.',
      hint: 'Open a project.yaml that Chainwright wrote, or start from the example.',
    });
  }
  let current = document as Record<string, unknown>;
  const version = current['version'];
  if (typeof version !== 'number' || !Number.isInteger(version)) {
    return refused({
      code: 'not-a-project',
      path: '/version',
      message: 'The document has no version, so it is no Chainwright project.',
      hint: `Projects begin with "version: ${newest}".`,
    });
  }
  if (version > newest) {
    return refused({
      code: 'newer-version',
      path: '/version',
      message: `The project has version ${version}; this Chainwright knows versions up to ${newest}.`,
      hint: 'Open it with a newer Chainwright.',
    });
  }
  for (let at = version; at < newest; at++) {
    const migration = migrations.find((m) => m.from === at);
    if (!migration) {
      return refused({
        code: 'unknown-version',
        path: '/version',
        message: `There is no way from project version ${at} to ${at + 1}.`,
        hint: `Known versions end at ${newest}.`,
      });
    }
    current = { ...migration.migrate(current), version: at + 1 };
  }
  return { ok: true, value: current };
}
