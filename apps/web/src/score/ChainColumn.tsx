import { type KeyboardEvent, useRef, useState } from 'react';
import { selectFilter } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import type { ChainEntry } from '../project/filter-kind.ts';
import { KindIcon, type ParticipantKind } from '../ui/KindIcon.tsx';
import { ChainRow } from './ChainRow.tsx';
import css from './chain.module.css';
import { moveFilter, removeFilter, toggleFilter } from './chain-commands.ts';
import { Spine } from './Spine.tsx';
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
  const reached = {
    request: score.rows.findLastIndex(
      (row) => row.kind !== 'callout' && row.request !== 'none' && row.request !== 'skipped',
    ),
    response: deepestResponse(score),
  };
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
    const act = acts[(event.altKey ? 'Alt+' : '') + event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const move = (entry: ChainEntry, way: 1 | -1): void => {
    moveFilter(chain, entry.index, entry.index + way);
    focusRow(entry.name);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that hold controls and can be moved
    <div ref={list} role="grid" tabIndex={-1} aria-label="Filter chain" className={css['chain']} {...drag.handlers}>
      {score.rows.map((row, index) => {
        const entry = row.filter === null ? undefined : chain[row.filter];
        const spine = (
          <Spine
            row={row}
            index={index}
            reached={reached}
            turn={row.kind === 'upstream' && reached.request === index}
          />
        );
        if (!entry) return <OtherRow key={row.key} row={row} lit={litRow === index} spine={spine} />;
        return (
          <ChainRow
            key={row.key}
            row={row}
            entry={entry}
            chain={chain}
            spine={spine}
            selected={entry.name === selected?.name}
            lit={litRow === index}
            errors={errors.get(entry.source ?? '') ?? 0}
            renaming={renaming === entry.name}
            dragging={drag.from === entry.index}
            dropBefore={drag.from !== null && drag.to === entry.index}
            onRename={setRenaming}
            onKeyDown={(event) => keys(event, entry)}
          />
        );
      })}
    </div>
  );
}

/** A participant that is no filter. */
function OtherRow({
  row,
  lit,
  spine,
}: {
  readonly row: ScoreRow;
  readonly lit: boolean;
  readonly spine: React.ReactNode;
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
        {spine}
        <KindIcon kind={kind} />
        <span className={`${css['name']} trunc`}>{row.name}</span>
        {row.note && <span className={css['note']}>{row.note}</span>}
      </span>
    </div>
  );
}

function deepestResponse(score: Score): number {
  const points = score.lines
    .filter((line) => line.style === 'response' || line.style === 'fail')
    .flatMap((line) => line.points);
  return points.reduce((deepest, point) => Math.max(deepest, point.row), 0);
}
