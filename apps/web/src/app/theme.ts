import { useEffect, useSyncExternalStore } from 'react';
import { usePreferences } from './preferences.ts';

/** The theme that is shown. */
export type Theme = 'light' | 'dark';

const dark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

function subscribe(changed: () => void): () => void {
  const query = dark();
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** The theme by preference, else by the system; keeps the document's attribute up to date. */
export function useTheme(): Theme {
  const chosen = usePreferences((state) => state.theme);
  const system = useSyncExternalStore(subscribe, () => dark().matches);
  const theme = chosen === 'system' ? (system ? 'dark' : 'light') : chosen;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return theme;
}
