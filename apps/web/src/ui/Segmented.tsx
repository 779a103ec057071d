import type { ReactNode } from 'react';
import { moveInGroup } from './move-in-group.ts';

type Props<T extends string> = {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly words: ReactNode; readonly title?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly small?: boolean;
};

/** One of a few. Arrow keys choose. */
export function Segmented<T extends string>({ label, options, value, onChange, small = false }: Props<T>) {
  return (
    <div className={small ? 'seg s' : 'seg'} role="radiogroup" aria-label={label} onKeyDown={moveInGroup}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: radio inputs can't hold what these hold
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          title={option.title}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.words}
        </button>
      ))}
    </div>
  );
}
