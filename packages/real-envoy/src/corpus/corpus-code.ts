import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact } from '@chainwright/filters/compile/artifact';
import { compileProjectSources } from '@chainwright/filters/compile/compile-sources';
import type { CorpusProject } from './corpus-files.ts';

/** Compiles the sources of a corpus project. Throws with the first error of a source: the corpus holds none that fail on purpose. */
export async function corpusArtifacts(one: CorpusProject): Promise<Artifact[]> {
  const beside = path.dirname(one.recordingPath);
  const artifacts = await compileProjectSources(one.project.sources, {
    readFile: async (name) => new Uint8Array(await readFile(path.join(beside, name))),
  });
  for (const { name, diagnostics } of artifacts) {
    const error = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
    if (error !== undefined)
      throw new Error(`${one.slug}: sources/${name}: ${error.message} ${JSON.stringify(error.range)}`);
  }
  return artifacts;
}
