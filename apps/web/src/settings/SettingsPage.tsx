import type { ReactNode } from 'react';
import { KEYS, type KeyBinding, keyWords } from '../app/keyboard.ts';
import { prefer, usePreferences } from '../app/preferences.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { Switch } from '../ui/Switch.tsx';
import css from './settings.module.css';

const PLACES: readonly { readonly where: KeyBinding['where']; readonly words: string }[] = [
  { where: 'anywhere', words: 'Everywhere' },
  { where: 'trace', words: 'Trace' },
  { where: 'chain', words: 'Chain' },
  { where: 'editor', words: 'Editor' },
];

/** What a person can choose for this browser, and the keyboard map. */
export default function SettingsPage() {
  const chosen = usePreferences();
  return (
    <div className={css['page']}>
      <section className={css['half']} aria-label="Settings">
        <h1>Settings</h1>
        <h2 className="label">Look</h2>
        <Setting name="Theme" words="High contrast follows the system’s forced colours">
          <Segmented
            label="Theme"
            value={chosen.theme}
            onChange={(theme) => prefer({ theme })}
            options={[
              { value: 'system', words: 'System' },
              { value: 'light', words: 'Light' },
              { value: 'dark', words: 'Dark' },
            ]}
          />
        </Setting>
        <h2 className="label">Editor</h2>
        <Setting name="Editor" words="The plain one is better with a screen reader or by touch">
          <Segmented
            label="Editor"
            value={chosen.editor}
            onChange={(editor) => prefer({ editor })}
            options={[
              { value: 'full', words: 'Full' },
              { value: 'plain', words: 'Plain' },
            ]}
          />
        </Setting>
        <Setting name="Values beside the code" words="From the last run, at the step you are on">
          <Switch label="Values beside the code" on={chosen.values} onChange={(values) => prefer({ values })} />
        </Setting>
        <Setting name="Run after each key" words="Off: Ctrl ⏎ runs">
          <Switch
            label="Run after each key"
            on={chosen.runWhileTyping}
            onChange={(runWhileTyping) => prefer({ runWhileTyping })}
          />
        </Setting>
        <h2 className="label">Keyboard</h2>
        <Setting name="Keys that are one letter" words="They work outside text fields only">
          <Switch
            label="Keys that are one letter"
            on={chosen.letterKeys}
            onChange={(letterKeys) => prefer({ letterKeys })}
          />
        </Setting>
        <p className="t12 muted">
          Made with the work of many others: <a href="/licenses.txt">their licences</a>.
        </p>
      </section>
      <section className={css['half']} aria-label="Keyboard">
        <h1>Keyboard</h1>
        <div className={css['keys']}>
          {PLACES.map(({ where, words }) => (
            <div key={where}>
              <h2 className={css['place']}>{words}</h2>
              <dl>
                {KEYS.filter((binding) => binding.where === where).map((binding) => (
                  <div key={binding.id} className={css['key']}>
                    <dt>
                      <Keys names={binding.keys} />
                    </dt>
                    <dd>{binding.words}</dd>
                  </div>
                ))}
              </dl>
            </div>
          ))}
        </div>
      </section>
    </div>
  );
}

function Keys({ names }: { readonly names: readonly string[] }) {
  return names.map((name) => (
    <span key={name} className={css['combo']}>
      {keyWords(name).map((word) => (
        <kbd key={word} className="kbd">
          {word}
        </kbd>
      ))}
    </span>
  ));
}

function Setting({
  name,
  words,
  children,
}: {
  readonly name: string;
  readonly words: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={css['setting']}>
      <div>
        <div className="m">{name}</div>
        <div className="t12 muted">{words}</div>
      </div>
      {children}
    </div>
  );
}
