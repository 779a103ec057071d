import type { SourcePlace } from '@chainwright/runtime/trace/trace-event';
import { create } from 'zustand';
import { show } from './view-store.ts';

/** A place in the code that the person asked to see, and the event that led there. */
export type Revealed = { readonly place: SourcePlace; readonly seq: number | null };

const useRevealed = create<{ readonly revealed: Revealed | null }>(() => ({ revealed: null }));

/** The place asked for, and how to ask. It is forgotten when another step is chosen. */
export function useReveal(): [Revealed | null, (revealed: Revealed) => void] {
  return [useRevealed((state) => state.revealed), reveal];
}

/** Leads the editor to a place. */
export function reveal(revealed: Revealed): void {
  useRevealed.setState({ revealed });
  show({ file: null, pane: 'code' });
}

/** Forgets the place asked for. */
export function forgetRevealed(): void {
  if (useRevealed.getState().revealed) useRevealed.setState({ revealed: null });
}
