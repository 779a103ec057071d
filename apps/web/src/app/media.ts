import { useSyncExternalStore } from 'react';

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}

/** One column and a bar at the bottom. */
export const NARROW = '(max-width: 1000px)';

/** Dots in place of beads. */
export const PHONE = '(max-width: 560px)';

/** Room for the response, logs and stats below the step. */
export const ROOMY = '(min-width: 1600px) and (min-height: 1000px)';
