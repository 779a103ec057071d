import { create } from 'zustand';
import { FIRST_VIEW, formatView, parseView, type View } from './view.ts';

/** What the person looks at. */
export const useView = create<View>(() => (typeof location === 'undefined' ? FIRST_VIEW : parseView(location.search)));

/** Browsers refuse addresses that change too often. */
const WRITE_EVERY_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
let writtenAt = Number.NEGATIVE_INFINITY;

/** Looks at something else. Another page can be left again by the browser's Back; anything smaller replaces the address. */
export function show(patch: Partial<View>): void {
  const before = useView.getState();
  const after = { ...before, ...patch };
  useView.setState(after);
  clearTimeout(timer);
  if (before.page !== after.page || before.pane !== after.pane) history.pushState(null, '', address(after));
  else timer = writeSoon();
}

/** Writes the address at once, so that a reload shows the same; after another change in the time between, a little later. */
function writeSoon(): ReturnType<typeof setTimeout> | undefined {
  const wait = writtenAt + WRITE_EVERY_MS - performance.now();
  if (wait > 0) return setTimeout(writeSoon, wait);
  writtenAt = performance.now();
  history.replaceState(null, '', address(useView.getState()));
  return undefined;
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
