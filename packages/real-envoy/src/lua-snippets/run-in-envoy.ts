import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../find/find-envoy.ts';

/** How many VMs one Envoy process gets: each snippet runs in one of its own. */
const BATCH = 150;
const BATCH_TIMEOUT_MS = 60_000;
/** The user `nobody`: as root, a snippet that goes wrong could write anywhere. */
const UNPRIVILEGED = 65_534;

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
    const ending = await runEnvoy(envoy, folder);
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
  const filters = sources.map((_, index) => ({
    name: `snippet-${index}`,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
      default_source_code: { inline_string: `SNIPPET = ${index} dofile(${JSON.stringify(`${folder}/run.lua`)})` },
    },
  }));
  writeFileSync(path.join(folder, 'envoy.json'), JSON.stringify(configuration(filters)));
}

function configuration(filters: readonly object[]): object {
  const router = {
    name: 'router',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
  };
  const connectionManager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'snippets',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
      ],
    },
    http_filters: [...filters, router],
  };
  const chain = { filters: [{ name: 'http', typed_config: connectionManager }] };
  const address = { socket_address: { address: '127.0.0.1', port_value: 0 } };
  return { static_resources: { listeners: [{ name: 'snippets', address, filter_chains: [chain] }] } };
}

/** Runs Envoy's check of the configuration; says how it ended. */
function runEnvoy(envoy: string, folder: string): Promise<string> {
  const root = process.getuid?.() === 0;
  return new Promise((resolve, reject) => {
    const child = spawn(envoy, ['--mode', 'validate', '-c', path.join(folder, 'envoy.json'), '-l', 'error'], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(root ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}),
    });
    const errors: Buffer[] = [];
    child.stderr.on('data', (data: Buffer) => errors.push(data));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, BATCH_TIMEOUT_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const text = Buffer.concat(errors).toString('latin1').trim().slice(-600);
      resolve(late ? 'Envoy did not end in time' : `Envoy ended with ${signal ?? code}: ${text}`);
    });
  });
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
