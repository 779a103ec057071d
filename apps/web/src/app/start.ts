import { httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project } from '@chainwright/filters/project/project';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import { useSaving } from '../project/autosave.ts';
import { openProject, type ProjectOrigin, useProject } from '../project/project-store.ts';
import { hasSavedProject, type SavedRun } from '../project/saved-run.ts';
import { fetchExample } from '../run/example.ts';
import { putRun, useRuns } from '../run/run-store.ts';
import { openShareLink } from '../share/open-link.ts';
import { toast } from '../ui/toast.ts';

/** Traces larger than this are not kept with the project. */
const _MOST_SAVED_BYTES = 4_000_000;

/** Opens what the address, the browser or the page itself has to show. Ends when something can be painted. */
export async function openFirst(): Promise<void> {
  const linked = await openShareLink();
  if (linked?.ok) return;
  if (linked) toast(`The link could not be opened: ${linked.problems[0]?.message ?? 'it is damaged.'}`, null, 'fail');
  if (!(await openSaved())) await openExample();
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
export async function openExample(): Promise<void> {
  const { project, runs } = await fetchExample();
  openWithRuns('example', project, 'example', runs);
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
