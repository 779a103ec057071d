import { useMemo, useState } from 'react';
import { type Selection, selectStep } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import { useCopy } from '../export/use-copy.ts';
import { useProject } from '../project/project-store.ts';
import { useScoreOf } from '../run/scores.ts';
import { Icon } from '../ui/Icon.tsx';
import { bugReport } from './bug-report.ts';
import css from './compare.module.css';
import { SIGNS } from './compare-rows.ts';
import { type PointPlace, PointPlaces } from './point-place.ts';
import { pointWords } from './point-words.ts';
import type { ComparedPoint, RealEnvoyRun } from './real-envoy-api.ts';
import type { FirstDifferencePlace } from './use-keep-compared.ts';

type Props = {
  readonly run: RealEnvoyRun;
  readonly chosen: string | null;
  readonly first: FirstDifferencePlace | null;
  readonly version: string;
  readonly selection: Selection;
};

/** One difference: both values, where in the flow it came about, and the way to report it. */
export function DifferencePanel({ run, chosen, first, version, selection }: Props) {
  const row = run.rows.find((one) => one.field === chosen) ?? first?.row ?? run.rows.find(isDifferent);
  const place = usePlace(row, first, selection);
  const notes = [...new Set(run.rows.filter((one) => one.verdict !== 'different').map((one) => one.note))];
  return (
    <aside className="panel" aria-label="Why they differ">
      <div className="ph line">
        <h2 style={{ fontSize: 13 }}>Why they differ</h2>
      </div>
      <div className="scroll">
        {row ? (
          <Difference row={row} place={place} isFirst={row === first?.row} run={run} version={version} />
        ) : (
          <p className="pad muted">Nothing differs: in this scenario the simulation did what Envoy {version} does.</p>
        )}
        {notes.some(Boolean) && (
          <div className={css['notes']}>
            <h3 className="label">Not compared, or known</h3>
            <ul>
              {notes.filter(Boolean).map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </aside>
  );
}

function Difference({
  row,
  place,
  isFirst,
  run,
  version,
}: {
  readonly row: ComparedPoint;
  readonly place: PointPlace | null;
  readonly isFirst: boolean;
  readonly run: RealEnvoyRun;
  readonly version: string;
}) {
  return (
    <div className={css['difference']}>
      <p>
        <span className="c-fail m">{SIGNS[row.verdict]} </span>
        <code>{pointWords(row.field)}</code>
        {isFirst && <span className="muted"> came first in the flow</span>}
      </p>
      <dl>
        <dt>Simulation</dt>
        <dd className="wrapv">{row.simulator ?? 'absent'}</dd>
        <dt>Envoy</dt>
        <dd className="wrapv">{row.envoy ?? 'absent'}</dd>
      </dl>
      {row.note && <p className="muted">{row.note}</p>}
      <div className="row wrap">
        {place && (
          <button type="button" className="btn" onClick={() => showPlace(place)}>
            <Icon name="trace" />
            Show step {place.step.number}
          </button>
        )}
        {row.verdict === 'different' && <ReportButton run={run} version={version} />}
      </div>
      {row.verdict === 'different' && (
        <p className="t12 muted">The report is text for an issue: what differs, and this project as a link.</p>
      )}
    </div>
  );
}

function ReportButton({ run, version }: { readonly run: RealEnvoyRun; readonly version: string }) {
  const project = useProject((state) => state.project);
  const [copied, copy] = useCopy();
  const [busy, setBusy] = useState(false);
  const report = async (): Promise<void> => {
    setBusy(true);
    const { makeShareLink } = await import('../share/open-link.ts');
    const made = await makeShareLink(project);
    const link = made.ok ? made.value : null;
    copy('report', bugReport({ project: project.name, scenario: run.scenario, version, rows: run.rows, link }));
    setBusy(false);
  };
  return (
    <button type="button" className="btn" disabled={busy} onClick={() => void report()}>
      <Icon name="copy" />
      {copied === 'report' ? 'Copied' : 'Copy as a bug report'}
    </button>
  );
}

function usePlace(
  row: ComparedPoint | undefined,
  first: FirstDifferencePlace | null,
  { run }: Selection,
): PointPlace | null {
  const scoreOf = useScoreOf();
  // A look through the whole trace: once for a run, not for each choice.
  const places = useMemo(() => run && new PointPlaces(run.trace, (request) => scoreOf(run, request)), [run, scoreOf]);
  if (!row || !places) return null;
  return row === first?.row ? first : places.find(row.field);
}

function showPlace({ request, step }: PointPlace): void {
  show({ page: 'workbench', pane: 'trace', request });
  selectStep(step);
}

function isDifferent(row: ComparedPoint): boolean {
  return row.verdict === 'different';
}
