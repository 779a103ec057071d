import { byteStringToDisplay } from '@chainwright/runtime/http/byte-string';
import css from './inspector.module.css';
import type { StateRow } from './state-history.ts';

/** Values with their writers. */
export function StateList({ rows }: { readonly rows: readonly StateRow[] }) {
  if (rows.length === 0)
    return <p className="pad t12 muted">No filter has left metadata, filter state or properties.</p>;
  return (
    <table className={`mt ${css['headers']}`}>
      <caption className="sr">Metadata, filter state and properties</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.kind} ${row.name}`} className={row.here ? 'add' : 'same'}>
            <td className={css['name']}>
              <span className="by">{row.kind} </span>
              {row.name}
            </td>
            <td className="wrapv">{byteStringToDisplay(row.value)}</td>
            <td className="by">{row.here ? 'this step' : row.by}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
