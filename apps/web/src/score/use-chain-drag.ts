import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { ChainEntry } from '../project/filter-kind.ts';
import { moveFilter } from './chain-commands.ts';

/** Movement in pixels from which on a press is a drag. */
const THRESHOLD = 5;

type Drag = { readonly from: number; readonly y: number; readonly pointer: number; active: boolean };

/**
 * Moves filters by mouse or pen: a line shows the gap into which the filter will fall. By touch the row's menu moves
 * it, because a finger scrolls here.
 */
export function useChainDrag(list: RefObject<HTMLElement | null>, chain: readonly ChainEntry[]) {
  const drag = useRef<Drag | null>(null);
  const [state, setState] = useState<{ from: number; to: number } | null>(null);

  const down = (event: PointerEvent): void => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>('[data-index]');
    if (event.button !== 0 || event.pointerType === 'touch' || !row || target.closest('button, input, [role=menu]'))
      return;
    const from = Number(row.dataset['index']);
    if (chain[from]?.kind === 'router') return;
    drag.current = { from, y: event.clientY, pointer: event.pointerId, active: false };
  };
  const move = (event: PointerEvent): void => {
    const current = drag.current;
    if (!current) return;
    if (!current.active && Math.abs(event.clientY - current.y) < THRESHOLD) return;
    if (!current.active) {
      current.active = true;
      list.current?.setPointerCapture(current.pointer);
    }
    setState({ from: current.from, to: gapAt(list.current, event.clientY, chain.length) });
  };
  const end = (event: PointerEvent): void => {
    const current = drag.current;
    drag.current = null;
    setState(null);
    if (!current?.active || event.type === 'pointercancel') return;
    const gap = gapAt(list.current, event.clientY, chain.length);
    moveFilter(chain, current.from, gap > current.from ? gap - 1 : gap);
  };
  return {
    from: state?.from ?? null,
    to: state?.to ?? null,
    handlers: { onPointerDown: down, onPointerMove: move, onPointerUp: end, onPointerCancel: end },
  };
}

/** The gap under the pointer: the index of the filter that would come after it; the router stays last. */
function gapAt(list: HTMLElement | null, y: number, length: number): number {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-index]') ?? [])];
  for (const row of rows) {
    const box = row.getBoundingClientRect();
    if (y < box.top + box.height / 2) return Number(row.dataset['index']);
  }
  return length - 1;
}
