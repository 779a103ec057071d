import type { KeyboardEvent } from 'react';

/** Arrow keys, Home and End move the focus among the buttons of a group and press the one they reach. */
export function moveInGroup(event: KeyboardEvent<HTMLElement>): void {
  const ways: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const way = ways[event.key];
  const next =
    event.key === 'Home'
      ? buttons[0]
      : event.key === 'End'
        ? buttons[buttons.length - 1]
        : way === undefined || at < 0
          ? undefined
          : buttons[(at + way + buttons.length) % buttons.length];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  next.click();
}
