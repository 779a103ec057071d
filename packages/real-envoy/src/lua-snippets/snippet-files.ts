import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../find/find-envoy.ts';
import type { RecordedSnippet, SnippetFile, StoredSnippet } from './snippet.ts';

const fileOf = (area: string): string => path.join(repositoryRoot(), 'packages/lua/snippets', `${area}.json`);

/** What stands in the file: the source of a program has a file of its own. */
function stored({ source, ...rest }: RecordedSnippet): StoredSnippet {
  return rest.file === undefined ? { name: rest.name, source, expect: rest.expect } : rest;
}

/** Writes the answers of an area to `packages/lua/snippets/<area>.json`. */
export function writeSnippets(area: string, envoyVersion: string, snippets: readonly RecordedSnippet[]): void {
  const content: SnippetFile = { envoy: envoyVersion, snippets: snippets.map(stored) };
  mkdirSync(path.dirname(fileOf(area)), { recursive: true });
  writeFileSync(fileOf(area), `${JSON.stringify(content, null, 1)}\n`);
}

/** Compares answers with the recorded ones of their area; one text per difference. */
export function differencesFromRecorded(area: string, live: readonly RecordedSnippet[]): string[] {
  const file = JSON.parse(readFileSync(fileOf(area), 'utf8')) as SnippetFile;
  const known = new Map(file.snippets.map((snippet) => [snippet.name, snippet]));
  const differences: string[] = [];
  for (const snippet of live) {
    const before = known.get(snippet.name);
    known.delete(snippet.name);
    if (before?.expect === snippet.expect && before.source === stored(snippet).source) continue;
    const recorded = before?.expect ?? 'nothing';
    differences.push(`${area}: ${snippet.name}\n  recorded: ${recorded}\n  live:     ${snippet.expect}`);
  }
  for (const name of known.keys()) differences.push(`${area}: ${name}: recorded, but no longer a snippet`);
  return differences;
}
