import { type ClipboardEvent, type ReactNode, useRef } from 'react';
import css from './edit-table.module.css';
import { Icon } from './Icon.tsx';
import { pastedRows } from './pasted-rows.ts';

/** A row of two texts. */
export type EditRow = readonly [name: string, value: string];

type Props = {
  /** What the rows are: `Headers`. */
  readonly label: string;
  readonly rows: readonly EditRow[];
  readonly onChange: (rows: readonly EditRow[]) => void;
  /** What Envoy will make of a row. */
  readonly note?: (row: EditRow, index: number) => ReactNode;
  /** What stands at the right of the empty row. */
  readonly hint?: string;
};

/** Ordered rows of name and value. Boxes show only where one types; text, rows or curl headers can be pasted. */
export function EditTable({ label, rows, onChange, note, hint }: Props) {
  const table = useRef<HTMLDivElement>(null);
  const focusLater = (index: number, column: 0 | 1): void => {
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLInputElement>(`[data-cell="${index}:${column}"]`)?.focus(),
    );
  };
  const put = (index: number, column: 0 | 1, text: string): void => {
    const next = rows.map((row, i): EditRow => (i !== index ? row : column === 0 ? [text, row[1]] : [row[0], text]));
    if (index === rows.length) next.push(column === 0 ? [text, ''] : ['', text]);
    onChange(next);
    if (index === rows.length) focusLater(index, column);
  };
  const remove = (index: number): void => {
    onChange(rows.filter((_, i) => i !== index));
    focusLater(Math.min(index, rows.length - 1), 0);
  };
  const paste = (event: ClipboardEvent, index: number): void => {
    const pasted = pastedRows(event.clipboardData.getData('text/plain'));
    if (!pasted) return;
    event.preventDefault();
    onChange([...rows.slice(0, index), ...pasted, ...rows.slice(index)]);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out in its own way
    <div ref={table} role="group" aria-label={label} className={css['table']}>
      {[...rows, null].map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are their order
        <div key={index} className={`${css['row']} ${row ? '' : css['ghost']}`}>
          <span className={css['grip']} aria-hidden="true">
            {row ? index + 1 : '+'}
          </span>
          <input
            data-cell={`${index}:0`}
            aria-label={`${label}, name ${index + 1}`}
            placeholder="name"
            spellCheck={false}
            value={row?.[0] ?? ''}
            onChange={(event) => put(index, 0, event.target.value)}
            onPaste={(event) => paste(event, index)}
          />
          <input
            data-cell={`${index}:1`}
            aria-label={`${label}, value ${index + 1}`}
            placeholder="value"
            spellCheck={false}
            value={row?.[1] ?? ''}
            onChange={(event) => put(index, 1, event.target.value)}
          />
          <span className={css['note']}>{row ? note?.(row, index) : hint}</span>
          {row ? (
            <button
              type="button"
              className={css['remove']}
              aria-label={`Remove ${row[0] || `row ${index + 1}`}`}
              onClick={() => remove(index)}
            >
              <Icon name="cross" />
            </button>
          ) : (
            <span />
          )}
        </div>
      ))}
    </div>
  );
}
