import type { ProjectScenario } from '@chainwright/filters/project/project';
import { useView } from '../app/view-store.ts';
import { Segmented } from '../ui/Segmented.tsx';
import css from './scenario-editor.module.css';

type Props = {
  readonly scenario: ProjectScenario;
  readonly onChange: (patch: Partial<ProjectScenario>, field: string) => void;
};

/** What stands around the requests: protocol, client, workers, clock, seed, patience. */
export function WorldEditor({ scenario, onChange }: Props) {
  const at = useView((view) => view.request);
  const request = scenario.requests[at] ?? scenario.requests[0];
  const editRequest = (patch: object, field: string): void => {
    if (request)
      onChange({ requests: scenario.requests.map((one) => (one === request ? { ...one, ...patch } : one)) }, field);
  };
  return (
    <section className={css['sec']} aria-label="Connection and world">
      <div className="ph">
        <h3>Connection and world</h3>
      </div>
      <div className={css['fields']}>
        {request && (
          <>
            <span>Protocol</span>
            <Segmented
              small
              label="Protocol"
              value={request.protocol ?? 'http1'}
              onChange={(protocol) => editRequest({ protocol }, 'protocol')}
              options={[
                { value: 'http1', words: 'HTTP/1.1' },
                { value: 'http2', words: 'HTTP/2' },
              ]}
            />
          </>
        )}
        <label htmlFor="world-client">Client</label>
        <input
          id="world-client"
          className="field s mono"
          placeholder="127.0.0.1:50000"
          value={scenario.downstream?.remote ?? ''}
          onChange={(event) =>
            onChange(
              { downstream: { local: scenario.downstream?.local ?? '127.0.0.1:10000', remote: event.target.value } },
              'client',
            )
          }
        />
        <label htmlFor="world-workers">Workers</label>
        <NumberField
          id="world-workers"
          value={scenario.workers ?? 1}
          least={1}
          most={16}
          onChange={(workers) => onChange({ workers }, 'workers')}
        />
        {request && (scenario.workers ?? 1) > 1 && (
          <>
            <label htmlFor="world-worker">Taken by worker</label>
            <NumberField
              id="world-worker"
              value={request.worker ?? 0}
              least={0}
              most={(scenario.workers ?? 1) - 1}
              onChange={(worker) => editRequest({ worker }, 'worker')}
            />
          </>
        )}
        <label htmlFor="world-clock">Clock starts</label>
        <input
          id="world-clock"
          className="field s mono"
          placeholder="2026-01-01T00:00:00Z"
          value={scenario.clock ?? ''}
          onChange={(event) => onChange({ clock: event.target.value || '2026-01-01T00:00:00Z' }, 'clock')}
        />
        <label htmlFor="world-seed">Seed</label>
        <NumberField
          id="world-seed"
          value={scenario.seed ?? 1}
          least={0}
          most={2 ** 31}
          onChange={(seed) => onChange({ seed }, 'seed')}
        />
        <label htmlFor="world-deadline">Client waits, ms</label>
        <NumberField
          id="world-deadline"
          value={scenario.deadline_ms ?? 4000}
          least={1}
          most={3_600_000}
          onChange={(deadline_ms) => onChange({ deadline_ms }, 'deadline')}
        />
        <label htmlFor="world-run">Goes on for, ms</label>
        <NumberField
          id="world-run"
          value={scenario.run_ms ?? 0}
          least={0}
          most={3_600_000}
          onChange={(run_ms) => onChange({ run_ms }, 'run')}
        />
      </div>
    </section>
  );
}

function NumberField({
  id,
  value,
  least,
  most,
  onChange,
}: {
  readonly id: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <input
      id={id}
      className={`field s mono ${css['number']}`}
      type="number"
      min={least}
      max={most}
      value={value}
      onChange={(event) => {
        const next = Math.trunc(event.target.valueAsNumber);
        if (Number.isFinite(next)) onChange(Math.max(least, Math.min(most, next)));
      }}
    />
  );
}
