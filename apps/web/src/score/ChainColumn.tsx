import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { selectFilter } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import type { ChainEntry } from '../project/filter-kind.ts';
import { KindIcon, type ParticipantKind } from '../ui/KindIcon.tsx';
import { ChainRow } from './ChainRow.tsx';
import css from './chain.module.css';
import { moveFilter, removeFilter, toggleFilter } from './chain-commands.ts';
import { type Reached, Spine } from './Spine.tsx';
import type { Score, ScoreRow } from './score-model.ts';
import { useChainDrag } from './use-chain-drag.ts';

type Props = {
  readonly score: Score;
  readonly chain: readonly ChainEntry[];
  readonly selected: ChainEntry | null;
  readonly litRow: number | null;
  readonly errors: ReadonlyMap<string, number>;
};

/** The left side of the score: the chain itself, one row for each participant. */
export function ChainColumn({ score, chain, selected, litRow, errors }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const drag = useChainDrag(list, chain);
  const reached = useMemo(() => deepest(score), [score]);
  const focusRow = (name: string | undefined): void => {
    if (name === undefined) return;
    selectFilter(name);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-filter="${CSS.escape(name)}"]`)?.focus(),
    );
  };
  const keys = (event: KeyboardEvent<HTMLElement>, entry: ChainEntry): void => {
    if (event.target !== event.currentTarget) return;
    const acts: Record<string, () => void> = {
      ArrowDown: () => focusRow(chain[entry.index + 1]?.name),
      ArrowUp: () => focusRow(chain[entry.index - 1]?.name),
      Home: () => focusRow(chain[0]?.name),
      End: () => focusRow(chain[chain.length - 1]?.name),
      Enter: () => show({ filter: entry.name, file: null, pane: 'code' }),
      F2: () => setRenaming(entry.name),
      d: () => toggleFilter(entry),
      Delete: () => {
        removeFilter(chain, entry.index);
        focusRow((chain[entry.index + 1] ?? chain[entry.index - 1])?.name);
      },
      'Alt+ArrowUp': () => move(entry, -1),
      'Alt+ArrowDown': () => move(entry, 1),
    };
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'd' && !usePreferences.getState().letterKeys) return;
    const act = acts[(event.altKey ? 'Alt+' : '') + event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const latest = useRef(keys);
  latest.current = keys;
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>, entry: ChainEntry) => latest.current(event, entry),
    [],
  );
  const move = (entry: ChainEntry, way: 1 | -1): void => {
    moveFilter(chain, entry.index, entry.index + way);
    focusRow(entry.name);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that hold controls and can be moved
    <div ref={list} role="grid" tabIndex={-1} aria-label="Filter chain" className={css['chain']} {...drag.handlers}>
      {score.rows.map((row, index) => {
        const entry = row.filter === null ? undefined : chain[row.filter];
        if (!entry) return <OtherRow key={row.key} row={row} index={index} reached={reached} lit={litRow === index} />;
        return (
          <ChainRow
            key={row.key}
            row={row}
            entry={entry}
            chain={chain}
            index={index}
            reached={reached}
            selected={entry.name === selected?.name}
            lit={litRow === index}
            errors={errors.get(entry.source ?? '') ?? 0}
            renaming={renaming === entry.name}
            dragging={drag.from === entry.index}
            dropBefore={drag.from !== null && drag.to === entry.index}
            onRename={setRenaming}
            onKeyDown={onKeyDown}
          />
        );
      })}
    </div>
  );
}

/** A participant that is no filter. */
function OtherRow({
  row,
  index,
  reached,
  lit,
}: {
  readonly row: ScoreRow;
  readonly index: number;
  readonly reached: Reached;
  readonly lit: boolean;
}) {
  const kind: ParticipantKind = row.kind === 'upstream' || row.kind === 'callout' ? row.kind : 'downstream';
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the column
    // biome-ignore lint/a11y/useFocusableInteractive: nothing can be done with it
    <div
      role="row"
      className={`${css['item']} ${css['end']} ${lit ? css['lit'] : ''} ${row.note?.startsWith('not ') ? css['never'] : ''}`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the column */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see the row */}
      <span role="gridcell" className={css['main']}>
        <Spine row={row} index={index} reached={reached} turn={row.kind === 'upstream' && reached.request === index} />
        <KindIcon kind={kind} />
        <span className={`${css['name']} trunc`}>{row.name}</span>
        {row.note && <span className={css['note']}>{row.note}</span>}
      </span>
    </div>
  );
}

/** The deepest row that the request, and the response, came to. */
function deepest(score: Score): Reached {
  const request = score.rows.findLastIndex(
    (row) => row.kind !== 'callout' && row.request !== 'none' && row.request !== 'skipped',
  );
  const points = score.lines
    .filter((line) => line.style === 'response' || line.style === 'fail')
    .flatMap((line) => line.points);
  return { request, response: points.reduce((lowest, point) => Math.max(lowest, point.row), -1) };
}
