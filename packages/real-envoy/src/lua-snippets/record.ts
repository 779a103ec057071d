/**
 * Records what Envoy's LuaJIT makes of every snippet, into `packages/lua/snippets/<area>.json`.
 *
 *     node packages/real-envoy/src/lua-snippets/record.ts [--check] [--one FILE] [area…]
 *
 * With `--check` nothing is written: it fails where the live Envoy's answers are not the recorded ones. With `--one` it
 * runs a Lua file (`-`: standard input) as a snippet and prints the outcome.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findEnvoy, NoEnvoy, repositoryRoot } from '../find/find-envoy.ts';
import { AREAS } from './areas.ts';
import { type EnvoyOutcome, runInEnvoy } from './run-in-envoy.ts';
import type { RecordedSnippet, Snippet, SnippetFile, StoredSnippet } from './snippet.ts';

const snippetFolder = path.join(repositoryRoot(), 'packages/lua/snippets');

async function main(args: readonly string[]): Promise<number> {
  const envoy = findEnvoy();
  const [option] = args;
  if (option === '--one') {
    const file = args[1] ?? '-';
    const source = readFileSync(file === '-' ? 0 : file, 'latin1');
    const [outcome] = await runInEnvoy(envoy.path, [source]);
    console.log(outcome !== undefined && 'expect' in outcome ? outcome.expect : outcome?.problem);
    return 0;
  }
  const check = option === '--check';
  const wanted = check ? args.slice(1) : args;
  let failures = 0;
  for (const [area, make] of Object.entries(AREAS)) {
    if (wanted.length > 0 && !wanted.includes(area)) continue;
    failures += await recordArea(envoy.path, envoy.version, area, make(), check);
  }
  return failures === 0 ? 0 : 1;
}

async function recordArea(
  envoy: string,
  version: string,
  area: string,
  snippets: readonly Snippet[],
  check: boolean,
): Promise<number> {
  const names = new Set(snippets.map(({ name }) => name));
  if (names.size !== snippets.length) throw new Error(`${area}: two snippets of one name`);
  const outcomes = await runInEnvoy(
    envoy,
    snippets.map(({ source }) => source),
  );
  const recorded: RecordedSnippet[] = [];
  let failures = 0;
  snippets.forEach((snippet, index) => {
    const outcome: EnvoyOutcome = outcomes[index] ?? { problem: 'not run' };
    if ('expect' in outcome) {
      recorded.push({ ...snippet, expect: outcome.expect });
    } else {
      failures++;
      complain(`${area}: ${snippet.name}: ${outcome.problem}`);
    }
  });
  const content: SnippetFile = { envoy: version, snippets: recorded.map(stored) };
  const text = `${JSON.stringify(content, null, 1)}\n`;
  const file = path.join(snippetFolder, `${area}.json`);
  if (!check) {
    mkdirSync(snippetFolder, { recursive: true });
    writeFileSync(file, text);
  } else {
    failures += compare(area, JSON.parse(readFileSync(file, 'utf8')) as SnippetFile, recorded);
  }
  console.log(`${area}: ${recorded.length} snippets`);
  return failures;
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What stands in the file: the source of a program has a file of its own. */
function stored({ source, ...rest }: RecordedSnippet): StoredSnippet {
  return rest.file === undefined ? { name: rest.name, source, expect: rest.expect } : rest;
}

/** Prints the snippets whose answers are not the recorded ones. */
function compare(area: string, file: SnippetFile, live: readonly RecordedSnippet[]): number {
  const known = new Map(file.snippets.map((snippet) => [snippet.name, snippet]));
  let differences = 0;
  for (const snippet of live) {
    const before = known.get(snippet.name);
    known.delete(snippet.name);
    if (before?.expect === snippet.expect && before.source === stored(snippet).source) continue;
    differences++;
    complain(`${area}: ${snippet.name}\n  recorded: ${before?.expect ?? 'nothing'}\n  live:     ${snippet.expect}`);
  }
  for (const name of known.keys()) {
    differences++;
    complain(`${area}: ${name}: recorded, but no longer a snippet`);
  }
  return differences;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NoEnvoy)) throw error;
  complain(error.message);
  process.exitCode = 1;
}
