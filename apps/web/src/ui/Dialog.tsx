import { type ReactNode, useEffect, useRef } from 'react';
import css from './dialog.module.css';
import { Icon } from './Icon.tsx';

type Props = {
  readonly label: string;
  readonly onClose: () => void;
  /** Width of the dialog in CSS. */
  readonly width?: string;
  readonly head?: ReactNode;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
};

/** Something over the page: the browser's own modal dialog, which keeps the focus inside and closes with Escape. */
export function Dialog({ label, onClose, width = '560px', head, foot, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes; Escape does it by keyboard
    <dialog
      ref={dialog}
      aria-label={label}
      className={css['dialog']}
      style={{ width: `min(${width}, calc(100vw - 32px))` }}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={css['inner']}>
        <header>
          {head ?? <h2 className="grow">{label}</h2>}
          <button type="button" className="btn ghost icon" aria-label="Close" onClick={onClose}>
            <Icon name="cross" small={false} />
          </button>
        </header>
        <div className={css['body']}>{children}</div>
        {foot && <footer>{foot}</footer>}
      </div>
    </dialog>
  );
}
