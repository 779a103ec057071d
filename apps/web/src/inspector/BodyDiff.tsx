import type { BodyRef } from '@chainwright/runtime/trace/trace-event';
import { useMemo } from 'react';
import { bytesText } from '../score/quantities.ts';
import type { TraceSource } from '../score/trace-source.ts';
import { type BodyLine, diffLines, hexRows, pretty, textOf } from './body-diff.ts';
import css from './inspector.module.css';

/** Bytes and lines that are shown of a body; the rest is counted. */
const MOST_BYTES = 65_536;
const MOST_LINES = 400;

type Props = { readonly trace: TraceSource; readonly before: BodyRef | null; readonly after: BodyRef | null };

/** A body before and after, as lines of text or as bytes. */
export function BodyDiff({ trace, before, after }: Props) {
  const view = useMemo(() => compare(trace, before, after), [trace, before, after]);
  return (
    <div>
      <p className={css['sizes']}>
        {before ? bytesText(before.length) : 'nothing'} → {after ? bytesText(after.length) : 'nothing'} · {view.words}
      </p>
      <pre className={css['body']}>
        {view.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are their order
          <span key={index} className={css[line.mark]}>
            <i aria-hidden="true">{line.mark === 'add' ? '+' : line.mark === 'del' ? '−' : ' '}</i>
            {line.text}
            {'\n'}
          </span>
        ))}
      </pre>
      {view.left > 0 && <p className={css['sizes']}>{view.left.toLocaleString('en')} more lines</p>}
    </div>
  );
}

type BodyView = { readonly words: string; readonly lines: readonly BodyLine[]; readonly left: number };

function compare(trace: TraceSource, before: BodyRef | null, after: BodyRef | null): BodyView {
  const bytes = (ref: BodyRef | null): Uint8Array => (ref ? trace.body(ref).subarray(0, MOST_BYTES) : new Uint8Array());
  const old = bytes(before ?? after);
  const now = bytes(after ?? before);
  const oldText = textOf(old);
  const nowText = textOf(now);
  const text = oldText !== null && nowText !== null;
  const lines = text
    ? before && after
      ? diffLines(pretty(oldText), pretty(nowText))
      : pretty(nowText)
          .split('\n')
          .map((one): BodyLine => ({ mark: 'same', text: one }))
    : hexRows(now, MOST_LINES).map((one): BodyLine => ({ mark: 'same', text: one }));
  const changed = lines.some((line) => line.mark !== 'same');
  const words = text ? (changed ? 'changed' : 'unchanged, as text') : 'bytes';
  return { words, lines: lines.slice(0, MOST_LINES), left: Math.max(0, lines.length - MOST_LINES) };
}
