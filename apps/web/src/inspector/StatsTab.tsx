import { useState } from 'react';
import type { ScenarioRun } from '../run/run-store.ts';
import css from './inspector.module.css';

/** Counters and gauges that this scenario moved, as differences. */
export default function StatsTab({ run }: { readonly run: ScenarioRun }) {
  const [search, setSearch] = useState('');
  const stats = Object.entries(run.result.stats)
    .filter(([name]) => name.includes(search.trim()))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <>
      <div className={`ph line ${css['parts']} ${css['first']}`}>
        <input
          className="field s"
          type="search"
          placeholder="Filter: name"
          aria-label="Filter stats by name"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="t12 muted nowrap">since the start of the scenario</span>
      </div>
      <table className={`mt ${css['headers']}`}>
        <caption className="sr">Stats that changed</caption>
        <tbody>
          {stats.map(([name, value]) => (
            <tr key={name}>
              <td className="wrapv">{name}</td>
              <td className="right c-ok nowrap">{value > 0 ? `+${value}` : value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {stats.length === 0 && <p className="pad muted">No counter moved.</p>}
    </>
  );
}
