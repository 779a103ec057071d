import type { ByteString } from '../http/byte-string.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';

/** One block of Lua code in a configuration. */
export type LuaSource = {
  /** What events call it: the project's source name, or where it stands in the configuration. */
  readonly id: string;
  readonly text: ByteString;
};

/** The thread on which Lua code is loaded, and what the code may see of the server. */
export type LuaServer = {
  readonly worker: ServerWorker;
  /** Emits events of the filter on this thread, outside of streams. */
  readonly trace: FilterTrace;
  /** The filter's `name` in the chain. */
  readonly filterName: string;
  /** `http.<hcm stat_prefix>.lua.[<stat_prefix>.]`: in front of every stat of the filter. */
  readonly statPrefix: string;
  /** Put in front of `package.path`. */
  readonly packagePaths: readonly string[];
  /** A file that `require`, `dofile` and `loadfile` find; undefined: there is none. */
  readonly readFile: (name: string) => ByteString | undefined;
};
