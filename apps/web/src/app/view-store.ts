import { create } from 'zustand';
import { FIRST_VIEW, formatView, parseView, type View } from './view.ts';

/** What the person looks at. */
export const useView = create<View>(() => (typeof location === 'undefined' ? FIRST_VIEW : parseView(location.search)));

/** Browsers refuse addresses that change too often. */
const WRITE_EVERY_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Looks at something else. Another page can be left again by the browser's Back; anything smaller replaces the address. */
export function show(patch: Partial<View>): void {
  const before = useView.getState();
  const after = { ...before, ...patch };
  useView.setState(after);
  clearTimeout(timer);
  if (before.page !== after.page || before.pane !== after.pane) history.pushState(null, '', address(after));
  else timer = setTimeout(() => history.replaceState(null, '', address(useView.getState())), WRITE_EVERY_MS);
}

function address(view: View): string {
  return location.pathname + formatView(view);
}

/** Follows the browser's Back and Forward. */
export function followHistory(): void {
  addEventListener('popstate', () => {
    clearTimeout(timer);
    useView.setState(parseView(location.search));
  });
}
