import { EXPORT_HELP, exportCommand } from './commands/export.ts';
import { LUA_HELP, luaCommand } from './commands/lua.ts';
import { RUN_HELP, runCommand } from './commands/run.ts';
import { CommandError, EXIT } from './exit.ts';

const HELP = `${RUN_HELP}\n\n${EXPORT_HELP}\n\n${LUA_HELP}`;

type Command = (args: string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  run: runCommand,
  export: exportCommand,
  lua: luaCommand,
  help: async () => {
    process.stdout.write(`${HELP}\n`);
    return EXIT.ok;
  },
};

/** Runs one command; every mistake of the user's is one message on stderr and exit code 2. */
async function main([name = 'help', ...args]: string[]): Promise<number> {
  const asked = name === '--help' || name === '-h' ? 'help' : name;
  const command = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (!command) throw new CommandError(`There is no command "${name}".\n\n${HELP}`);
  return command(args);
}

// A reader that goes away (`| head`) ends the command quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CommandError) process.exitCode = error.exitCode;
  else if (code?.startsWith('ERR_PARSE_ARGS')) process.exitCode = EXIT.unreadable;
  else throw error;
  process.stderr.write(`${(error as Error).message}\n`);
}
