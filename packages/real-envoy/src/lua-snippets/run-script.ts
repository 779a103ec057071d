import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkScripts } from './check-scripts.ts';
import { luaString } from './snippet.ts';

/** What a script wrote, as byte strings, and how it ended: 0, 1 after an error, else what it gave to `os.exit`. */
export type ScriptResult = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

/** How a script is run. Texts are byte strings. */
export type ScriptOptions = {
  /** As `luajit` names it: `@file` or `=stdin`. */
  readonly chunkName: string;
  /** What `arg[0]` says. */
  readonly path: string;
  /** The script's arguments: `...` and `arg[1]` on. */
  readonly args: readonly string[];
  /** After this long Envoy is ended, and that is the error; default: a minute. */
  readonly timeoutMs?: number;
  /** Where the script finds files by relative names; default: an empty folder. */
  readonly cwd?: string;
  /** What the script can read from standard input; default: nothing. */
  readonly input?: string;
};

/** The last line of every traceback: the program that called the script. Its address says nothing. */
export const PROGRAM_LINE = '\n\t[C]: at 0x555555559a30';

/**
 * Runs a plain Lua script in a real Envoy's LuaJIT, as the `luajit` command would: what it prints comes back, an error
 * with its traceback is the last thing on standard error.
 *
 * @param envoy path of the binary
 * @param source a byte string
 */
export async function runScriptInEnvoy(envoy: string, source: string, options: ScriptOptions): Promise<ScriptResult> {
  const { timeoutMs = 60_000 } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'lua-script-'));
  const at = (file: string): string => path.join(folder, file);
  try {
    chmodSync(folder, 0o777);
    const write = (file: string, text: string): void => writeFileSync(at(file), Buffer.from(text, 'latin1'));
    write('script.lua', source);
    write('input', options.input ?? '');
    write(
      'run.lua',
      wrapper((file) => luaString(at(file)), options),
    );
    const scripts = [`dofile(${luaString(at('run.lua'))})`];
    const result = await checkScripts(envoy, folder, scripts, timeoutMs, options.cwd);
    const { stdout, stderr, code, timedOut } = result;
    if (timedOut) return { stdout, stderr: `${stderr}Envoy did not end in ${timeoutMs} ms\n`, exitCode: 1 };
    if (!existsSync(at('ended'))) return { stdout, stderr, exitCode: code ?? 1 };
    const failed = existsSync(at('failed'));
    return { stdout, stderr: stderr + (failed ? readFileSync(at('failed'), 'latin1') : ''), exitCode: failed ? 1 : 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the script once, because Envoy runs a top level twice, and leaves how it ended in files (luajit.c: docall, report). */
function wrapper(at: (file: string) => string, { chunkName, path: name, args }: ScriptOptions): string {
  const list = args.map(luaString);
  return `if io.open(${at('done')}) then return end
io.open(${at('done')}, 'w'):close()
local file = io.open(${at('script.lua')}, 'rb')
local source = file:read('*a')
file:close()
io.input(${at('input')})
arg = {${[`[-1] = 'luajit'`, `[0] = ${luaString(name)}`, ...list].join(', ')}}
local open, getmetatable, type, traceback, gsub = io.open, debug.getmetatable, type, debug.traceback, string.gsub
local function traced(e)
  if type(e) ~= 'string' and type(e) ~= 'number' then
    local mt = e ~= nil and getmetatable(e)
    local text = mt and mt.__tostring and mt.__tostring(e)
    if type(text) ~= 'string' then return e end
    e = text
  end
  return (gsub(traceback(e, 2), "\\n\\t%[C%]: in function 'xpcall'.*$", ${luaString(PROGRAM_LINE)}))
end
local xpcall, flush = xpcall, io.stdout.flush
local stdout = io.stdout
local chunk, problem = loadstring(source, ${luaString(chunkName)})
local ok = chunk ~= nil
if ok then ok, problem = xpcall(chunk, traced${list.map((each) => `, ${each}`).join('')}) end
flush(stdout)
if not ok then
  local failed = open(${at('failed')}, 'wb')
  if type(problem) ~= 'string' and type(problem) ~= 'nil' then problem = '(error object is not a string)' end
  if problem then failed:write('luajit: ', problem, '\\n') end
  failed:close()
end
open(${at('ended')}, 'w'):close()
`;
}
