import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../app/query-client.ts';
import type { Selection } from '../app/selection.ts';
import { uploadModules } from '../export/request-export.ts';
import { useProject } from '../project/project-store.ts';
import { exportCompiler } from '../run/run-session.ts';
import { Icon } from '../ui/Icon.tsx';
import { CompareTable } from './CompareTable.tsx';
import css from './compare.module.css';
import { countVerdicts } from './compare-rows.ts';
import { DifferencePanel } from './DifferencePanel.tsx';
import { RealEnvoyProblem, type RealEnvoyRun, type RunProgress, runOnRealEnvoy } from './real-envoy-api.ts';
import { ScenarioChoice } from './ScenarioChoice.tsx';
import { useCapabilities } from './use-capabilities.ts';
import { useKeepCompared } from './use-keep-compared.ts';

/** The simulation beside a real Envoy, point by point. */
export default function ComparePage({ selection }: { readonly selection: Selection }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Compare selection={selection} />
    </QueryClientProvider>
  );
}

function Compare({ selection }: { readonly selection: Selection }) {
  const capabilities = useCapabilities();
  const { id, project, revision, origin } = useProject();
  const [agreed, setAgreed] = useState<string | null>(null);
  const [progress, setProgress] = useState<RunProgress | null>(null);
  const available = capabilities.data?.realEnvoy.available ?? false;
  // A project from a link or a file is other people's code: the real Envoy would run it on the server's machine.
  const foreign = (origin === 'link' || origin === 'file') && agreed !== id;
  const runs = useQuery<readonly RealEnvoyRun[]>({
    queryKey: ['real-envoy', id, revision],
    queryFn: async ({ signal }) => {
      const compiler = await exportCompiler();
      const modules = await uploadModules(
        project,
        (name, source) => compiler.compileSource(name, source, 'export'),
        signal,
      );
      const names = project.scenarios.map((scenario) => scenario.name);
      const hashes = Object.fromEntries(modules.map((one) => [one.source, one.sha256]));
      return runOnRealEnvoy(project, names, hashes, { signal, onProgress: setProgress });
    },
    enabled: available && !foreign,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    placeholderData: (before) => before,
  });
  const run = runs.data?.find((one) => one.scenario === selection.scenario?.name);
  const version = capabilities.data?.realEnvoy.version ?? '';
  const fresh = runs.data && !runs.isPlaceholderData ? runs.data : null;
  const firsts = useKeepCompared(fresh, version);
  const [chosen, choose] = useState<string | null>(null);
  const first = firsts.get(selection.scenario?.name ?? '') ?? null;
  return (
    <div className={css['page']}>
      <aside className="panel" aria-label="Scenarios">
        <div className="ph">
          <h2 style={{ fontSize: 13 }}>Scenarios</h2>
        </div>
        <div className="scroll">
          {project.scenarios.map((scenario) => (
            <ScenarioChoice
              key={scenario.name}
              name={scenario.name}
              selected={scenario.name === selection.scenario?.name}
              run={runs.data?.find((one) => one.scenario === scenario.name)}
            />
          ))}
        </div>
        <div className={`pad t12 ${css['engine']}`}>
          <h3 className="label">Real Envoy</h3>
          {available ? (
            <p>{capabilities.data?.realEnvoy.version}, with its own V8 and LuaJIT</p>
          ) : (
            <p className="muted">
              {capabilities.data?.realEnvoy.reason ??
                (capabilities.error ? 'The server does not answer.' : 'Asking the server …')}
            </p>
          )}
        </div>
      </aside>
      <section className="panel" aria-label="Comparison" aria-busy={runs.isFetching}>
        <div className={`ph line ${css['head']}`}>
          <h2 className="trunc">{selection.scenario?.name ?? 'No scenario'}</h2>
          {run && <Verdicts run={run} />}
          <span className="grow" />
          {available && !foreign && (
            <button type="button" className="btn" disabled={runs.isFetching} onClick={() => void runs.refetch()}>
              <Icon name="play" />
              {runs.isFetching ? progressWords(progress) : 'Run again on Envoy'}
            </button>
          )}
        </div>
        <div className="scroll">
          {available && foreign && (
            <div className={css['ask']}>
              <div className="note wait">
                <Icon name="warning" small={false} />
                <div className="col" style={{ gap: 8 }}>
                  <p>
                    <b className="b">This project came from {origin === 'link' ? 'a link' : 'a file'}. </b>A real Envoy
                    runs its code on the server’s machine, where Lua can read files and start programs. Run it only if
                    you trust it.
                  </p>
                  <button type="button" className="btn" style={{ alignSelf: 'start' }} onClick={() => setAgreed(id)}>
                    I trust this project, run it
                  </button>
                </div>
              </div>
            </div>
          )}
          {!available && !capabilities.isPending && <HowToGet reason={capabilities.data?.realEnvoy.reason ?? null} />}
          {runs.error && <Failure error={runs.error} />}
          {run && (run.result.outcome === 'crashed' || run.result.outcome === 'hung') && run.lastWords && (
            <div className={css['ask']}>
              <div className="note fail">
                <Icon name="bolt" small={false} />
                <p>
                  <b className="b">Envoy’s last words. </b>
                  <code className="wrapv">{run.lastWords.join(' ')}</code>
                </p>
              </div>
            </div>
          )}
          {run && (
            <CompareTable key={run.scenario} run={run} chosen={chosen ?? first?.row.field ?? null} onChoose={choose} />
          )}
          {available && !foreign && !run && runs.isFetching && (
            <p className="pad muted">Envoy starts and gets every request of this project …</p>
          )}
        </div>
      </section>
      {run && <DifferencePanel run={run} chosen={chosen} first={first} version={version} selection={selection} />}
    </div>
  );
}

function Verdicts({ run }: { readonly run: RealEnvoyRun }) {
  const counts = countVerdicts(run.rows);
  return (
    <>
      <span className="chip ok">= {counts.equal} equal</span>
      {counts['known-difference'] > 0 && <span className="chip wait">≈ {counts['known-difference']} known</span>}
      {counts.different > 0 && <span className="chip fail">≠ {counts.different} different</span>}
      {counts['not-comparable'] > 0 && <span className="chip">· {counts['not-comparable']} not compared</span>}
    </>
  );
}

function HowToGet({ reason }: { readonly reason: string | null }) {
  return (
    <div className={css['ask']}>
      <div className="note">
        <Icon name="info" small={false} />
        <p>
          <b className="b">No real Envoy here. </b>
          {reason ?? 'This server has none.'} On your own machine, <code>npm run envoy:install</code> gets Envoy 1.40.0
          and <code>npm start</code> offers it.
        </p>
      </div>
    </div>
  );
}

function Failure({ error }: { readonly error: Error }) {
  return (
    <div className={css['ask']} role="alert">
      <div className="note fail">
        <Icon name="alert" small={false} />
        <p>
          <b className="b">{error.message} </b>
          {error instanceof RealEnvoyProblem ? error.hint : null}
        </p>
      </div>
    </div>
  );
}

function progressWords(progress: RunProgress | null): string {
  return progress ? `Envoy runs, ${progress.done} of ${progress.of} done` : 'Envoy runs …';
}
