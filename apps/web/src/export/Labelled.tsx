import { type ReactNode, useId } from 'react';
import css from './export.module.css';

type LabelledProps = {
  readonly words: string;
  readonly mistake: string | undefined;
  readonly children: (id: string) => ReactNode;
};

/** A label at the left, a field, and what is wrong with it below. */
export function Labelled({ words, mistake, children }: LabelledProps) {
  const id = useId();
  return (
    <div className={css['row']}>
      <label htmlFor={id}>{words}</label>
      <div>
        {children(id)}
        {mistake && (
          <p id={`${id}-mistake`} className={css['mistake']}>
            {mistake}
          </p>
        )}
      </div>
    </div>
  );
}
