import { CommandError, EXIT } from './exit.ts';
import { ALL_HELP } from './help.ts';

type Command = (args: string[]) => Promise<number>;

/** Commands load what they need: a Lua script does not wait for the AssemblyScript compiler. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  diff: async () => (await import('./commands/diff.ts')).diffCommand,
  lua: async () => (await import('./commands/lua.ts')).luaCommand,
  help: async () => async () => {
    process.stdout.write(`${ALL_HELP}\n`);
    return EXIT.ok;
  },
};

/** Runs one command; every mistake of the user's is one message on stderr and exit code 2. */
async function main([name = 'help', ...args]: string[]): Promise<number> {
  const asked = name === '--help' || name === '-h' ? 'help' : name;
  const load = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (!load) throw new CommandError(`There is no command "${name}".\n\n${ALL_HELP}`);
  const command = await load();
  return command(args);
}

// A reader that goes away (`| head`) ends the command quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
);

try {
  // Taken away: the AssemblyScript compiler reads the command line of its process, and knows a --wasm of its own.
  process.exitCode = await main(process.argv.splice(2));
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CommandError) process.exitCode = error.exitCode;
  else if (code?.startsWith('ERR_PARSE_ARGS')) process.exitCode = EXIT.unreadable;
  else throw error;
  process.stderr.write(`${(error as Error).message}\n`);
}
