/** Virtual nanoseconds as people read them: `0 ms`, `12 ms`, `1.5 s`. */
export function duration(nanoseconds: number): string {
  const ms = nanoseconds / 1e6;
  if (ms >= 10_000) return `${trimmed(ms / 1000)} s`;
  return `${trimmed(ms)} ms`;
}

/** A number of bytes as people read it. */
export function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${bytes.toLocaleString('en')} B`;
  if (bytes < 1_000_000) return `${trimmed(bytes / 1000)} kB`;
  return `${trimmed(bytes / 1e6)} MB`;
}

function trimmed(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 1 });
}
