import { selectScenario } from '../app/selection.ts';
import { useRuns } from '../run/run-store.ts';
import { useGlyph } from '../run/scores.ts';
import { VGlyph } from '../score/VGlyph.tsx';
import css from './compare.module.css';
import { countVerdicts, verdictWords } from './compare-rows.ts';
import type { RealEnvoyRun } from './real-envoy-api.ts';

/** A scenario in the list, with what its comparison came to. */
export function ScenarioChoice({
  name,
  selected,
  run,
}: {
  readonly name: string;
  readonly selected: boolean;
  readonly run: RealEnvoyRun | undefined;
}) {
  const own = useRuns((state) => state.runs.get(name));
  const glyph = useGlyph(own);
  const counts = run ? countVerdicts(run.rows) : null;
  return (
    <button
      type="button"
      className={css['choice']}
      aria-current={selected ? 'true' : undefined}
      onClick={() => selectScenario(name)}
    >
      <VGlyph glyph={glyph} />
      <span className="trunc">
        <span className="m">{name}</span>
        {counts && <small className={`trunc ${css['counts']}`}>{verdictWords(counts)}</small>}
      </span>
      <span className={counts?.different ? 'c-fail' : counts?.['known-difference'] ? 'c-wait' : 'c-ok'}>
        {counts
          ? counts.different
            ? `≠ ${counts.different}`
            : counts['known-difference']
              ? `≈ ${counts['known-difference']}`
              : '='
          : ''}
      </span>
    </button>
  );
}
