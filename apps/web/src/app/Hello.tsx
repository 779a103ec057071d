import { useProject } from '../project/project-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { openDialog } from './dialogs.ts';
import css from './hello.module.css';
import { prefer, usePreferences } from './preferences.ts';
import { show } from './view-store.ts';

/** The first line on a first visit: one sentence and three doors. Gone after the first edit. */
export function Hello() {
  const greeted = usePreferences((state) => state.greeted);
  const fresh = useProject((state) => state.origin === 'example' && state.past.length === 0);
  if (greeted || !fresh) return null;
  return (
    <section className={css['hello']} aria-label="Welcome">
      <p>
        <b className="b">Runs an Envoy filter chain on sample requests, here in your browser.</b> Down: the request. Up:
        the answer.
      </p>
      <span className="grow" />
      <button
        type="button"
        className="btn"
        onClick={() => show({ pane: 'code', file: 'sources/stamp-request', filter: 'stamp-request' })}
      >
        <Icon name="code" />
        Edit this
      </button>
      <button type="button" className="btn" onClick={() => openDialog('add-filter')}>
        <Icon name="plus" />
        Add a filter
      </button>
      <button type="button" className="btn" onClick={() => openDialog('open')}>
        <Icon name="open" />
        Open a project
      </button>
      <button
        type="button"
        className="btn ghost icon"
        aria-label="Close this line"
        onClick={() => prefer({ greeted: true })}
      >
        <Icon name="cross" />
      </button>
    </section>
  );
}
