import { byteStringToDisplay } from '@chainwright/runtime/http/byte-string';
import { useState } from 'react';
import { Icon } from '../ui/Icon.tsx';
import type { HeaderDiff, HeaderRow } from './header-history.ts';
import css from './inspector.module.css';

const SIGNS: Record<HeaderRow['mark'], string> = { add: '+', del: '−', chg: '~', same: '' };
const WORDS: Record<HeaderRow['mark'], string> = { add: 'added', del: 'removed', chg: 'changed', same: 'unchanged' };

/** Headers before and after, in Envoy's order. What the client sent and nobody touched is folded. */
export function HeaderDiffTable({ diff }: { readonly diff: HeaderDiff }) {
  const [open, setOpen] = useState(false);
  const quiet = diff.rows.filter((row) => row.mark === 'same');
  const fold = quiet.length > 4 && quiet.length < diff.rows.length;
  const rows = fold && !open ? diff.rows.filter((row) => row.mark !== 'same') : diff.rows;
  return (
    <>
      {fold && (
        <button type="button" className={css['fold']} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'next'} />
          <span className="m nowrap">{quiet.length} unchanged</span>
          {!open && <code className="trunc">{quiet.map((row) => byteStringToDisplay(row.name)).join(' ')}</code>}
        </button>
      )}
      <table className={`mt ${css['headers']}`}>
        <caption className="sr">{diff.map.replace('-', ' ')} before and after this step</caption>
        <thead className="sr">
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Set by</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, order is the identity
            <tr key={index} className={row.mark}>
              <td className="mark">
                <span aria-hidden="true">{SIGNS[row.mark]}</span>
                <span className="sr">{WORDS[row.mark]}</span>
              </td>
              <td className={css['name']}>{byteStringToDisplay(row.name)}</td>
              <td className="wrapv">
                {row.before !== null && row.mark !== 'same' && <del>{byteStringToDisplay(row.before)}</del>}
                {row.mark === 'chg' && ' '}
                {row.after !== null &&
                  (row.mark === 'same' ? byteStringToDisplay(row.after) : <ins>{byteStringToDisplay(row.after)}</ins>)}
              </td>
              <td className="by">{row.by}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {diff.rows.length === 0 && <p className="pad t12 muted">No headers.</p>}
    </>
  );
}
