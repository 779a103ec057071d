import { create } from 'zustand';

/** The last thing said to a screen reader. */
export const useAnnouncement = create<{ readonly words: string }>(() => ({ words: '' }));

/** Says something to a screen reader that is seen anyway. */
export function announce(words: string): void {
  // A repeated text is not read again unless it differs.
  const again = useAnnouncement.getState().words === words;
  useAnnouncement.setState({ words: again ? `${words}\u00a0` : words });
}
