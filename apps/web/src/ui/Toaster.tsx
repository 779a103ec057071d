import { Icon } from './Icon.tsx';
import css from './toast.module.css';
import { closeToast, useToast } from './toast.ts';

/** Where toasts stand, and where a screen reader hears of them. */
export function Toaster() {
  const { toast } = useToast();
  return (
    <div className={css['place']} role="status" aria-live="polite">
      {toast && (
        <div key={toast.id} className={`${css['toast']} ${toast.tone === 'fail' ? css['fail'] : ''}`}>
          <span>{toast.words}</span>
          {toast.action && (
            <button
              type="button"
              className={css['action']}
              onClick={() => {
                closeToast(toast.id);
                toast.action?.run();
              }}
            >
              {toast.action.words}
            </button>
          )}
          <button type="button" className={css['close']} aria-label="Close" onClick={() => closeToast(toast.id)}>
            <Icon name="cross" />
          </button>
        </div>
      )}
    </div>
  );
}
