import { Icon, type IconName } from '../ui/Icon.tsx';
import { openDialog } from './dialogs.ts';
import css from './tab-bar.module.css';
import type { Pane } from './view.ts';
import { show, useView } from './view-store.ts';

const PANES: readonly { readonly pane: Pane; readonly words: string; readonly icon: IconName }[] = [
  { pane: 'scenarios', words: 'Scenarios', icon: 'list' },
  { pane: 'trace', words: 'Trace', icon: 'trace' },
  { pane: 'code', words: 'Code', icon: 'code' },
];

/** The bar at the thumb, on narrow screens. */
export function TabBar() {
  const view = useView();
  return (
    <nav className={css['bar']} aria-label="Views">
      {PANES.map(({ pane, words, icon }) => (
        <button
          key={pane}
          type="button"
          aria-current={view.page === 'workbench' && view.pane === pane ? 'page' : undefined}
          onClick={() => show({ page: 'workbench', pane })}
        >
          <Icon name={icon} small={false} />
          {words}
        </button>
      ))}
      <button
        type="button"
        aria-current={view.page === 'export' ? 'page' : undefined}
        onClick={() => show({ page: 'export' })}
      >
        <Icon name="export" small={false} />
        Export
      </button>
      <button type="button" onClick={() => openDialog('commands')}>
        <Icon name="more" small={false} />
        More
      </button>
    </nav>
  );
}
