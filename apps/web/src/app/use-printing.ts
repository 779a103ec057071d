import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useView } from './view-store.ts';

/** Prints the table form in light colours, whatever is on screen. */
export function usePrinting(): void {
  useEffect(() => {
    let before: { page: ReturnType<typeof useView.getState>['page']; theme: string } | null = null;
    const root = document.documentElement;
    const media = matchMedia('print');
    const start = (): void => {
      if (before) return;
      before = { page: useView.getState().page, theme: root.dataset['theme'] ?? 'light' };
      root.dataset['theme'] = 'light';
      if (before.page === 'workbench') flushSync(() => useView.setState({ page: 'table' }));
    };
    const end = (): void => {
      if (!before) return;
      root.dataset['theme'] = before.theme;
      useView.setState({ page: before.page });
      before = null;
    };
    const follow = (): void => (media.matches ? start() : end());
    // The events come before the paper is measured; a preview by media emulation sends the change alone.
    media.addEventListener('change', follow);
    addEventListener('beforeprint', start);
    addEventListener('afterprint', end);
    return () => {
      media.removeEventListener('change', follow);
      removeEventListener('beforeprint', start);
      removeEventListener('afterprint', end);
    };
  }, []);
}
