import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { ExitRequest } from '@chainwright/lua/library/os/os-library';
import { LuaState } from '@chainwright/lua/state/lua-state';
import { LuaError } from '@chainwright/lua/values/lua-error';
import { LuaTable } from '@chainwright/lua/values/table';
import { PROGRAM_LINE } from '@chainwright/real-envoy/lua-snippets/run-script';
import { CommandError, EXIT } from '../exit.ts';
import { HELP } from '../help.ts';
import { runLuaInEnvoy } from '../lua-in-envoy.ts';

/** `chainwright lua`: a plain script as the `luajit` command runs it, in the VM or in a real Envoy. */
export async function luaCommand(args: string[]): Promise<number> {
  const { engine, path, rest } = readArguments(args);
  const chunkName = path === '-' ? '=stdin' : `@${bytesOf(path)}`;
  const script = readScript(path);
  if (script === null) return fail(`cannot open ${path}: No such file or directory`);
  const values = rest.map(bytesOf);
  if (engine === 'envoy') {
    // Nobody can say beforehand whether the script reads: a terminal is not waited for.
    const input = path === '-' || isatty(0) ? '' : readStdin();
    return runLuaInEnvoy(script, { chunkName, path: bytesOf(path), args: values, cwd: process.cwd(), input });
  }
  return runInVm(script, chunkName, path, values);
}

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function runInVm(source: string, chunkName: string, path: string, values: readonly string[]): number {
  const state = new LuaState({
    clock: { now: () => Date.now() / 1000, cpu: () => process.cpuUsage().user / 1e6 },
    random: Math.random,
    write: (bytes, stream) => writeAll(stream === 'stdout' ? 1 : 2, Buffer.from(bytes, 'latin1')),
    readFile: readIfThere,
    readInput: path === '-' ? () => '' : readStdin,
    notSimulated: (feature) => {
      // The command ends when a script asks for it.
      if (feature !== 'os.exit') writeAll(2, Buffer.from(`chainwright: ${feature} is not simulated here\n`));
    },
  });
  state.globals.set('arg', argumentTable(path, values));
  try {
    const script = state.load(source, chunkName);
    const outcome = state.newThread({ main: true }).start(script, values);
    if (outcome.status === 'done') return EXIT.ok;
    if (outcome.status === 'error') return failWith(state, outcome.error);
    // Nothing but os.exit suspends here.
    if (outcome.status === 'suspended') return (outcome.request as ExitRequest).status & 255;
    return fail(`the script stopped: ${outcome.status}`);
  } catch (error) {
    if (error instanceof LuaError) return fail(error.message);
    throw error;
  }
}

/** What `luajit` says of an error (luajit.c: traceback, report): nothing when the error is nil. */
function failWith(state: LuaState, { value, message, traceback }: LuaError): number {
  if (value === undefined) return EXIT.failed;
  if (typeof value === 'string' || typeof value === 'number') return fail(message, traceback);
  const handler = state.metatableFor(value)?.getName('__tostring');
  const answer = handler === undefined ? null : state.newThread().start(handler, [value]);
  const text = answer?.status === 'done' ? answer.values[0] : undefined;
  return typeof text === 'string' ? fail(text, traceback) : fail('(error object is not a string)');
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
  table.set(-1, 'luajit');
  table.set(0, Buffer.from(path, 'utf8').toString('latin1'));
  values.forEach((value, index) => {
    table.set(index + 1, value);
  });
  return table;
}

/** The script as a byte string, null when there is no such file; a first line that begins with `#` is not Lua. */
function readScript(path: string): string | null {
  try {
    const text = path === '-' ? readStdin() : readFileSync(path, 'latin1');
    return text.startsWith('#') ? text.replace(/^[^\n]*/, '') : text;
  } catch {
    return null;
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

function fail(message: string, traceback = ''): number {
  const lines = traceback === '' ? '' : `${traceback}${PROGRAM_LINE}\n`;
  writeAll(2, Buffer.from(`luajit: ${message}\n${lines}`, 'latin1'));
  return EXIT.failed;
}
