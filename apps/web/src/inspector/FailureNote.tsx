import { byteStringToDisplay } from '@chainwright/runtime/http/byte-string';
import { reveal } from '../app/reveal.ts';
import type { ChainEntry } from '../project/filter-kind.ts';
import { dispatch } from '../project/project-store.ts';
import type { ScoreStep } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';
import { Icon } from '../ui/Icon.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import css from './inspector.module.css';

const POLICIES = ['FAIL_CLOSED', 'FAIL_OPEN', 'FAIL_RELOAD'] as const;
type Policy = (typeof POLICIES)[number];

type Props = { readonly trace: TraceSource; readonly step: ScoreStep; readonly entry: ChainEntry | undefined };

/** A trap or script error: what Envoy does now, where it happened, and what to try. */
export default function FailureNote({ trace, step, entry }: Props) {
  const events = step.events.map((seq) => trace.at(seq));
  const trap = events.find((event) => event.kind === 'vm-trapped');
  const error = events.find((event) => event.kind === 'script-error');
  const budget = events.find((event) => event.kind === 'budget-exceeded');
  const crash = events.find((event) => event.kind === 'would-crash-envoy');
  const policy = events.find((event) => event.kind === 'failure-policy-applied');
  const rest = events.filter((event) => event.kind === 'not-simulated');
  return (
    <>
      {crash?.kind === 'would-crash-envoy' && (
        <div className={css['crash']} role="alert">
          <Icon name="bolt" small={false} />
          <p>
            <b>This would crash Envoy 1.40.</b> {crash.what}: {crash.why}
          </p>
        </div>
      )}
      {(trap || error || budget) && (
        <div className={`note fail ${css['note']}`}>
          <Icon name="bolt" small={false} />
          <div className="col grow">
            <p>
              <b className="b">What Envoy does now. </b>
              {policy?.kind === 'failure-policy-applied'
                ? `${policy.policy}: ${policy.effect}`
                : consequence(step, entry)}
            </p>
            {entry && (entry.kind === 'assemblyscript' || entry.kind === 'wasm') && <PolicySwitch entry={entry} />}
          </div>
        </div>
      )}
      {trap?.kind === 'vm-trapped' && trap.backtrace.length > 0 && (
        <div className={css['where']}>
          <h3 className="label">Where</h3>
          <ol>
            {trap.backtrace.map((frame, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: frames have an order and nothing else
              <li key={index}>
                <button
                  type="button"
                  disabled={!frame.place}
                  onClick={() => frame.place && reveal({ place: frame.place, seq: trap.seq })}
                >
                  <span className={css['ix']}>{index}</span>
                  <span className="trunc">
                    {frame.place ? `${frame.place.id}:${frame.place.line}:${frame.place.column} ` : ''}
                    <span className={css['fn']}>{frame.name}</span>
                  </span>
                  <span className={css['ret']}>{frameOwner(frame.place?.id ?? null)}</span>
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
      {rest.map((event) =>
        event.kind === 'not-simulated' ? (
          <div key={event.seq} className={`note wait ${css['note']}`}>
            <Icon name="warning" small={false} />
            <p>
              <b className="b">Not simulated: </b>
              {byteStringToDisplay(event.what)}. {event.why}
            </p>
          </div>
        ) : null,
      )}
    </>
  );
}

function consequence(step: ScoreStep, entry: ChainEntry | undefined): string {
  if (entry?.kind === 'lua')
    return 'It logs the error, drops this script for the rest of the request, and lets the request go on as the script left it.';
  return step.mark === 'trap'
    ? 'The whole VM of this worker is dead; the failure policy of the filter decides about this and later requests.'
    : 'The request ends here.';
}

/** Tries another failure policy: one click, and the trace shows the difference. */
function PolicySwitch({ entry }: { readonly entry: ChainEntry }) {
  const config = entry.config.typed_config?.['config'];
  if (typeof config !== 'object' || config === null) return null;
  const plugin = config as Record<string, unknown>;
  const named = POLICIES.find((one) => one === plugin['failure_policy']);
  const now: Policy = named ?? (plugin['fail_open'] === true ? 'FAIL_OPEN' : 'FAIL_CLOSED');
  return (
    <div className={`row ${css['try']}`}>
      <span className="t12">Try with</span>
      <Segmented
        small
        label="Failure policy"
        value={now}
        options={POLICIES.map((value) => ({ value, words: value }))}
        onChange={(failure_policy) => {
          const { fail_open: _, ...others } = plugin;
          dispatch({
            type: 'configure-filter',
            index: entry.index,
            typedConfig: { ...entry.config.typed_config, config: { ...others, failure_policy } },
          });
        }}
      />
    </div>
  );
}

function frameOwner(id: string | null): string {
  if (id === null) return '';
  if (id.includes('~lib/chainwright')) return 'SDK';
  return id.includes('~lib/') ? 'library' : 'yours';
}
