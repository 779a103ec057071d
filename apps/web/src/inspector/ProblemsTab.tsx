import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { reveal } from '../app/reveal.ts';
import { useRuns } from '../run/run-store.ts';
import { borderText } from '../scenarios/body-text.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './inspector.module.css';

/** Errors of the code and what Envoy refuses, each leading to its line. */
export default function ProblemsTab({
  errors,
  refusal,
}: {
  readonly errors: readonly Diagnostic[];
  readonly refusal: ScenarioResult | null;
}) {
  const some = useRuns((state) => state.runs.size > 0);
  return (
    <div>
      <div className={`note wait ${css['note']}`}>
        <Icon name="clock" small={false} />
        <p>
          <b className="b">{some ? 'You are looking at the last good run. ' : 'There is no run to show yet. '}</b>
          The trace redraws by itself when {until(errors, refusal)}. Nothing is lost.
        </p>
      </div>
      {refusal && errors.length === 0 && (
        <div className={`note fail ${css['note']}`}>
          <Icon name="alert" small={false} />
          <div className="col">
            <p className="b">
              {refusal.outcome === 'rejected' ? 'Envoy refuses this configuration.' : 'The run was stopped.'}
            </p>
            <code className="wrapv">{refusal.reason}</code>
            {complaints(refusal).map((line) => (
              <code key={line} className="t12 wrapv">
                {line}
              </code>
            ))}
          </div>
        </div>
      )}
      <ul className={css['problems']}>
        {errors.map((error, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two errors can have the same words
          <li key={index}>
            <Problem error={error} />
          </li>
        ))}
      </ul>
      {errors.some((error) => /^(TS|AS)\d/.test(error.code)) && (
        <p className="pad t12 muted">
          <b className="m ink2">Why these and not TypeScript’s? </b>Errors come from the compiler that makes the module.
          Completion and hover come from the TypeScript service.
        </p>
      )}
    </div>
  );
}

/** Lines that Envoy logs before it gives up: they often say more than its last word. */
function complaints({ logs, reason }: ScenarioResult): string[] {
  const lines = logs.filter((line) => line.level === 'error' || line.level === 'critical');
  return [...new Set(lines.map((line) => borderText(line.message)))].filter((text) => text !== reason).slice(0, 6);
}

function until(errors: readonly Diagnostic[], refusal: ScenarioResult | null): string {
  if (errors.length > 0) return 'the code compiles';
  return refusal?.outcome === 'rejected' ? 'Envoy accepts the configuration' : 'a run comes to its end';
}

function Problem({ error }: { readonly error: Diagnostic }) {
  const { source, range } = error;
  const place = source && range ? { id: source, line: range.startLine, column: range.startColumn } : null;
  return (
    <button type="button" disabled={!place} onClick={() => place && reveal({ place, seq: null })}>
      <span className="c-fail m nowrap">✕ {error.code}</span>
      <span>
        {error.message}
        {error.hint && <span className="muted"> {error.hint}</span>}
      </span>
      <span className="t12 muted nowrap">{range ? `line ${range.startLine}, col ${range.startColumn}` : ''}</span>
    </button>
  );
}
