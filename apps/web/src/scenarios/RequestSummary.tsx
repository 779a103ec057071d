import type { ProjectScenario } from '@chainwright/filters/project/project';
import { useView } from '../app/view-store.ts';
import type { ScenarioRun } from '../run/run-store.ts';
import { bytesText } from '../score/quantities.ts';
import { bodyPieces, borderText } from './body-text.ts';
import css from './scenarios.module.css';

type Props = { readonly scenario: ProjectScenario; readonly run: ScenarioRun | undefined; readonly onEdit: () => void };

/** What the chosen scenario sends and what it expects, short. */
export function RequestSummary({ scenario, run, onEdit }: Props) {
  const index = useView((view) => view.request);
  const request = scenario.requests[index] ?? scenario.requests[0];
  if (!request) return null;
  const pieces = bodyPieces(request.body);
  const size = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  const facts = [
    request.protocol === 'http2' ? 'HTTP/2' : `HTTP/${request.http_version ?? '1.1'}`,
    pieces.length === 0 ? 'no body' : `${bytesText(size)}${pieces.length > 1 ? ` in ${pieces.length} pieces` : ''}`,
    request.trailers?.length ? `${request.trailers.length} trailers` : '',
    scenario.clock ? `clock ${scenario.clock.replace('T', ' ').replace(/(:00)?(\.\d+)?Z$/, ' UTC')}` : '',
    scenario.workers && scenario.workers > 1 ? `${scenario.workers} workers` : '',
  ];
  return (
    <div className={css['summary']}>
      <div className="ph">
        <h2 className={css['h']}>Request</h2>
        <span className="grow" />
        <button type="button" className="btn link t12 m" onClick={onEdit}>
          Edit<span className="sr"> the scenario</span>
        </button>
      </div>
      <p className={css['line']}>
        <code className="b c-req">{request.method ?? 'GET'}</code>
        <code className="wrapv">{request.path ?? '/'}</code>
      </p>
      <table className="mt">
        <caption className="sr">Request headers</caption>
        <tbody>
          <HeaderRow
            name=":authority"
            value={request.authority === null ? '(none)' : (request.authority ?? 'example.com')}
          />
          {(request.headers ?? []).map(([name, value], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, the order is the identity
            <HeaderRow key={i} name={name} value={borderText(value)} />
          ))}
        </tbody>
      </table>
      <p className="pad t12 muted">{facts.filter(Boolean).join(' · ')}</p>
      <Expectations scenario={scenario} run={run} />
    </div>
  );
}

function HeaderRow({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <tr>
      <th scope="row" className={css['hname']}>
        {name}
      </th>
      <td className={`trunc ${css['hvalue']}`} title={value}>
        {value}
      </td>
    </tr>
  );
}

/** The expectations with their signs. */
export function Expectations({
  scenario,
  run,
}: {
  readonly scenario: ProjectScenario;
  readonly run: ScenarioRun | undefined;
}) {
  const results = run?.result.expectations ?? [];
  if (!scenario.expect?.length) return null;
  return (
    <div className={css['expect']}>
      <h3 className="label">Expect</h3>
      <ul>
        {results.map((one) => (
          <li key={one.index} className={css['one']}>
            <b className={one.pass ? 'c-ok' : 'c-fail'}>
              {one.pass ? '✓' : '✕'}
              <span className="sr">{one.pass ? 'holds: ' : 'fails: '}</span>
            </b>
            <span className="wrapv">
              {one.text}
              {!one.pass && one.actual !== null && <span className="c-fail">, got {one.actual}</span>}
            </span>
          </li>
        ))}
        {results.length === 0 && <li className="muted">{scenario.expect.length} to check, not run yet</li>}
      </ul>
    </div>
  );
}
