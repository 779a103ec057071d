import { type KeyboardEvent, memo } from 'react';
import { selectFilter } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import type { ChainEntry } from '../project/filter-kind.ts';
import { Icon } from '../ui/Icon.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Switch } from '../ui/Switch.tsx';
import css from './chain.module.css';
import { moveFilter, removeFilter, renameFilter, toggleFilter } from './chain-commands.ts';
import { type Reached, Spine } from './Spine.tsx';
import type { ChangeCount, ScoreRow } from './score-model.ts';

type Props = {
  readonly row: ScoreRow;
  readonly entry: ChainEntry;
  readonly chain: readonly ChainEntry[];
  readonly index: number;
  readonly reached: Reached;
  readonly selected: boolean;
  readonly lit: boolean;
  readonly errors: number;
  readonly renaming: boolean;
  readonly dragging: boolean;
  readonly dropBefore: boolean;
  readonly onRename: (name: string | null) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>, entry: ChainEntry) => void;
};

/** One filter of the chain. */
export const ChainRow = memo(function ChainRow({
  row,
  entry,
  chain,
  index,
  reached,
  selected,
  lit,
  errors,
  renaming,
  dragging,
  dropBefore,
  onRename,
  onKeyDown,
}: Props) {
  const failed = row.request === 'failed' || row.response === 'failed';
  const classes = [
    css['item'],
    selected && css['on'],
    failed && css['bad'],
    lit && css['lit'],
    entry.disabled && css['off'],
    row.note === 'not reached' && css['never'],
    dragging && css['dragging'],
    dropBefore && css['drop'],
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the column
    <div
      role="row"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      data-filter={entry.name}
      data-index={entry.index}
      className={classes.filter(Boolean).join(' ')}
      onClick={() => selectFilter(entry.name)}
      onDoubleClick={() => show({ filter: entry.name, file: null, pane: 'code' })}
      onKeyDown={(event) => onKeyDown(event, entry)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the column */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the row has the focus */}
      <span role="gridcell" className={css['main']}>
        <Spine row={row} index={index} reached={reached} turn={false} />
        <KindIcon kind={entry.kind} />
        {renaming ? (
          <RenameField entry={entry} onDone={() => onRename(null)} />
        ) : (
          <span className={`${css['name']} trunc`} title={entry.name}>
            {entry.name}
          </span>
        )}
        {errors > 0 ? (
          <span className={`${css['note']} ${css['fail']}`}>
            ✕ {errors} error{errors === 1 ? '' : 's'}
          </span>
        ) : row.note ? (
          <span className={`${css['note']} ${failed ? css['fail'] : ''}`}>{row.note}</span>
        ) : (
          <Deltas row={row} />
        )}
      </span>
      {entry.kind !== 'router' && (
        // biome-ignore lint/a11y/useSemanticElements: see the column
        // biome-ignore lint/a11y/useFocusableInteractive: its switch is
        <span role="gridcell" className={`${css['cell']} ${css['switchcell']}`}>
          <Switch
            on={!entry.disabled}
            label={`${entry.name} runs`}
            tabIndex={selected ? 0 : -1}
            onChange={() => toggleFilter(entry)}
          />
        </span>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: see the column */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its button is */}
      <span role="gridcell" className={css['cell']}>
        <RowMenu entry={entry} chain={chain} selected={selected} onRename={() => onRename(entry.name)} />
      </span>
    </div>
  );
});

function RowMenu({
  entry,
  chain,
  selected,
  onRename,
}: {
  readonly entry: ChainEntry;
  readonly chain: readonly ChainEntry[];
  readonly selected: boolean;
  readonly onRename: () => void;
}) {
  const router = entry.kind === 'router';
  return (
    <Menu
      label={`More for ${entry.name}`}
      className={css['menu'] ?? ''}
      tabIndex={selected ? 0 : -1}
      items={[
        {
          words: 'Configure',
          icon: 'settings',
          onChoose: () => show({ filter: entry.name, file: `config/${entry.name}`, pane: 'code' }),
        },
        { words: 'Rename', icon: 'edit', keys: 'F2', onChoose: onRename },
        {
          words: 'Move up',
          icon: 'up',
          keys: 'Alt ↑',
          disabled: router || entry.index === 0,
          onChoose: () => moveFilter(chain, entry.index, entry.index - 1),
        },
        {
          words: 'Move down',
          icon: 'down',
          keys: 'Alt ↓',
          disabled: router || entry.index >= chain.length - 2,
          onChoose: () => moveFilter(chain, entry.index, entry.index + 1),
        },
        {
          words: entry.disabled ? 'Enable' : 'Disable',
          icon: 'power',
          keys: 'D',
          disabled: router,
          onChoose: () => toggleFilter(entry),
        },
        {
          words: 'Remove',
          icon: 'trash',
          keys: 'Del',
          danger: true,
          disabled: router,
          onChoose: () => removeFilter(chain, entry.index),
        },
      ]}
    >
      <Icon name="more" />
    </Menu>
  );
}

function RenameField({ entry, onDone }: { readonly entry: ChainEntry; readonly onDone: () => void }) {
  return (
    <input
      className={`field ${css['rename']}`}
      aria-label={`New name of ${entry.name}`}
      defaultValue={entry.name}
      maxLength={120}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onFocus={(event) => event.target.select()}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => {
        renameFilter(entry, event.target.value);
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          event.currentTarget.value = entry.name;
          event.currentTarget.blur();
        }
      }}
    />
  );
}

function Deltas({ row }: { readonly row: ScoreRow }) {
  const request = changeText(row.changes.request);
  const response = changeText(row.changes.response);
  if (!request && !response) return null;
  return (
    <span className={css['delta']}>
      {request && (
        <b className={css['q']} title="changes to the request">
          {request}
        </b>
      )}
      {response && (
        <b className={css['p']} title="changes to the response">
          {response}
        </b>
      )}
    </span>
  );
}

function changeText({ added, changed, removed, bytes }: ChangeCount): string {
  const parts = [
    added ? `+${added}` : '',
    changed ? `~${changed}` : '',
    removed ? `−${removed}` : '',
    bytes ? `${bytes > 0 ? '+' : '−'}${Math.abs(bytes).toLocaleString('en')} B` : '',
  ];
  return parts.filter(Boolean).join(' ');
}
