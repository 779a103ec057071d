import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
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

/** The same as a diagnostic for the editor. */
export function problemsOf(reading: YamlReading): Diagnostic[] {
  if (reading.ok || reading.line === null) return [];
  const { line, message } = reading;
  const range = { startLine: line, startColumn: 1, endLine: line, endColumn: 1000 };
  return [{ severity: 'error', code: 'yaml', message, source: null, range }];
}
