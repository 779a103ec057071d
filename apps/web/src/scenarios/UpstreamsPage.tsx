import type { ProjectAnswer } from '@chainwright/filters/project/project';
import { useMemo, useState } from 'react';
import type { Selection } from '../app/selection.ts';
import { selectScenario } from '../app/selection.ts';
import { dispatch, useProject } from '../project/project-store.ts';
import { type RunState, useRuns } from '../run/run-store.ts';
import { useGlyph } from '../run/scores.ts';
import { VGlyph } from '../score/VGlyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { AnswerEditor } from './AnswerEditor.tsx';
import css from './scenario-editor.module.css';

/** Scripted upstreams: what each cluster answers, for all scenarios or for one. */
export default function UpstreamsPage({ selection }: { readonly selection: Selection }) {
  const project = useProject((state) => state.project);
  const runs = useRuns((state) => state.runs);
  const { scenario, scenarioIndex } = selection;
  const clusters = useMemo(
    () => clusterList(project.clusters ?? [], Object.keys(project.upstreams ?? {}), runs),
    [project.clusters, project.upstreams, runs],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [scope, setScope] = useState<'all' | 'one'>('all');
  const cluster = clusters.find((one) => one.name === chosen) ?? clusters[0];
  const own = scenario?.upstreams?.[cluster?.name ?? ''];
  const answers = (scope === 'one' ? own : project.upstreams?.[cluster?.name ?? '']) ?? [];
  const set = (next: readonly ProjectAnswer[], field: string): void => {
    if (!cluster) return;
    dispatch({
      type: 'set-answers',
      cluster: cluster.name,
      answers: next,
      scenario: scope === 'one' ? scenarioIndex : null,
      field,
    });
  };
  return (
    <div className={css['page']}>
      <section className={`panel ${css['clusters']}`} aria-label="Clusters">
        <div className="ph">
          <h2 style={{ fontSize: 13 }}>Upstreams</h2>
        </div>
        {(['upstream', 'callout', 'unused'] as const).map((use) => (
          <ClusterGroup
            key={use}
            use={use}
            clusters={clusters.filter((one) => one.use === use)}
            chosen={cluster?.name}
            onChoose={setChosen}
          />
        ))}
        <p className="pad t12 muted">
          Answers are scripted; nothing leaves this browser. A cluster without answers gives 200 without a body.
        </p>
      </section>
      <section className="panel" aria-label={`Answers of ${cluster?.name ?? 'nobody'}`}>
        {cluster ? (
          <>
            <div className={`ph line ${css['head']}`}>
              <KindIcon kind={cluster.use === 'callout' ? 'callout' : 'upstream'} />
              <h2 className="trunc">{cluster.name}</h2>
              <span className="muted t12 trunc hide-narrow">
                the first answer to the first request, and so on; the last one repeats
              </span>
              <span className="grow" />
              {scenario && (
                <Segmented
                  small
                  label="For which scenarios"
                  value={scope}
                  onChange={setScope}
                  options={[
                    { value: 'all', words: 'All scenarios' },
                    { value: 'one', words: `Only ${scenario.name}` },
                  ]}
                />
              )}
            </div>
            <div className="scroll">
              {answers.map((answer, index) => (
                <AnswerEditor
                  // biome-ignore lint/suspicious/noArrayIndexKey: answers are their order
                  key={`${cluster.name}:${scope}:${index}`}
                  answer={answer}
                  index={index}
                  count={answers.length}
                  onChange={(next, field) =>
                    set(
                      answers.map((one, i) => (i === index ? next : one)),
                      `${index} ${field}`,
                    )
                  }
                  onRemove={() =>
                    set(
                      answers.filter((_, i) => i !== index),
                      'list',
                    )
                  }
                  onMove={(way) => set(swapped(answers, index, index + way), 'list')}
                />
              ))}
              {answers.length === 0 && (
                <p className="pad muted">
                  {scope === 'one'
                    ? `“${scenario?.name}” has no answers of its own; those for all scenarios hold.`
                    : 'No answer yet: it gives 200 without a body.'}
                </p>
              )}
              <div className="pad">
                <button type="button" className="btn" onClick={() => set([...answers, { status: 200 }], 'list')}>
                  <Icon name="plus" /> Answer
                </button>
              </div>
            </div>
          </>
        ) : (
          <p className="pad muted">
            The project has no cluster yet. Clusters stand in chain.yaml and come with filters that call them.
          </p>
        )}
      </section>
      <aside className={`panel ${css['right']}`} aria-label="Use">
        <div className="ph line">
          <h3>Which scenario asked how often</h3>
        </div>
        {cluster && <UseTable cluster={cluster.name} />}
        <WhoSeesWhat />
      </aside>
    </div>
  );
}

type ClusterUse = { readonly name: string; readonly use: 'upstream' | 'callout' | 'unused'; readonly asked: number };

function clusterList(
  clusters: readonly Record<string, unknown>[],
  scripted: readonly string[],
  runs: RunState['runs'],
): ClusterUse[] {
  const asked = new Map<string, { upstream: number; callout: number }>();
  const count = (name: string, use: 'upstream' | 'callout'): void => {
    const so = asked.get(name) ?? { upstream: 0, callout: 0 };
    so[use]++;
    asked.set(name, so);
  };
  for (const { result } of runs.values()) {
    for (const one of result.upstreams) count(one.cluster, 'upstream');
    for (const one of result.callouts) count(one.cluster, 'callout');
  }
  const names = new Set([...clusters.map((one) => String(one['name'] ?? '')), ...scripted, ...asked.keys()]);
  return [...names].filter(Boolean).map((name) => {
    const so = asked.get(name);
    const use = so ? (so.upstream >= so.callout ? 'upstream' : 'callout') : 'unused';
    return { name, use, asked: (so?.upstream ?? 0) + (so?.callout ?? 0) };
  });
}

const GROUPS = { upstream: 'Routes send here', callout: 'Filters call these', unused: 'Not asked in any scenario' };

function ClusterGroup({
  use,
  clusters,
  chosen,
  onChoose,
}: {
  readonly use: ClusterUse['use'];
  readonly clusters: readonly ClusterUse[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}) {
  const upstreams = useProject((state) => state.project.upstreams);
  if (clusters.length === 0) return null;
  return (
    <>
      <h3 className={`label ${css['group']}`}>{GROUPS[use]}</h3>
      {clusters.map((cluster) => {
        const count = upstreams?.[cluster.name]?.length ?? 0;
        return (
          <button
            key={cluster.name}
            type="button"
            aria-current={cluster.name === chosen ? 'true' : undefined}
            onClick={() => onChoose(cluster.name)}
          >
            <KindIcon kind={use === 'callout' ? 'callout' : 'upstream'} />
            <span className="m trunc">{cluster.name}</span>
            <span className="chip">{cluster.asked}</span>
            <small>
              {count} answer{count === 1 ? '' : 's'}
            </small>
          </button>
        );
      })}
    </>
  );
}

function UseTable({ cluster }: { readonly cluster: string }) {
  const scenarios = useProject((state) => state.project.scenarios);
  return (
    <table className={css['matrix']}>
      <thead>
        <tr>
          <th scope="col">{cluster}</th>
          <th scope="col">asked</th>
          <th scope="col">own answers</th>
        </tr>
      </thead>
      <tbody>
        {scenarios.map((scenario) => (
          <UseRow
            key={scenario.name}
            name={scenario.name}
            cluster={cluster}
            own={scenario.upstreams?.[cluster]?.length ?? 0}
          />
        ))}
      </tbody>
    </table>
  );
}

function UseRow({ name, cluster, own }: { readonly name: string; readonly cluster: string; readonly own: number }) {
  const run = useRuns((state) => state.runs.get(name));
  const glyph = useGlyph(run);
  const asked = run
    ? [...run.result.upstreams, ...run.result.callouts].filter((one) => one.cluster === cluster).length
    : 0;
  return (
    <tr>
      <td>
        <button
          type="button"
          className="btn link row"
          style={{ color: 'inherit' }}
          onClick={() => selectScenario(name)}
        >
          <VGlyph glyph={glyph} />
          <span className="trunc">{name}</span>
        </button>
      </td>
      <td>{asked || '·'}</td>
      <td>{own || '·'}</td>
    </tr>
  );
}

const WHO = [
  ['answers 403', 'status 403, your code decides', '403'],
  ['stays silent', '504 after the call’s timeout', '504 UT'],
  ['closes before headers', '503', '503 UC'],
  ['refuses the connection', '503', '503 UF'],
  ['resets after headers', 'a broken answer, no headers', 'cut off'],
] as const;

function WhoSeesWhat() {
  return (
    <>
      <div className="ph line">
        <h3>Who sees what</h3>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">If the cluster …</th>
            <th scope="col" className="c-call">
              a filter gets
            </th>
            <th scope="col" className="c-res">
              a client gets
            </th>
          </tr>
        </thead>
        <tbody className="t12">
          {WHO.map(([what, filter, client]) => (
            <tr key={what}>
              <td>{what}</td>
              <td>{filter}</td>
              <td>
                <code>{client}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function swapped<T>(list: readonly T[], a: number, b: number): T[] {
  const next = [...list];
  const [x, y] = [next[a], next[b]];
  if (x === undefined || y === undefined) return next;
  next[a] = y;
  next[b] = x;
  return next;
}
