import type { CSSProperties } from 'react';

/** Where a sign stands: percent across, row middle down. */
export function place(x: number, row: number): CSSProperties {
  return { left: `${x}%`, top: `calc(var(--h) * ${row + 0.5})` };
}
