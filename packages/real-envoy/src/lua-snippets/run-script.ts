import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkScripts } from './check-scripts.ts';

/** What a script wrote, as byte strings, and how it ended: 0, 1 after an error, else what it gave to `os.exit`. */
export type ScriptResult = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

/**
 * Runs a plain Lua script in a real Envoy's LuaJIT, as the `luajit` command would: what it prints comes back, an error is
 * the last thing on standard error.
 *
 * @param envoy path of the binary
 * @param source a byte string
 * @param name what error positions call the script
 * @param timeoutMs after this long Envoy is ended, and that is the error
 */
export async function runScriptInEnvoy(
  envoy: string,
  source: string,
  name: string,
  timeoutMs = 60_000,
): Promise<ScriptResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lua-script-'));
  try {
    chmodSync(folder, 0o777);
    const at = (file: string): string => JSON.stringify(path.join(folder, file));
    writeFileSync(path.join(folder, 'script.lua'), Buffer.from(source, 'latin1'));
    // Envoy runs a top level twice; the marker keeps the second run from doing anything.
    writeFileSync(
      path.join(folder, 'run.lua'),
      `if not io.open(${at('done')}) then
  io.open(${at('done')}, 'w'):close()
  local file = io.open(${at('script.lua')}, 'rb')
  local source = file:read('*a')
  file:close()
  local chunk, problem = loadstring(source, ${JSON.stringify(`@${name}`)})
  local ok = chunk ~= nil
  if ok then ok, problem = pcall(chunk) end
  if not ok then
    local kind = type(problem)
    if kind ~= 'string' and kind ~= 'number' then problem = '(error object is a ' .. kind .. ' value)' end
    io.stderr:write(problem, '\\n')
    io.open(${at('failed')}, 'w'):close()
  end
  io.stdout:flush()
  io.open(${at('ended')}, 'w'):close()
end
`,
    );
    const result = await checkScripts(envoy, folder, [`dofile(${at('run.lua')})`], timeoutMs);
    const { stdout, stderr, code, timedOut } = result;
    if (timedOut) return { stdout, stderr: `${stderr}Envoy did not end in ${timeoutMs} ms\n`, exitCode: 1 };
    // A script that calls os.exit ends Envoy.
    const exitCode = existsSync(path.join(folder, 'ended')) ? 0 : (code ?? 1);
    return { stdout, stderr, exitCode: existsSync(path.join(folder, 'failed')) ? 1 : exitCode };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
