/** Time as the scripts of a state see it. */
export type LuaClock = {
  /** Seconds since 1970, fractions included: `os.time`, `os.date`. */
  readonly now: () => number;
  /** Seconds of processor time used: `os.clock`. */
  readonly cpu: () => number;
};

/** How much the scripts of a state may use. */
export type LuaBudgets = {
  /** Instructions-like units (one per loop turn and call, plus what library functions charge); none: no limit. */
  readonly instructions?: number;
  /** Bytes alive at once, strings and tables counted as LuaJIT sizes them; none: no limit. */
  readonly memory?: number;
};

/** What a state is given from outside; it has no other way to the world. */
export type LuaStateOptions = {
  readonly clock?: LuaClock;
  /** A seeded source of numbers in [0, 1): addresses in `tostring(table)` come from it. Default: a fixed sequence. */
  readonly random?: () => number;
  readonly budgets?: LuaBudgets;
  /** Receives what `print`, `io.write` and `io.stderr:write` put out, as byte strings. Default: dropped. */
  readonly write?: (bytes: string, stream: 'stdout' | 'stderr') => void;
  /** The content of a file for `require`, `dofile` and `loadfile`; `undefined` when there is none. Default: no files. */
  readonly readFile?: (name: string) => string | undefined;
  /** All of standard input, asked for at the first read. Default: it is empty. */
  readonly readInput?: () => string;
  /** Told when a script uses something the real thing has and this one only answers for (`os.execute`, `io.open`, …). */
  readonly notSimulated?: (feature: string) => void;
};
