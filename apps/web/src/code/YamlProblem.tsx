import { Icon } from '../ui/Icon.tsx';
import type { YamlReading } from './yaml-text.ts';

/** What is wrong with the YAML; what was valid last still runs. */
export function YamlProblem({ reading }: { readonly reading: YamlReading }) {
  return (
    <div role="status">
      {!reading.ok && (
        <div className="note fail" style={{ margin: 8 }}>
          <Icon name="alert" small={false} />
          <p>
            <b className="b">{reading.line === null ? 'Not YAML' : `Line ${reading.line}`}: </b>
            {reading.message}. The last valid configuration keeps running.
          </p>
        </div>
      )}
    </div>
  );
}
