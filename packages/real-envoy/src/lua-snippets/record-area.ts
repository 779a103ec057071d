import { runInEnvoy } from './run-in-envoy.ts';
import type { RecordedSnippet, Snippet } from './snippet.ts';

/** The answers of an area's snippets, and what went wrong with those that have none. */
export type AreaRecording = { readonly recorded: RecordedSnippet[]; readonly problems: string[] };

/**
 * Runs every snippet of an area in Envoy.
 *
 * @param envoy path of the binary
 * @throws Error when two snippets have one name or a source is no byte string: mistakes in the families
 */
export async function recordArea(envoy: string, area: string, snippets: readonly Snippet[]): Promise<AreaRecording> {
  const names = new Set<string>();
  for (const { name, source } of snippets) {
    if (names.has(name)) throw new Error(`${area}: two snippets are called ${name}`);
    names.add(name);
    for (const unit of source) {
      if (unit > '\xff') throw new Error(`${area}: ${name}: ${unit} is no byte`);
    }
  }
  const outcomes = await runInEnvoy(
    envoy,
    snippets.map(({ source }) => source),
  );
  const recording: AreaRecording = { recorded: [], problems: [] };
  snippets.forEach((snippet, index) => {
    const outcome = outcomes[index] ?? { problem: 'not run' };
    if ('expect' in outcome) recording.recorded.push({ ...snippet, expect: outcome.expect });
    else recording.problems.push(`${area}: ${snippet.name}: ${outcome.problem}`);
  });
  return recording;
}
