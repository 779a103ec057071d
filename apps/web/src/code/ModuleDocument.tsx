import { base64ToBytes, bytesToBase64 } from '@chainwright/runtime/http/byte-string';
import { inspectModule, type ModuleInspection } from '@chainwright/runtime/proxy-wasm/module/inspect-module';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { useMemo } from 'react';
import { ModuleFacts } from '../chain/ModuleFacts.tsx';
import { dispatch, useProject } from '../project/project-store.ts';
import { bytesText } from '../score/quantities.ts';
import { Icon } from '../ui/Icon.tsx';
import { toast } from '../ui/toast.ts';
import css from './code.module.css';

/** An uploaded module: what is known about it, and another build of it in its place. */
export default function ModuleDocument({ source }: { readonly source: string }) {
  const value = useProject((state) => state.project.sources[source]);
  const inspection = useMemo(() => inspectionOf(value), [value]);
  if (!inspection) return <p className="pad muted">This module is not part of the project.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css['module']} aria-label={`Module ${source}`} tabIndex={0}>
      <ModuleFacts inspection={inspection} />
      <label className="btn" style={{ justifySelf: 'start' }}>
        <Icon name="open" />
        Put another build in its place
        <input
          type="file"
          accept=".wasm,application/wasm"
          className="sr"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void replace(source, file);
            event.target.value = '';
          }}
        />
      </label>
    </section>
  );
}

function inspectionOf(
  value: ReturnType<typeof useProject.getState>['project']['sources'][string] | undefined,
): ModuleInspection | null {
  if (!value || !('wasm' in value) || !('base64' in value.wasm)) return null;
  try {
    return inspectModule(base64ToBytes(value.wasm.base64));
  } catch {
    return null;
  }
}

async function replace(source: string, file: File): Promise<void> {
  if (file.size > LIMITS.module) {
    toast(`${file.name} has ${bytesText(file.size)}; a module has at most ${bytesText(LIMITS.module)}.`, null, 'fail');
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { kind } = inspectModule(bytes);
  if (kind !== 'module') {
    toast(`${file.name} is no WebAssembly module: the one before stays.`, null, 'fail');
    return;
  }
  dispatch({ type: 'replace-source', source, value: { wasm: { base64: bytesToBase64(bytes) } } });
}
