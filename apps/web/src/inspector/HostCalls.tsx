import type { TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { useMemo, useState } from 'react';
import { useReveal } from '../app/reveal.ts';
import type { ScoreStep } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';
import css from './inspector.module.css';

type Call = TraceEventOf<'host-call' | 'lua-call'>;

/** Calls that are shown at once: what they changed shall stay in sight below. */
const FIRST = 7;

/** Every call from the code to Envoy in this step, with arguments and result. A call leads to its line. */
export function HostCalls({ trace, step }: { readonly trace: TraceSource; readonly step: ScoreStep }) {
  const calls = useMemo(
    () =>
      step.events
        .map((seq) => trace.at(seq))
        .filter((event): event is Call => event.kind === 'host-call' || event.kind === 'lua-call'),
    [trace, step],
  );
  const [all, setAll] = useState(false);
  if (calls.length === 0) return null;
  const shown = all ? calls : calls.slice(0, FIRST);
  return (
    <div className={css['calls']}>
      <h3 className="sr">Host calls</h3>
      <ol>
        {shown.map((call, index) => (
          <HostCall key={call.seq} call={call} index={index + 1} />
        ))}
      </ol>
      {calls.length > shown.length && (
        <button type="button" className="btn link t12" onClick={() => setAll(true)}>
          {calls.length - shown.length} more calls
        </button>
      )}
    </div>
  );
}

function HostCall({ call, index }: { readonly call: Call; readonly index: number }) {
  const [revealed, reveal] = useReveal();
  const { source } = call;
  const failed = call.status !== null && call.status !== 'Ok' && call.status !== 'NotFound';
  const selected = revealed !== null && revealed.seq === call.seq;
  const args = call.args.map(([, text]) => text).join(', ');
  const words = call.result ?? call.status ?? '';
  return (
    <li className={`${failed ? css['err'] : ''} ${selected ? css['sel'] : ''}`}>
      <button
        type="button"
        disabled={!source}
        title={`${call.args.map(([name, text]) => `${name}: ${text}`).join('\n')}${source ? `\nline ${source.line}` : ''}`}
        onClick={() => source && reveal({ place: source, seq: call.seq })}
      >
        <span className={css['ix']}>{index}</span>
        <span className="trunc">
          <span className={css['fn']}>{call.function}</span>(<span className={css['ar']}>{args}</span>)
        </span>
        <span className={`trunc ${css['ret']}`}>{words}</span>
      </button>
    </li>
  );
}
