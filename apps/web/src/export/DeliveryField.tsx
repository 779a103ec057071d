import type { WasmDelivery } from '@chainwright/filters/export/envoy-filter-options';
import css from './export.module.css';
import { deliveryMistake, type ExportForm } from './export-options.ts';
import { Labelled } from './Labelled.tsx';
import type { ExportedModule } from './request-export.ts';
import { changeForm } from './use-export.ts';

type Props = { readonly module: ExportedModule; readonly delivery: WasmDelivery; readonly form: ExportForm };

/** How one module reaches the proxy. */
export function DeliveryField({ module, delivery, form }: Props) {
  const set = (next: WasmDelivery): void => changeForm({ wasm: { ...form.wasm, [module.source]: next } });
  const mistake = deliveryMistake(delivery) ?? undefined;
  const choices: Record<WasmDelivery['by'], WasmDelivery> = {
    inline: { by: 'inline' },
    remote: { by: 'remote', url: module.url },
    file: { by: 'file', path: `/etc/envoy/${module.source}.wasm` },
  };
  return (
    <fieldset className={css['module']}>
      <legend>
        <code>{module.source}</code> {(module.bytes.length / 1000).toFixed(1)} kB
      </legend>
      <Labelled words="Wasm" mistake={undefined}>
        {(id) => (
          <select
            id={id}
            className="field"
            value={delivery.by}
            onChange={(event) => set(choices[event.target.value as WasmDelivery['by']])}
          >
            <option value="inline">inline in the YAML</option>
            <option value="remote">from an address, checked by sha256</option>
            <option value="file">a file in the proxy</option>
          </select>
        )}
      </Labelled>
      {delivery.by === 'remote' && (
        <Labelled words="Address" mistake={mistake}>
          {(id) => (
            <input
              id={id}
              className="field mono"
              value={delivery.url}
              spellCheck={false}
              onChange={(event) => set({ by: 'remote', url: event.target.value })}
            />
          )}
        </Labelled>
      )}
      {delivery.by === 'file' && (
        <Labelled words="Path" mistake={mistake}>
          {(id) => (
            <input
              id={id}
              className="field mono"
              value={delivery.path}
              spellCheck={false}
              onChange={(event) => set({ by: 'file', path: event.target.value })}
            />
          )}
        </Labelled>
      )}
    </fieldset>
  );
}
