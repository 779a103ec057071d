import { selectFilter } from '../app/selection.ts';
import type { ChainEntry } from '../project/filter-kind.ts';
import { dispatch, undo } from '../project/project-store.ts';
import { announce } from '../ui/announce.ts';
import { toast } from '../ui/toast.ts';

/** Moves a filter to another place; the router stays last. */
export function moveFilter(chain: readonly ChainEntry[], from: number, to: number): void {
  const last = chain.length - (chain[chain.length - 1]?.kind === 'router' ? 2 : 1);
  const entry = chain[from];
  const place = Math.max(0, Math.min(to, last));
  if (!entry || entry.kind === 'router' || place === from) return;
  dispatch({ type: 'move-filter', from, to: place });
  announce(`Moved ${entry.name}, now ${place + 1} of ${chain.length}`);
}

/** Takes a filter out of the chain; a toast takes it back. */
export function removeFilter(chain: readonly ChainEntry[], index: number): void {
  const entry = chain[index];
  if (!entry || entry.kind === 'router') return;
  dispatch({ type: 'remove-filter', index });
  const neighbour = chain[index + 1] ?? chain[index - 1];
  if (neighbour) selectFilter(neighbour.name);
  toast(`Removed ${entry.name}`, { words: 'Undo', run: () => takeBack(entry.name) });
}

function takeBack(name: string): void {
  undo();
  selectFilter(name);
}

/** Turns a filter off or on. */
export function toggleFilter(entry: ChainEntry): void {
  if (entry.kind === 'router') return;
  dispatch({ type: 'disable-filter', index: entry.index, disabled: !entry.disabled });
  announce(`${entry.name} ${entry.disabled ? 'on' : 'off'}`);
}

/** Gives a filter another name. */
export function renameFilter(entry: ChainEntry, name: string): void {
  const wanted = name.trim();
  if (!wanted || wanted === entry.name) return;
  dispatch({ type: 'rename-filter', index: entry.index, name: wanted });
  selectFilter(wanted);
}
