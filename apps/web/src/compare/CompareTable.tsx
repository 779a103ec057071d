import { useState } from 'react';
import { Segmented } from '../ui/Segmented.tsx';
import css from './compare.module.css';
import { groupRows, SIGNS } from './compare-rows.ts';
import { pointWords } from './point-words.ts';
import type { ComparedPoint, RealEnvoyRun } from './real-envoy-api.ts';

type Props = {
  readonly run: RealEnvoyRun;
  /** The field of the chosen point. */
  readonly chosen: string | null;
  readonly onChoose: (field: string) => void;
};

/** The points of a comparison under their headings, both sides beside each other; what differs comes first in sight. */
export function CompareTable({ run, chosen, onChoose }: Props) {
  const differs = run.rows.some((row) => row.verdict === 'different' || row.verdict === 'known-difference');
  const [which, setWhich] = useState<'differences' | 'all'>(differs ? 'differences' : 'all');
  const rows = which === 'all' ? run.rows : run.rows.filter((row) => row.verdict !== 'equal');
  return (
    <>
      <div className="pad">
        <Segmented
          small
          label="Rows"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'differences', words: 'Differences' },
            { value: 'all', words: 'All rows' },
          ]}
        />
      </div>
      <table className={`mt ${css['rows']}`}>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">Verdict</span>
            </th>
            <th scope="col">What</th>
            <th scope="col">Simulation</th>
            <th scope="col">Envoy</th>
            <th scope="col">
              <span className="sr">Note</span>
            </th>
          </tr>
        </thead>
        {groupRows(rows).map(([group, members]) => (
          <tbody key={group}>
            <tr>
              <th scope="colgroup" colSpan={5}>
                {group}
              </th>
            </tr>
            {members.map((row) => (
              <PointRow key={row.field} row={row} chosen={row.field === chosen} onChoose={onChoose} />
            ))}
          </tbody>
        ))}
      </table>
      {rows.length === 0 && <p className="pad muted">No row differs.</p>}
    </>
  );
}

const TONES: Record<ComparedPoint['verdict'], string> = {
  equal: '',
  different: 'del',
  'known-difference': 'chg',
  'not-comparable': 'same',
};

function PointRow({
  row,
  chosen,
  onChoose,
}: {
  readonly row: ComparedPoint;
  readonly chosen: boolean;
  readonly onChoose: (field: string) => void;
}) {
  const words = pointWords(row.field);
  return (
    <tr className={TONES[row.verdict]} data-chosen={chosen || undefined}>
      <td className="mark">
        <span aria-hidden="true">{SIGNS[row.verdict]}</span>
        <span className="sr">{row.verdict}</span>
      </td>
      <td className="wrapv" title={row.field}>
        {row.verdict === 'equal' ? (
          words
        ) : (
          <button type="button" className={css['point']} aria-pressed={chosen} onClick={() => onChoose(row.field)}>
            {words}
          </button>
        )}
      </td>
      <td className="wrapv">{row.simulator ?? 'absent'}</td>
      <td className="wrapv">{row.envoy ?? 'absent'}</td>
      <td className="by">{row.note ?? (row.verdict === 'different' ? 'different' : '')}</td>
    </tr>
  );
}
