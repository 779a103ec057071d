import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { LuaState } from '@chainwright/lua/state/lua-state';
import { LuaError } from '@chainwright/lua/values/lua-error';
import { LuaTable } from '@chainwright/lua/values/table';
import { requireEnvoy } from '../envoy-engine.ts';
import { CommandError, EXIT } from '../exit.ts';
import { HELP } from '../help.ts';
import { runLuaInEnvoy } from '../lua-in-envoy.ts';

/** `chainwright lua`: a plain script in the VM, `print` to stdout; an error goes to stderr with exit code 1. */
export async function luaCommand(args: string[]): Promise<number> {
  const { engine, path, rest } = readArguments(args);
  const source = readScript(path);
  const chunkName = path === '-' ? '=stdin' : `@${path}`;
  if (engine === 'envoy') return runLuaInEnvoy(requireEnvoy(), Buffer.from(source, 'latin1'), chunkName);
  const state = new LuaState({
    clock: { now: () => Date.now() / 1000, cpu: () => process.cpuUsage().user / 1e6 },
    random: Math.random,
    write: (bytes, stream) => writeAll(stream === 'stdout' ? 1 : 2, Buffer.from(bytes, 'latin1')),
    readFile: readIfThere,
    notSimulated: (feature) => writeAll(2, Buffer.from(`chainwright: ${feature} is not simulated here\n`)),
  });
  const values = rest.map((argument) => Buffer.from(argument, 'utf8').toString('latin1'));
  state.globals.set('arg', argumentTable(path, values));
  try {
    const script = state.load(source, chunkName);
    const outcome = state.newThread({ main: true }).start(script, values);
    if (outcome.status === 'done') return EXIT.ok;
    // luajit adds its traceback to texts only.
    if (outcome.status === 'error') {
      const { value, message, traceback } = outcome.error;
      return fail(message, typeof value === 'string' || typeof value === 'number' ? traceback : '');
    }
    return fail(
      outcome.status === 'yielded'
        ? 'attempt to yield from outside a coroutine'
        : `the script stopped: ${outcome.status}`,
      '',
    );
  } catch (error) {
    if (error instanceof LuaError) return fail(error.message, '');
    throw error;
  }
}

type ScriptArguments = {
  readonly engine: 'simulator' | 'envoy';
  readonly path: string;
  readonly rest: readonly string[];
};

/** `--engine NAME` may stand before or behind the script; everything else behind it is the script's own. */
function readArguments(args: readonly string[]): ScriptArguments {
  const at = args.indexOf('--engine');
  const engine = at < 0 ? 'simulator' : args[at + 1];
  const [path, ...rest] = at < 0 ? args : args.toSpliced(at, 2);
  if (path === undefined || (path.startsWith('-') && path !== '-')) throw new CommandError(HELP.lua);
  if (engine !== 'simulator' && engine !== 'envoy')
    throw new CommandError(`--engine ${engine}: simulator or envoy is expected`);
  return { engine, path, rest };
}

function argumentTable(path: string, values: readonly string[]): LuaTable {
  const table = new LuaTable();
  table.set(0, Buffer.from(path, 'utf8').toString('latin1'));
  values.forEach((value, index) => {
    table.set(index + 1, value);
  });
  return table;
}

/** The script as a byte string; a first line that begins with `#` is not Lua. */
function readScript(path: string): string {
  try {
    const text = path === '-' ? readStdin() : readFileSync(path, 'latin1');
    return text.startsWith('#') ? text.replace(/^[^\n]*/, '') : text;
  } catch (error) {
    throw new CommandError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readStdin(): string {
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(65_536);
  for (let count = readSync(0, buffer); count > 0; count = readSync(0, buffer))
    chunks.push(Buffer.from(buffer.subarray(0, count)));
  return Buffer.concat(chunks).toString('latin1');
}

function readIfThere(name: string): string | undefined {
  try {
    const file = openSync(name, 'r');
    try {
      return readFileSync(file, 'latin1');
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Writes everything, also into a pipe that is full for the moment. */
function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(EXIT.ok);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

function fail(message: string, traceback: string): number {
  writeAll(2, Buffer.from(`luajit: ${message}\n${traceback === '' ? '' : `${traceback}\n`}`, 'latin1'));
  return EXIT.failed;
}
