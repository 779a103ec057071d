import css from './export.module.css';
import { type ExportAnswer, type ExportedModule, ExportRefused, ServerAway } from './request-export.ts';
import { saveFile } from './save-file.ts';

type Props = {
  readonly answer: ExportAnswer | null;
  readonly error: Error | null;
  readonly stale: boolean;
  readonly context: string;
  readonly modules: readonly ExportedModule[];
};

/** What is known about the export: the proof, notes, and where the filters land in Istio's chain; or why there is none. */
export function ExportOutcome({ answer, error, stale, context, modules }: Props) {
  return (
    <section className="panel" aria-label="Proof and notes" aria-busy={stale}>
      <div className="ph">
        <h3>Checks</h3>
        {answer && !stale && <span className="chip ok">✓ read back and run</span>}
        {stale && <span className="chip">being proven</span>}
      </div>
      {error && <Refusal error={error} />}
      {answer && (
        <>
          <p className={css['check']}>
            <b className={css['holds']}>✓ Read back</b> applied to Istio 1.31’s {contextWords(context)} chain;{' '}
            {scenarioWords(answer.proof.scenarios)} with the same result as this project.
          </p>
          {answer.notes.length > 0 && <h3 className={css['head']}>Notes</h3>}
          <ul className={css['notes']}>
            {answer.notes.map((note) => (
              <li key={note.code + note.message} className={note.severity === 'warning' ? 'note wait' : 'note'}>
                <span className={css['grow']}>{note.message}</span>
                <code>{note.code}</code>
              </li>
            ))}
          </ul>
          <Landing lands={answer.lands} />
        </>
      )}
      {modules.length > 0 && (
        <>
          <h3 className={css['head']}>Modules</h3>
          <ul className={css['modules']}>
            {modules.map((module) => (
              <li key={module.source}>
                <code>{module.source}.wasm</code>
                <code className={css['quiet']}>sha256 {module.sha256.slice(0, 12)}…</code>
                <button type="button" className="btn s" onClick={() => saveFile(`${module.source}.wasm`, module.bytes)}>
                  Download
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Refusal({ error }: { readonly error: Error }) {
  if (error instanceof ExportRefused) {
    return (
      <div role="alert">
        {error.problems.map((problem) => (
          <div key={problem.code + problem.path} className="note fail">
            <span>
              <b>{problem.message}</b> {problem.hint}
            </span>
          </div>
        ))}
      </div>
    );
  }
  const why = error instanceof ServerAway ? error.message : `Something of ours failed: ${error.message}`;
  return (
    <div className="note fail" role="alert">
      <span>
        <b>{why}</b> Exports need the server; everything else here goes on without it. Start it with{' '}
        <code>npm start</code>, then try again.
      </span>
    </div>
  );
}

function Landing({ lands }: { readonly lands: ExportAnswer['lands'] }) {
  return (
    <>
      <h3 className={css['head']}>Where it lands</h3>
      <ol className={css['lands']}>
        {lands.map((one) => (
          <li key={one.name} data-ours={one.patch !== null}>
            <code>{one.name}</code>
            {one.patch !== null && <span>patch {one.patch + 1}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

function contextWords(context: string): string {
  return (
    { SIDECAR_INBOUND: 'inbound sidecar', SIDECAR_OUTBOUND: 'outbound sidecar', GATEWAY: 'gateway' }[context] ?? context
  );
}

function scenarioWords(count: number): string {
  return count === 1 ? 'one scenario ran' : `${count} scenarios ran`;
}
