import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Icon, type IconName } from './Icon.tsx';
import css from './menu.module.css';

/** One line of a menu. */
export type MenuItem = {
  readonly words: string;
  readonly icon?: IconName;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly onChoose: () => void;
};

type Props = {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly children: ReactNode;
  readonly className?: string;
  readonly tabIndex?: number;
};

/** A button that opens a menu. The browser's own popover keeps it on top and closes it on a click outside. */
export function Menu({ label, items, children, className = 'btn ghost icon', tabIndex }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const element = menu.current;
    if (!element) return;
    const isOpening = (event: Event): boolean => (event as ToggleEvent).newState === 'open';
    // Its lines are there only while it is open: a long chain has many menus.
    const opens = (event: Event): void => {
      if (isOpening(event)) flushSync(() => setOpen(true));
    };
    const toggled = (event: Event): void => {
      if (!isOpening(event)) {
        setOpen(false);
        return;
      }
      put(element, button.current);
      element.querySelector<HTMLElement>('[role="menuitem"]:not(:disabled)')?.focus();
    };
    element.addEventListener('beforetoggle', opens);
    element.addEventListener('toggle', toggled);
    return () => {
      element.removeEventListener('beforetoggle', opens);
      element.removeEventListener('toggle', toggled);
    };
  }, []);
  const close = (): void => {
    menu.current?.hidePopover();
    button.current?.focus();
  };
  const keys = (event: KeyboardEvent): void => {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      all[to % all.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') close();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={tabIndex}
        popoverTarget={id}
      >
        {children}
      </button>
      <div ref={menu} id={id} popover="auto" role="menu" aria-label={label} className={css['menu']} onKeyDown={keys}>
        {open &&
          items.map((item) => (
            <button
              key={item.words}
              type="button"
              role="menuitem"
              disabled={item.disabled}
              className={item.danger ? css['danger'] : undefined}
              tabIndex={-1}
              onClick={() => {
                close();
                item.onChoose();
              }}
            >
              {item.icon ? <Icon name={item.icon} /> : <span />}
              <span>{item.words}</span>
              {item.keys && <kbd className="kbd">{item.keys}</kbd>}
            </button>
          ))}
      </div>
    </>
  );
}

/** Puts the menu under its button, inside the window. */
function put(menu: HTMLElement, button: HTMLElement | null): void {
  if (!button) return;
  const from = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(from.right - size.width, innerWidth - size.width - 8));
  const below = from.bottom + 4;
  const top = below + size.height > innerHeight - 8 ? Math.max(8, from.top - size.height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
