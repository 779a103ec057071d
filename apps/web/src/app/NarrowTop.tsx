import { useProject } from '../project/project-store.ts';
import { useRuns } from '../run/run-store.ts';
import { useGlyph } from '../run/scores.ts';
import { ResultWords } from '../scenarios/ScenarioPanel.tsx';
import { VGlyph } from '../score/VGlyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './narrow-top.module.css';
import { type Selection, selectScenario, selectStep } from './selection.ts';

/** On narrow screens: which scenario, and the two step buttons. */
export function NarrowTop({ selection }: { readonly selection: Selection }) {
  const scenarios = useProject((state) => state.project.scenarios);
  const { scenario, score, step } = selection;
  const run = useRuns((state) => (scenario ? state.runs.get(scenario.name) : undefined));
  const glyph = useGlyph(run);
  const at = step && score ? score.steps.findIndex((one) => one.number === step.number) : -1;
  const before = score?.steps[at - 1];
  const after = score?.steps[at + 1];
  if (!scenario) return null;
  return (
    <div className={css['top']}>
      <div className={css['picker']}>
        <VGlyph glyph={glyph} />
        <span className="m trunc grow">{scenario.name}</span>
        <span className={css['words']}>
          <ResultWords run={run} />
        </span>
        <Icon name="down" />
        <select aria-label="Scenario" value={scenario.name} onChange={(event) => selectScenario(event.target.value)}>
          {scenarios.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </select>
      </div>
      <button
        type="button"
        className="btn icon"
        aria-label="Previous step"
        disabled={!before}
        onClick={() => before && selectStep(before)}
      >
        <Icon name="previous" small={false} />
      </button>
      <button
        type="button"
        className="btn icon"
        aria-label="Next step"
        disabled={!after}
        onClick={() => after && selectStep(after)}
      >
        <Icon name="next" small={false} />
      </button>
    </div>
  );
}
