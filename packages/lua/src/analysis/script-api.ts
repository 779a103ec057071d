/** A method of an object that the host gives to scripts. */
export type ApiMethod = {
  readonly name: string;
  /** What comes back, as a list of types like `headers | nil`; names of objects in {@link ScriptApi.objects} count. */
  readonly returns: string;
  /** Where it works. */
  readonly path: 'both' | 'request' | 'response';
  /** The first version that has it, like `1.24`. */
  readonly since: string;
};

/** A kind of object that the host gives to scripts. */
export type ApiObject = { readonly name: string; readonly methods: readonly ApiMethod[] };

/** A global function that the host calls. */
export type ApiEntryPoint = {
  readonly name: string;
  /** The objects it is given, by name. */
  readonly parameters: readonly string[];
  readonly path: 'request' | 'response';
};

/**
 * What the host offers to scripts, as data: checks and completion go by it. The objects of `runtime/lua/lua-api.ts` fit as
 * they are.
 */
export type ScriptApi = {
  readonly objects: readonly ApiObject[];
  readonly entryPoints: readonly ApiEntryPoint[];
  /** Global names besides those of the standard library. */
  readonly globals: readonly string[];
  /** The version that scripts run on; methods that came later are reported. */
  readonly version: string;
};

/** An API without objects: plain Lua. */
export const PLAIN_LUA: ScriptApi = { objects: [], entryPoints: [], globals: [], version: '0' };

/** Compares versions like `1.9` and `1.24` part by part. */
export function isNewer(version: string, than: string): boolean {
  const left = version.split('.').map(Number);
  const right = than.split('.').map(Number);
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
