import { Suspense, useMemo } from 'react';
import { ROOMY, useMedia } from '../app/media.ts';
import type { Selection } from '../app/selection.ts';
import type { InspectorTab } from '../app/view.ts';
import { show, useView } from '../app/view-store.ts';
import { type ScenarioRun, sourceErrors, useRuns } from '../run/run-store.ts';
import type { Score } from '../score/score-model.ts';
import { late } from '../ui/late.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import css from './inspector.module.css';
import { StepTab } from './StepTab.tsx';

const LogsTab = late(() => import('./LogsTab.tsx'));
const ProblemsTab = late(() => import('./ProblemsTab.tsx'));
const ResponseTab = late(() => import('./ResponseTab.tsx'));
const StateTab = late(() => import('./StateTab.tsx'));
const StatsTab = late(() => import('./StatsTab.tsx'));

/** The lower right: the chosen step, the response, logs, stats, state; problems in front when there are any. */
export function Inspector({ selection }: { readonly selection: Selection }) {
  const view = useView();
  const roomy = useMedia(ROOMY);
  const { run, score, step, scenario } = selection;
  const runs = useRuns();
  const errors = useMemo(() => sourceErrors(runs), [runs]);
  const refusal = (scenario && runs.refusals.get(scenario.name)?.result) ?? null;
  const problems = errors.length + (refusal && errors.length === 0 ? 1 : 0);
  const tab = tabShown(view.tab, problems);
  const response = run?.result.responses.find((one) => one.request === view.request);
  const stats = run ? Object.keys(run.result.stats).length : 0;
  const tabs: { value: InspectorTab; words: React.ReactNode }[] = [
    { value: 'step', words: step ? `Step ${step.number}` : 'Step' },
    {
      value: 'response',
      words: (
        <>
          Response <span className="n">{response?.status ?? ''}</span>
        </>
      ),
    },
    {
      value: 'logs',
      words: (
        <>
          Logs <span className="n">{run?.result.logs.length ?? ''}</span>
        </>
      ),
    },
    {
      value: 'stats',
      words: (
        <>
          Stats <span className="n">{stats || ''}</span>
        </>
      ),
    },
    { value: 'state', words: 'State' },
  ];
  if (problems > 0)
    tabs.unshift({
      value: 'problems',
      words: (
        <>
          Problems <span className="n fail">{problems}</span>
        </>
      ),
    });
  return (
    <section className={`panel ${css['inspector']}`} aria-label="Inspector" data-region="inspector" tabIndex={-1}>
      <Tabs label="Inspector" tabs={tabs} value={tab} onChange={(value) => show({ tab: value })}>
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className={`scroll ${css['scroll']} ${selection.stale && tab !== 'problems' ? css['stale'] : ''}`}
        >
          <Suspense fallback={null}>
            {tab === 'problems' && <ProblemsTab errors={errors} refusal={refusal} />}
            {tab === 'step' &&
              (run && score && step ? (
                <StepTab run={run} score={score} step={step} chain={selection.chain} />
              ) : (
                <Nothing />
              ))}
            {tab === 'response' && (run ? <ResponseTab run={run} request={view.request} /> : <Nothing />)}
            {tab === 'logs' && (run && score ? <LogsTab run={run} score={score} /> : <Nothing />)}
            {tab === 'stats' && (run ? <StatsTab run={run} /> : <Nothing />)}
            {tab === 'state' && (run && score ? <StateTab run={run} score={score} step={step} /> : <Nothing />)}
          </Suspense>
        </div>
        {roomy && tab === 'step' && run && score && <Beside run={run} score={score} request={view.request} />}
      </Tabs>
    </section>
  );
}

/** The chosen tab; problems come to the front while there are any, and never stay when there are none. */
function tabShown(wanted: InspectorTab, problems: number): InspectorTab {
  if (problems > 0 && wanted === 'step') return 'problems';
  return wanted === 'problems' && problems === 0 ? 'step' : wanted;
}

/** On large screens: what the client got, the logs and the stats, below the step. */
function Beside({
  run,
  score,
  request,
}: {
  readonly run: ScenarioRun;
  readonly score: Score;
  readonly request: number;
}) {
  return (
    <Suspense fallback={null}>
      <div className={css['beside']}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className="scroll" aria-label="Response" tabIndex={0}>
          <ResponseTab run={run} request={request} />
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the same */}
        <section className="scroll" aria-label="Logs and stats" tabIndex={0}>
          <h3 className={css['exchange']}>Logs</h3>
          <LogsTab run={run} score={score} />
          <h3 className={css['exchange']}>Stats</h3>
          <StatsTab run={run} />
        </section>
      </div>
    </Suspense>
  );
}

function Nothing() {
  return <p className="pad muted">This scenario has not run yet.</p>;
}
