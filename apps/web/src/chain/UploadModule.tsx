import { bytesToBase64 } from '@chainwright/runtime/http/byte-string';
import { inspectModule, type ModuleInspection } from '@chainwright/runtime/proxy-wasm/module/inspect-module';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { useEffect, useState } from 'react';
import type { ChainEntry } from '../project/filter-kind.ts';
import { useProject } from '../project/project-store.ts';
import { bytesText } from '../score/quantities.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './add-filter.module.css';
import { type NewFilter, newModuleFilter } from './new-filters.ts';

type Props = {
  readonly chain: readonly ChainEntry[];
  readonly dropped: File | null;
  readonly onModule: (filter: NewFilter | null) => void;
};

type Looked = { readonly name: string; readonly inspection: ModuleInspection | null; readonly problem: string | null };

/** Takes a module and says at once what Envoy would make of it. */
export function UploadModule({ chain, dropped, onModule }: Props) {
  const [looked, setLooked] = useState<Looked | null>(null);
  const take = async (file: File): Promise<void> => {
    onModule(null);
    if (file.size > LIMITS.module) {
      setLooked({
        name: file.name,
        inspection: null,
        problem: `It has ${bytesText(file.size)}; a module has at most ${bytesText(LIMITS.module)}.`,
      });
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const inspection = inspectModule(bytes);
    setLooked({ name: file.name, inspection, problem: null });
    if (inspection.kind !== 'module') return;
    const taken = [...chain.map((entry) => entry.name), ...Object.keys(useProject.getState().project.sources)];
    onModule(newModuleFilter(file.name, bytesToBase64(bytes), taken));
  };
  useEffect(() => {
    if (dropped) void take(dropped);
    // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is taken once
  }, [dropped, take]);
  return (
    <div className={css['words']}>
      <h2>Upload a .wasm</h2>
      <label className={css['pick']}>
        <Icon name="open" small={false} />
        <span>{looked ? looked.name : 'Choose a module, or drop it anywhere on the page'}</span>
        <input
          type="file"
          accept=".wasm,application/wasm"
          className="sr"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void take(file);
            event.target.value = '';
          }}
        />
      </label>
      <div aria-live="polite">
        {looked?.problem && <Verdict tone="fail" head="Too large" words={looked.problem} />}
        {looked?.inspection && <Inspection inspection={looked.inspection} />}
      </div>
    </div>
  );
}

function Inspection({ inspection }: { readonly inspection: ModuleInspection }) {
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
          <dd>
            {callbacks.length ? callbacks.map((one) => one.name.replace('proxy_on_', '')).join(', ') : 'no callback'}
          </dd>
          <dt>Imports</dt>
          <dd>
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

function Verdict({
  tone,
  head,
  words,
  lines = [],
}: {
  readonly tone: 'ok' | 'fail';
  readonly head: string;
  readonly words: string;
  readonly lines?: readonly string[];
}) {
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
