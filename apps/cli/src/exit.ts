/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** An expectation failed, or results differ. */
  failed: 1,
  /** The project can't be read, or the command line is wrong. */
  unreadable: 2,
} as const;

/** Ends the command with a message on stderr. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.unreadable) {
    super(message);
    this.exitCode = exitCode;
  }
}
