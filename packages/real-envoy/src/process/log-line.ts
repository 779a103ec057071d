/** One line of Envoy's log. */
export type EnvoyLogLine = {
  /** `trace`, `debug`, `info`, `warning`, `error`, `critical`. */
  readonly level: string;
  /** Envoy's logger: `lua`, `wasm`, `config` … */
  readonly component: string;
  /** Id of the thread that wrote it. */
  readonly thread: number;
  /** The message as a byte string (one unit per byte). */
  readonly message: string;
};

/** `%j` writes the message as a JSON string, so that a line of log is one line of JSON whatever a script printed. */
export const LOG_FORMAT = '{"level":"%l","component":"%n","thread":%t,"message":"%j"}';

/** Reads a line in LOG_FORMAT, given as a byte string. null: not one (a backtrace, a usage error, a bare text). */
export function parseLogLine(line: string): EnvoyLogLine | null {
  if (!line.startsWith('{"level":')) return null;
  try {
    return JSON.parse(line) as EnvoyLogLine;
  } catch {
    return null;
  }
}

/** Cuts a stream of bytes into lines, as byte strings without the newline. */
export class LineSplitter {
  #rest = '';

  push(bytes: Buffer): string[] {
    const lines = (this.#rest + bytes.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** What stands after the last newline. */
  end(): string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}
