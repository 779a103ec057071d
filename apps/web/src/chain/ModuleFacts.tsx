import type { ModuleInspection } from '@chainwright/runtime/proxy-wasm/module/inspect-module';
import { bytesText } from '../score/quantities.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './add-filter.module.css';

/** What Envoy would make of a module, before it runs. */
export function ModuleFacts({ inspection }: { readonly inspection: ModuleInspection }) {
  const { refusal, wouldCrash, abi, imports, memory, language, size, functions } = inspection;
  const callbacks = inspection.exports.filter((one) => one.role === 'callback');
  const bad = imports.filter((one) => one.problem !== null);
  return (
    <>
      {wouldCrash && <Verdict tone="fail" head="This would crash Envoy 1.40" words={wouldCrash} />}
      {refusal && <Verdict tone="fail" head="Envoy refuses it" words={refusal.hint} lines={refusal.lines} />}
      {!refusal && !wouldCrash && (
        <Verdict tone="ok" head="Envoy loads it" words="Nothing speaks against it before it runs." />
      )}
      {inspection.kind === 'module' && (
        <dl className={css['facts']}>
          <dt>Size</dt>
          <dd>
            {bytesText(size)}, {functions} functions
          </dd>
          <dt>Made with</dt>
          <dd>{language.language}</dd>
          <dt>ABI</dt>
          <dd>{abi ?? 'none'}</dd>
          <dt>Memory</dt>
          <dd>{memory ? `${memory.minimumPages} pages of 64 KiB${memory.is64 ? ', 64-bit' : ''}` : 'none'}</dd>
          <dt>Handles</dt>
          <dd className="wrapv">
            {callbacks.length ? callbacks.map((one) => one.name.replace('proxy_on_', '')).join(', ') : 'no callback'}
          </dd>
          <dt>Imports</dt>
          <dd className="wrapv">
            {imports.length}
            {bad.length > 0 && (
              <span className="c-fail">
                , {bad.length} that Envoy lacks:{' '}
                {bad
                  .slice(0, 4)
                  .map((one) => `${one.module}.${one.name}`)
                  .join(', ')}
              </span>
            )}
          </dd>
        </dl>
      )}
      {inspection.notes.map((note) => (
        <p key={note} className="t12 muted">
          {note}
        </p>
      ))}
    </>
  );
}

type VerdictProps = {
  readonly tone: 'ok' | 'fail';
  readonly head: string;
  readonly words: string;
  readonly lines?: readonly string[];
};

/** A sign, a sentence, Envoy's own text. */
export function Verdict({ tone, head, words, lines = [] }: VerdictProps) {
  return (
    <div className={`note ${tone}`}>
      <Icon name={tone === 'ok' ? 'check' : 'alert'} small={false} />
      <div className="col">
        <p>
          <b className="b">{head}. </b>
          {words}
        </p>
        {lines.map((line) => (
          <code key={line} className="t11 wrapv">
            {line}
          </code>
        ))}
      </div>
    </div>
  );
}
