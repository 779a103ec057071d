import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import { setDocumentOpener } from '../editor/editor-hook.ts';
import { startAutosave } from '../project/autosave.ts';
import { useProject } from '../project/project-store.ts';
import type { SavedRun } from '../project/saved-run.ts';
import { fetchExampleArtifacts } from '../run/example.ts';
import { knowArtifacts, runNow, startSession, warmUp } from '../run/run-session.ts';
import { useRuns } from '../run/run-store.ts';
import { loadLateParts } from '../ui/late.tsx';
import { prefer } from './preferences.ts';
import { followHistory, show } from './view-store.ts';

/** Traces larger than this are not kept with the project. */
const MOST_SAVED_BYTES = 4_000_000;

/** After the first paint: history, saving, and the workers, each when there is time. */
export function startRest(): void {
  followHistory();
  setDocumentOpener(openDocument);
  startSession();
  startAutosave({
    read: savedRuns,
    onChange: (changed) =>
      useRuns.subscribe((state, before) => {
        if (state.phase === 'idle' && before.phase === 'running') changed();
      }),
  });
  useProject.subscribe((state, before) => {
    if (state.past.length > 0 && before.past.length === 0) prefer({ greeted: true });
  });
  whenIdle(() => void firstRun());
}

/** Shows a document by the name that diagnostics and traces have for it. */
function openDocument(id: string): void {
  const file = id === 'chain' || id.startsWith('config/') || id.startsWith('inline/') ? id : `sources/${id}`;
  show({ page: 'workbench', pane: 'code', file });
}

async function firstRun(): Promise<void> {
  // Printing shows it at once, so it has to be there.
  void import('../score/TraceTable.tsx');
  const { project, origin } = useProject.getState();
  if (origin === 'example') {
    // Without them the compiler makes them, and the first run comes later.
    knowArtifacts(project, await fetchExampleArtifacts().catch(() => []));
  }
  await warmUp();
  runNow();
  const stop = useRuns.subscribe((state) => {
    if (state.phase !== 'idle') return;
    stop();
    whenIdle(() => void loadLateParts());
  });
}

/** Runs something when the browser has nothing else to do, and soon in any case. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 2000 });
  else setTimeout(run, 50);
}

/** The newest runs as they are kept with the project. */
function savedRuns(): SavedRun[] {
  const runs: { result: ScenarioResult; trace: PackedTrace }[] = [];
  let bytes = 0;
  for (const { result, trace } of useRuns.getState().runs.values()) {
    if (!(trace instanceof TraceReader)) continue;
    bytes += trace.packed.words.byteLength + trace.packed.bodyBytes.byteLength;
    if (bytes > MOST_SAVED_BYTES) break;
    runs.push({ result, trace: trace.packed });
  }
  return runs;
}
