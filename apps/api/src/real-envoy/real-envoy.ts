import { type FoundEnvoy, findEnvoy } from '@chainwright/real-envoy/find/find-envoy';

/** Whether projects can run on a real Envoy here. */
export type Availability = {
  readonly available: boolean;
  readonly version: string | null;
  readonly reason: string | null;
};

/** The Envoy of this machine, if projects may run on it. Looked for once. */
export class RealEnvoy {
  readonly found: FoundEnvoy | null;
  readonly #reason: string | null;

  /** `allowed`: users' code may run on this host (Envoy's Lua can read files and start programs). */
  constructor(allowed: boolean) {
    const { found, reason } = allowed
      ? look()
      : {
          found: null,
          reason:
            'This server does not run code on its own machine. Start it with CHAINWRIGHT_REAL_ENVOY=1 to allow it.',
        };
    this.found = found;
    this.#reason = reason;
  }

  availability(): Availability {
    return { available: this.found !== null, version: this.found?.version ?? null, reason: this.#reason };
  }
}

function look(): { readonly found: FoundEnvoy | null; readonly reason: string | null } {
  try {
    return { found: findEnvoy(), reason: null };
  } catch (error) {
    return { found: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
