import { DeliveryField } from './DeliveryField.tsx';
import css from './export.module.css';
import { defaultName, deliveryOf, type ExportForm, type FormMistakes, needsAnchor } from './export-options.ts';
import { Labelled } from './Labelled.tsx';
import type { ExportedModule } from './request-export.ts';
import { changeForm } from './use-export.ts';

type Props = {
  readonly form: ExportForm;
  readonly mistakes: FormMistakes;
  readonly modules: readonly ExportedModule[];
  readonly projectName: string;
  readonly patches: number | null;
};

/** The target and its options. Every change makes the export anew. */
export function ExportFormPanel({ form, mistakes, modules, projectName, patches }: Props) {
  return (
    <aside className="panel" aria-label="Target and options">
      <div className="ph">
        <h2>Export</h2>
      </div>
      <div className={css['target']}>
        <b>EnvoyFilter</b>
        <span className={css['quiet']}>
          {patches === null ? '' : patches === 1 ? '1 filter' : `${patches} filters`}
        </span>
        <small>Istio 1.31. Everything in one object: Lua, Wasm and native filters in their order.</small>
      </div>
      <form className={css['form']} onSubmit={(event) => event.preventDefault()}>
        <Labelled words="Context" mistake={undefined}>
          {(id) => (
            <select
              id={id}
              className="field"
              value={form.context}
              onChange={(event) => changeForm({ context: event.target.value as ExportForm['context'] })}
            >
              <option value="SIDECAR_INBOUND">Sidecar, inbound</option>
              <option value="SIDECAR_OUTBOUND">Sidecar, outbound</option>
              <option value="GATEWAY">Gateway</option>
            </select>
          )}
        </Labelled>
        <TextField words="Name" field="name" form={form} mistakes={mistakes} placeholder={defaultName(projectName)} />
        <TextField words="Namespace" field="namespace" form={form} mistakes={mistakes} />
        <TextField words="Workload" field="workload" form={form} mistakes={mistakes} placeholder="all, or app=orders" />
        <TextField words="Port" field="port" form={form} mistakes={mistakes} placeholder="every port" />
        <Labelled words="Place" mistake={undefined}>
          {(id) => (
            <select
              id={id}
              className="field"
              value={form.place}
              onChange={(event) => changeForm({ place: event.target.value as ExportForm['place'] })}
            >
              <option value="before-router">before the router</option>
              <option value="first">first</option>
              <option value="before">before another filter</option>
              <option value="after">after another filter</option>
            </select>
          )}
        </Labelled>
        {needsAnchor(form) && <TextField words="Filter" field="anchor" form={form} mistakes={mistakes} />}
        {modules.map((module) => (
          <DeliveryField key={module.source} module={module} delivery={deliveryOf(form, module.source)} form={form} />
        ))}
      </form>
    </aside>
  );
}

type TextProps = {
  readonly words: string;
  readonly field: 'name' | 'namespace' | 'workload' | 'port' | 'anchor';
  readonly form: ExportForm;
  readonly mistakes: FormMistakes;
  readonly placeholder?: string;
};

function TextField({ words, field, form, mistakes, placeholder }: TextProps) {
  const mistake = mistakes[field];
  return (
    <Labelled words={words} mistake={mistake}>
      {(id) => (
        <input
          id={id}
          className="field mono"
          value={form[field]}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={mistake !== undefined}
          aria-describedby={mistake ? `${id}-mistake` : undefined}
          onChange={(event) => changeForm({ [field]: event.target.value })}
        />
      )}
    </Labelled>
  );
}
