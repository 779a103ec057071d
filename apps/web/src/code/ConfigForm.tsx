import { Switch } from '../ui/Switch.tsx';
import css from './config-form.module.css';

type Message = Record<string, unknown>;
type Props = { readonly value: Message; readonly onChange: (value: Message) => void };

/** Deeper fields than this are edited as YAML only. */
const DEEPEST = 3;

/** The simple fields of a message as a form: text, numbers, switches. Lists and deep messages stay in the YAML. */
export function ConfigForm({ value, onChange }: Props) {
  const { '@type': type, ...fields } = value;
  return (
    <form className={css['form']} aria-label="Configuration" onSubmit={(event) => event.preventDefault()}>
      {typeof type === 'string' && (
        <p className={css['type']}>
          <code className="wrapv">{type.slice(type.lastIndexOf('/') + 1)}</code>
        </p>
      )}
      <Fields
        path={[]}
        value={fields}
        onChange={(next) => onChange({ ...(type === undefined ? {} : { '@type': type }), ...next })}
      />
      {Object.keys(fields).length === 0 && (
        <p className="pad muted t12">No field is set: Envoy’s defaults hold. Write fields into the YAML beside this.</p>
      )}
    </form>
  );
}

function Fields({ path, value, onChange }: Props & { readonly path: readonly string[] }) {
  return Object.entries(value).map(([name, field]) => (
    <Field
      key={name}
      path={[...path, name]}
      name={name}
      field={field}
      onChange={(next) => onChange({ ...value, [name]: next })}
    />
  ));
}

function Field({
  path,
  name,
  field,
  onChange,
}: {
  readonly path: readonly string[];
  readonly name: string;
  readonly field: unknown;
  readonly onChange: (value: unknown) => void;
}) {
  const id = `field-${path.join('-')}`;
  if (typeof field === 'boolean') {
    return (
      <div className={css['field']}>
        <span className="m">{name}</span>
        <Switch on={field} label={name} onChange={onChange} />
      </div>
    );
  }
  if (typeof field === 'number') {
    return (
      <div className={css['field']}>
        <label htmlFor={id}>{name}</label>
        <input
          id={id}
          className="field mono"
          inputMode="decimal"
          value={field}
          onChange={(event) =>
            onChange(
              event.target.value === '' || Number.isNaN(Number(event.target.value))
                ? field
                : Number(event.target.value),
            )
          }
        />
      </div>
    );
  }
  if (typeof field === 'string') {
    const long = field.length > 80 || field.includes('\n');
    return (
      <div className={css['field']}>
        <label htmlFor={id}>{name}</label>
        {long ? (
          <textarea
            id={id}
            className="field mono"
            rows={4}
            value={field}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            id={id}
            className="field mono"
            value={field}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </div>
    );
  }
  if (typeof field === 'object' && field !== null && !Array.isArray(field) && path.length < DEEPEST) {
    return (
      <fieldset className={css['group']}>
        <legend>{name}</legend>
        <Fields path={path} value={field as Message} onChange={onChange} />
      </fieldset>
    );
  }
  return (
    <div className={css['field']}>
      <span className="m">{name}</span>
      <span className="muted t12">{Array.isArray(field) ? `${field.length} entries, in the YAML` : 'in the YAML'}</span>
    </div>
  );
}
