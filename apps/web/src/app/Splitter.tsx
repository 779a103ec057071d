import type { KeyboardEvent, PointerEvent } from 'react';
import { prefer, usePreferences } from './preferences.ts';
import css from './splitter.module.css';

const LEAST = 25;
const MOST = 75;

/** The line between editor and inspector; by mouse or with the arrow keys. */
export function Splitter() {
  const share = usePreferences((state) => state.editorShare);
  const put = (value: number): void =>
    prefer({ editorShare: Math.round(Math.max(LEAST, Math.min(MOST, value)) * 10) / 10 });
  const keys = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: share - 2, ArrowRight: share + 2, Home: LEAST, End: MOST, Enter: 56 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    put(to);
  };
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) put(((event.clientX - box.left) / box.width) * 100);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no rule
    <div
      role="separator"
      aria-label="Width of the editor"
      aria-orientation="vertical"
      aria-valuenow={Math.round(share)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      className={css['splitter']}
      onKeyDown={keys}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={move}
      onDoubleClick={() => put(56)}
    />
  );
}
