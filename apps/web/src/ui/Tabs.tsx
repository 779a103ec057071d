import { type ReactNode, useEffect, useId, useRef } from 'react';
import { moveInGroup } from './move-in-group.ts';

type Tab<T extends string> = { readonly value: T; readonly words: ReactNode };

type Props<T extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** What stands at the right of the tabs. */
  readonly after?: ReactNode;
  readonly children: ReactNode;
};

/** Tabs and the panel of the chosen one. */
export function Tabs<T extends string>({ label, tabs, value, onChange, after, children }: Props<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is what moves it
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [value]);
  return (
    <>
      <div className="tabs">
        <div ref={list} role="tablist" aria-label={label} onKeyDown={moveInGroup}>
          {tabs.map((tab) => (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-${tab.value}`}
              aria-selected={tab.value === value}
              aria-controls={`${id}-panel`}
              tabIndex={tab.value === value ? 0 : -1}
              onClick={() => onChange(tab.value)}
            >
              {tab.words}
            </button>
          ))}
        </div>
        {after}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className="tabpanel">
        {children}
      </div>
    </>
  );
}
