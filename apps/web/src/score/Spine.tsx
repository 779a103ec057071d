import { memo } from 'react';
import css from './chain.module.css';
import type { ScoreRow } from './score-model.ts';

/** The deepest row that the request, and the response, came to; -1: none. */
export type Reached = { readonly request: number; readonly response: number };

type Props = {
  readonly row: ScoreRow;
  readonly reached: Reached;
  readonly index: number;
  readonly turn: boolean;
};

/** The two pipes at the left of a row, with a port on each: filled when the row was called, a ring when it let pass. */
export const Spine = memo(function Spine({ row, reached, index, turn }: Props) {
  const down = reached.request >= index;
  const up = reached.response >= index;
  return (
    <span className={css['spine']}>
      <svg viewBox="0 0 40 32" preserveAspectRatio="none" aria-hidden="true">
        {turn ? (
          <path className={css['d']} d="M13 0V11a7 7 0 0 0 14 0V0" />
        ) : (
          <>
            {row.kind !== 'callout' && (
              <path
                className={down ? css['d'] : css['z']}
                d={index === 0 ? 'M13 16V32' : reached.request === index ? 'M13 0V16' : 'M13 0V32'}
              />
            )}
            {row.kind !== 'callout' && (
              <path
                className={up ? css['u'] : css['z']}
                d={index === 0 ? 'M27 32V16' : reached.response === index ? 'M27 16V0' : 'M27 32V0'}
              />
            )}
          </>
        )}
        {!turn && row.kind !== 'callout' && row.kind !== 'upstream' && (
          <>
            <Port kind={row.request} path="M8.5 11h9v5.5l-4.5 4.5-4.5-4.5z" x={13} side="a" />
            <Port kind={row.response} path="M22.5 21.5v-5.5l4.5-4.5 4.5 4.5v5.5z" x={27} side="b" />
          </>
        )}
      </svg>
    </span>
  );
});

function Port({
  kind,
  path,
  x,
  side,
}: {
  readonly kind: ScoreRow['request'];
  readonly path: string;
  readonly x: number;
  readonly side: 'a' | 'b';
}) {
  if (kind === 'called') return <path className={css[side === 'a' ? 'pd' : 'pu']} d={path} />;
  if (kind === 'failed') return <path className={css['pf']} d={`M${x - 4.5} 11.5h9v9h-9z`} />;
  if (kind === 'passed') return <circle className={`${css['po']} ${css[side]}`} cx={x} cy="16" r="3.4" />;
  return null;
}
