import { create } from 'zustand';

/** What the last comparison with a real Envoy came to; it holds for one revision of one project. */
export type Compared = {
  readonly id: string;
  readonly revision: number;
  readonly version: string;
  readonly equal: number;
  readonly known: number;
  readonly different: number;
};

/** The last comparison; null before there was one. */
export const useCompared = create<{ readonly compared: Compared | null }>(() => ({ compared: null }));
