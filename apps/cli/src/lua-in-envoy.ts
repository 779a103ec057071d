import { runScriptInEnvoy, type ScriptOptions } from '@chainwright/real-envoy/lua-snippets/run-script';
import { requireEnvoy } from './envoy-engine.ts';

/** How long a script may run in a real Envoy. */
const TIMEOUT_MS = 600_000;

/**
 * Runs a plain script in the LuaJIT of a real Envoy and writes what it wrote. Its output comes when it has ended.
 *
 * @param source a byte string
 * @returns the exit code: as `luajit` would give it
 */
export async function runLuaInEnvoy(source: string, options: ScriptOptions): Promise<number> {
  const result = await runScriptInEnvoy(requireEnvoy().path, source, { ...options, timeoutMs: TIMEOUT_MS });
  process.stdout.write(Buffer.from(result.stdout, 'latin1'));
  process.stderr.write(Buffer.from(result.stderr, 'latin1'));
  return result.exitCode;
}
