import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { closeDialog } from '../app/dialogs.ts';
import { keyWords } from '../app/keyboard.ts';
import { useSelection } from '../app/selection.ts';
import { useProject } from '../project/project-store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './palette.module.css';
import { allChoices, type Choice, matchingChoices } from './palette-choices.ts';

/** Everything by its name: commands, steps, headers, filters, files, scenarios. */
export default function CommandPalette() {
  const selection = useSelection();
  const project = useProject((state) => state.project);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const choices = useMemo(() => allChoices(selection, project), [selection, project]);
  const found = useMemo(() => matchingChoices(choices, search), [choices, search]);
  const current = Math.min(at, found.length - 1);
  const choose = (choice: Choice | undefined): void => {
    if (!choice) return;
    closeDialog();
    choice.run();
  };
  const move = (to: number): void => {
    setAt(to);
    list.current?.querySelector(`[data-at="${to}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const keys = (event: KeyboardEvent): void => {
    const to = { ArrowDown: Math.min(found.length - 1, current + 1), ArrowUp: Math.max(0, current - 1) }[event.key];
    if (event.key === 'Enter') choose(found[current]);
    else if (to === undefined) return;
    else move(to);
    event.preventDefault();
  };
  return (
    <Dialog
      label="Commands"
      width="620px"
      onClose={closeDialog}
      head={
        <>
          <Icon name="search" small={false} />
          <input
            className={css['input']}
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={found[current] ? `palette-${current}` : undefined}
            aria-label="Command, step, header, file or scenario"
            placeholder="Command, step, header, file or scenario"
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              setAt(0);
            }}
            onKeyDown={keys}
          />
        </>
      }
    >
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label="Commands"
        tabIndex={0}
        className={css['list']}
        onKeyDown={keys}
      >
        {groups(found).map(([group, members]) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options
          <div key={group} role="group" aria-label={group}>
            <div className={`label ${css['group']}`} aria-hidden="true">
              {group}
            </div>
            {members.map(({ choice, index }) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus
              <div
                key={`${group} ${choice.words} ${index}`}
                id={`palette-${index}`}
                data-at={index}
                role="option"
                aria-selected={index === current}
                className={`${css['choice']} ${index === current ? css['on'] : ''}`}
                onPointerMove={() => setAt(index)}
                onClick={() => choose(choice)}
              >
                <Icon name={choice.icon} />
                <span className="trunc">{choice.words}</span>
                <span className="row tight">
                  {choice.keys &&
                    keyWords(choice.keys).map((word) => (
                      <kbd key={word} className="kbd">
                        {word}
                      </kbd>
                    ))}
                </span>
              </div>
            ))}
          </div>
        ))}
        {found.length === 0 && <p className="pad muted">Nothing has this name.</p>}
      </div>
    </Dialog>
  );
}

/** Neighbours of one group together, each with its place in the whole list. */
function groups(found: readonly Choice[]): [string, { readonly choice: Choice; readonly index: number }[]][] {
  const list: [string, { readonly choice: Choice; readonly index: number }[]][] = [];
  found.forEach((choice, index) => {
    const last = list[list.length - 1];
    if (last?.[0] === choice.group) last[1].push({ choice, index });
    else list.push([choice.group, [{ choice, index }]]);
  });
  return list;
}
