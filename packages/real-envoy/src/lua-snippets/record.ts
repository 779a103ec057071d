/**
 * Records what Envoy's LuaJIT makes of every snippet, into `packages/lua/snippets/<area>.json`.
 *
 *     node packages/real-envoy/src/lua-snippets/record.ts [--check] [area…]
 *     node packages/real-envoy/src/lua-snippets/record.ts --one [FILE]
 *
 * With `--check` nothing is written: it fails where the live Envoy's answers are not the recorded ones. With `--one` it
 * runs a Lua file (none or `-`: standard input) as a snippet and prints the outcome.
 */
import { readFileSync } from 'node:fs';
import { findEnvoy, NoEnvoy } from '../find/find-envoy.ts';
import { AREAS } from './areas.ts';
import { recordArea } from './record-area.ts';
import { runInEnvoy } from './run-in-envoy.ts';
import { differencesFromRecorded, writeSnippets } from './snippet-files.ts';

async function main(args: readonly string[]): Promise<number> {
  const envoy = findEnvoy();
  if (args[0] === '--one') return runOne(envoy.path, args[1] ?? '-');
  const check = args[0] === '--check';
  const wanted = check ? args.slice(1) : args;
  let failures = 0;
  for (const [area, make] of Object.entries(AREAS)) {
    if (wanted.length > 0 && !wanted.includes(area)) continue;
    const { recorded, problems } = await recordArea(envoy.path, area, make());
    if (check) problems.push(...differencesFromRecorded(area, recorded));
    else writeSnippets(area, envoy.version, recorded);
    for (const problem of problems) complain(problem);
    failures += problems.length;
    console.log(`${area}: ${recorded.length} snippets`);
  }
  return failures === 0 ? 0 : 1;
}

async function runOne(envoy: string, file: string): Promise<number> {
  const [outcome] = await runInEnvoy(envoy, [readFileSync(file === '-' ? 0 : file, 'latin1')]);
  if (outcome !== undefined && 'expect' in outcome) {
    console.log(outcome.expect);
    return 0;
  }
  complain(outcome?.problem ?? 'not run');
  return 1;
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NoEnvoy)) throw error;
  complain(error.message);
  process.exitCode = 1;
}
