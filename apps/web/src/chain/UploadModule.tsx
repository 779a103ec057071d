import { bytesToBase64 } from '@chainwright/runtime/http/byte-string';
import { inspectModule, type ModuleInspection } from '@chainwright/runtime/proxy-wasm/module/inspect-module';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { useEffect, useState } from 'react';
import type { ChainEntry } from '../project/filter-kind.ts';
import { useProject } from '../project/project-store.ts';
import { bytesText } from '../score/quantities.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './add-filter.module.css';
import { ModuleFacts, Verdict } from './ModuleFacts.tsx';
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is taken once, not with each drawing
  useEffect(() => {
    if (dropped) void take(dropped);
  }, [dropped]);
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
      <div aria-live="polite" className={css['verdicts']}>
        {looked?.problem && <Verdict tone="fail" head="Too large" words={looked.problem} />}
        {looked?.inspection && <ModuleFacts inspection={looked.inspection} />}
      </div>
    </div>
  );
}
