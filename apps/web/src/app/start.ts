import example from 'virtual:first-run';
import { httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project } from '@chainwright/filters/project/project';
import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import { setDocumentOpener } from '../editor/editor-hook.ts';
import { startAutosave, useSaving } from '../project/autosave.ts';
import { openProject, type ProjectOrigin, useProject } from '../project/project-store.ts';
import { hasSavedProject, type SavedRun } from '../project/saved-run.ts';
import { knowArtifacts, runNow, startSession, warmUp } from '../run/run-session.ts';
import { putRun, useRuns } from '../run/run-store.ts';
import { readStoredTrace } from '../run/stored-trace.ts';
import { openShareLink } from '../share/open-link.ts';
import { toast } from '../ui/toast.ts';
import { prefer } from './preferences.ts';
import { followHistory, show } from './view-store.ts';

/** Traces larger than this are not kept with the project. */
const MOST_SAVED_BYTES = 4_000_000;

/** Opens what the address, the browser or the page itself has to show. Ends when something can be painted. */
export async function openFirst(): Promise<void> {
  const linked = await openShareLink();
  if (linked?.ok) return;
  if (linked) toast(`The link could not be opened: ${linked.problems[0]?.message ?? 'it is damaged.'}`, null, 'fail');
  if (!(await openSaved())) openExample();
}

/** Opens what was saved last in this browser. False when there is nothing. */
async function openSaved(): Promise<boolean> {
  if (!hasSavedProject()) return false;
  const { loadLastProject } = await import('../project/project-storage.ts');
  const saved = await loadLastProject();
  if (!saved) return false;
  if (!saved.opened.ok) {
    toast(`${saved.opened.problems[0]?.message ?? 'The saved project is damaged.'} It was put aside.`, null, 'fail');
    return false;
  }
  openWithRuns(saved.id, saved.opened.value, 'saved', saved.runs);
  useSaving.setState({ phase: 'saved' });
  return true;
}

/** Opens the example, already run. */
export function openExample(): void {
  const runs = example.runs.map((run) => ({ result: run.result, trace: readStoredTrace(run.trace) }));
  openWithRuns('example', example.project, 'example', runs);
  useSaving.setState({ phase: 'untouched' });
}

function openWithRuns(id: string, project: Project, origin: ProjectOrigin, runs: readonly SavedRun[]): void {
  useRuns.setState({ runs: new Map(), refusals: new Map(), sources: new Map() });
  openProject(id, project, origin);
  const { revision } = useProject.getState();
  const chain = httpFilters(project).map((filter) => ({ name: filter.name, disabled: filter.disabled === true }));
  for (const { result, trace } of runs)
    putRun(result.scenario, { result, trace: new TraceReader(trace), chain, revision });
  useRuns.setState({ revision });
}

/** After the first paint: history, saving, and the workers, each when there is time. */
export function startRest(): void {
  followHistory();
  setDocumentOpener(openDocument);
  startSession();
  startAutosave(savedRuns);
  useProject.subscribe((state, before) => {
    if (state.past.length > 0 && before.past.length === 0) prefer({ greeted: true });
  });
  const idle = 'requestIdleCallback' in window ? requestIdleCallback : (run: () => void) => setTimeout(run, 50);
  idle(() => void firstRun());
}

/** Shows a document by the name that diagnostics and traces have for it. */
function openDocument(id: string): void {
  const file = id === 'chain' || id.startsWith('config/') || id.startsWith('inline/') ? id : `sources/${id}`;
  show({ page: 'workbench', pane: 'code', file });
}

async function firstRun(): Promise<void> {
  const { project, origin } = useProject.getState();
  if (origin === 'example') {
    const { default: artifacts } = await import('virtual:first-run/artifacts');
    knowArtifacts(
      project,
      artifacts.map((one) => ({ ...one, wasm: one.wasm === null ? null : base64ToBytes(one.wasm) })),
    );
  }
  await warmUp();
  runNow();
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
