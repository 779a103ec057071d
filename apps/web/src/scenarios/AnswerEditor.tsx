import type { ProjectAnswer } from '@chainwright/filters/project/project';
import { type EditRow, EditTable } from '../ui/EditTable.tsx';
import { Icon } from '../ui/Icon.tsx';
import { BodyEditor } from './BodyEditor.tsx';
import { borderText } from './body-text.ts';
import css from './scenario-editor.module.css';

type Props = {
  readonly answer: ProjectAnswer;
  readonly index: number;
  readonly count: number;
  readonly onChange: (answer: ProjectAnswer, field: string) => void;
  readonly onRemove: () => void;
  readonly onMove: (way: 1 | -1) => void;
};

type Ending = 'answers' | NonNullable<ProjectAnswer['reset']>;

/** One scripted answer. */
export function AnswerEditor({ answer, index, count, onChange, onRemove, onMove }: Props) {
  const headers = (answer.headers ?? []).map(([name, value]): EditRow => [name, borderText(value)]);
  const number = (text: string): number => Math.max(0, Number(text) || 0);
  const ending: Ending = answer.reset ?? 'answers';
  const silent = ending === 'before-headers' || ending === 'refuse';
  return (
    <div className={css['rule']}>
      <span className={css['index']}>{index + 1}</span>
      <div className={css['answer']}>
        <div className="row t12">
          <select
            className="field s"
            aria-label={`How answer ${index + 1} ends`}
            value={ending}
            onChange={(event) => {
              const { reset: _, ...rest } = answer;
              const value = event.target.value as Ending;
              onChange(value === 'answers' ? rest : { ...rest, reset: value }, 'reset');
            }}
          >
            <option value="answers">answers</option>
            <option value="before-headers">closes before headers</option>
            <option value="after-headers">resets after headers</option>
            <option value="refuse">refuses the connection</option>
          </select>
          {!silent && (
            <label className="row">
              Status
              <input
                className="field s mono"
                inputMode="numeric"
                aria-label={`Status of answer ${index + 1}`}
                value={answer.status ?? 200}
                onChange={(event) =>
                  onChange({ ...answer, status: Math.min(999, number(event.target.value)) }, 'status')
                }
              />
            </label>
          )}
          <label className="row">
            after
            <input
              className="field s mono"
              inputMode="decimal"
              aria-label={`Delay of answer ${index + 1}`}
              value={answer.delay_ms ?? 0}
              onChange={(event) => onChange({ ...answer, delay_ms: number(event.target.value) }, 'delay')}
            />
            ms
          </label>
        </div>
        {!silent && (
          <div className={css['answerbox']}>
            <EditTable
              label={`Headers of answer ${index + 1}`}
              rows={headers}
              onChange={(rows) =>
                onChange({ ...answer, headers: rows.map(([name, value]) => [name, value]) }, 'headers')
              }
            />
            <BodyEditor
              label="Body"
              body={answer.body}
              delay={answer.chunk_delay_ms}
              onChange={(body, delay) => {
                const { body: _, chunk_delay_ms: __, ...rest } = answer;
                onChange(
                  {
                    ...rest,
                    ...(body === undefined ? {} : { body }),
                    ...(delay === undefined ? {} : { chunk_delay_ms: delay }),
                  },
                  'body',
                );
              }}
            />
          </div>
        )}
      </div>
      <div className="row tight" style={{ alignSelf: 'start' }}>
        <button
          type="button"
          className="btn ghost icon s"
          aria-label={`Answer ${index + 1} earlier`}
          disabled={index === 0}
          onClick={() => onMove(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          className="btn ghost icon s"
          aria-label={`Answer ${index + 1} later`}
          disabled={index === count - 1}
          onClick={() => onMove(1)}
        >
          <Icon name="down" />
        </button>
        <button type="button" className="btn ghost icon s" aria-label={`Remove answer ${index + 1}`} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      </div>
    </div>
  );
}
