import { useComparison } from '../compare/compared.ts';
import { useRuns } from '../run/run-store.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './foot.module.css';
import type { Selection } from './selection.ts';
import { show } from './view-store.ts';

/** The honesty line: what this result is worth, and what it took. */
export function Foot({ selection }: { readonly selection: Selection }) {
  const failure = useRuns((state) => state.failure);
  const took = useRuns((state) => state.tookMs);
  const phase = useRuns((state) => state.phase);
  const { run, scenario, score, stale } = selection;
  const missing = run?.result.not_simulated ?? [];
  return (
    <footer className={css['foot']} data-region="foot" tabIndex={-1}>
      {failure ? (
        <span className="row tight c-fail">
          <Icon name="alert" />
          {failure}
        </span>
      ) : missing.length > 0 ? (
        <button
          type="button"
          className={`${css['link']} c-wait`}
          onClick={() => show({ page: 'workbench', pane: 'trace', tab: 'state' })}
          title={missing.map((one) => `${one.what}: ${one.why}`).join('\n')}
        >
          <Icon name="warning" />
          {missing.length} thing{missing.length === 1 ? '' : 's'} not simulated
        </button>
      ) : (
        <Honesty />
      )}
      <span className="grow" />
      {phase !== 'idle' && <span className="hide-phone muted">{phase} …</span>}
      <span className="hide-narrow">
        {scenario?.workers && scenario.workers > 1 ? `${scenario.workers} workers` : 'worker 0 of 1'}
      </span>
      <span className={`${css['sep']} hide-narrow`} aria-hidden="true" />
      <span className="hide-narrow">seed {scenario?.seed ?? 1}</span>
      <span className={`${css['sep']} hide-narrow`} aria-hidden="true" />
      <span className="muted hide-narrow">
        {score ? `${score.steps.length} ${score.steps.length === 1 ? 'step' : 'steps'}` : 'no run yet'}
        {took !== null && !stale
          ? ` · ran in ${took.toFixed(1)} ms in this browser, which says nothing about Envoy’s speed`
          : ''}
      </span>
    </footer>
  );
}

/** What the simulation is worth for this very chain. */
function Honesty() {
  const compared = useComparison();
  if (!compared) {
    return <span className="ink2">Simulated as Envoy 1.40.0 does it; not compared with Envoy yet</span>;
  }
  const { equal, known, different, version } = compared;
  const words = [
    `${equal} points equal`,
    known > 0 && `${known} known to differ`,
    different > 0 && `${different} different`,
  ];
  return (
    <button
      type="button"
      className={`${css['link']} ${different > 0 ? 'c-fail' : 'c-ok'}`}
      onClick={() => show({ page: 'compare' })}
    >
      <Icon name={different > 0 ? 'alert' : 'check'} />
      Compared with Envoy {version}: {words.filter(Boolean).join(', ')}
    </button>
  );
}
