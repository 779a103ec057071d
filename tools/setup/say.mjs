/** One line for the person at the terminal. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** A failure that the person can mend: printed as one line, without a stack. */
export class Stop extends Error {}

/** Runs a script's main function; a `Stop` becomes one line and exit code 1. */
export async function main(run) {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
