import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../find/find-envoy.ts';
import { checkScripts } from './check-scripts.ts';

/** How many VMs one Envoy process gets: each snippet runs in one of its own. */
const BATCH = 150;
const BATCH_TIMEOUT_MS = 60_000;

/** What became of a source: the description, or why there is none. */
export type EnvoyOutcome = { readonly expect: string } | { readonly problem: string };

/**
 * Runs sources inside the Lua filter of a real Envoy and returns what `harness.lua` says of each.
 *
 * Envoy loads every script when it checks a configuration, so that no port is opened and no request is sent. It does so
 * twice (on a state it throws away, then on the thread's own); two different answers mean that the source is volatile.
 *
 * @param envoy path of the binary
 * @param sources byte strings
 */
export async function runInEnvoy(envoy: string, sources: readonly string[]): Promise<EnvoyOutcome[]> {
  const outcomes: EnvoyOutcome[] = [];
  while (outcomes.length < sources.length) {
    const batch = sources.slice(outcomes.length, outcomes.length + BATCH);
    outcomes.push(...(await runBatch(envoy, batch)));
  }
  return outcomes;
}

/** Outcomes of a batch, up to and including the first source that ended the process. */
async function runBatch(envoy: string, sources: readonly string[]): Promise<EnvoyOutcome[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lua-snippets-'));
  try {
    chmodSync(folder, 0o777);
    writeBatch(folder, sources);
    const ending = await runSnippets(envoy, folder, sources.length);
    const outcomes: EnvoyOutcome[] = [];
    for (const index of sources.keys()) {
      const outcome = readOutcome(path.join(folder, `${index}.out`), ending);
      outcomes.push(outcome);
      if ('problem' in outcome && outcome.problem === ending) break;
    }
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeBatch(folder: string, sources: readonly string[]): void {
  const harness = path.join(repositoryRoot(), 'packages/lua/snippets/harness.lua');
  writeFileSync(path.join(folder, 'harness.lua'), readFileSync(harness));
  writeFileSync(
    path.join(folder, 'run.lua'),
    `local input = assert(io.open(${JSON.stringify(folder)} .. '/' .. SNIPPET .. '.lua', 'rb'))
local source = input:read('*a')
input:close()
local output = assert(io.open(${JSON.stringify(folder)} .. '/' .. SNIPPET .. '.out', 'ab'))
SNIPPET = nil
local globals, setmetatable = _G, debug.setmetatable
local harness = assert(io.open(${JSON.stringify(folder)} .. '/harness.lua', 'rb'))
local answer = loadstring(harness:read('*a'), '=harness')(source)
harness:close()
output:write(answer, '\\0')
output:close()
-- Envoy looks for its handlers now.
setmetatable(globals, nil)
`,
  );
  sources.forEach((source, index) => {
    writeFileSync(path.join(folder, `${index}.lua`), Buffer.from(source, 'latin1'));
  });
}

/** Runs the snippets; says how Envoy ended. */
async function runSnippets(envoy: string, folder: string, count: number): Promise<string> {
  const run = JSON.stringify(path.join(folder, 'run.lua'));
  const scripts = Array.from({ length: count }, (_, index) => `SNIPPET = ${index} dofile(${run})`);
  const { stderr, code, signal, timedOut } = await checkScripts(envoy, folder, scripts, BATCH_TIMEOUT_MS);
  return timedOut ? 'Envoy did not end in time' : `Envoy ended with ${signal ?? code}: ${stderr.trim().slice(-600)}`;
}

function readOutcome(file: string, ending: string): EnvoyOutcome {
  let answers: string[];
  try {
    answers = readFileSync(file, 'latin1').split('\0').slice(0, -1);
  } catch {
    return { problem: ending };
  }
  const [first, second] = answers;
  if (first === undefined) return { problem: ending };
  if (second === undefined) return { problem: ending };
  return first === second ? { expect: first } : { problem: `volatile: ${first} — then ${second}` };
}
