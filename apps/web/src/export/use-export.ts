import { wasmSources } from '@chainwright/filters/project/filter-code';
import { useQuery } from '@tanstack/react-query';
import { useProject } from '../project/project-store.ts';
import { type ExportForm, findMistakes, toOptions, useExportForm } from './export-options.ts';
import {
  type CompileForExport,
  type ExportAnswer,
  type ExportedModule,
  ExportRefused,
  requestExport,
  uploadModules,
} from './request-export.ts';

/** The export of the open project with the chosen options, kept for as long as neither changes. */
export function useExport(compile: CompileForExport) {
  const form = useExportForm();
  const project = useProject((state) => state.project);
  const revision = useProject((state) => state.revision);
  const id = useProject((state) => state.id);
  const mistakes = findMistakes(form);
  const enabled = Object.keys(mistakes).length === 0;
  const modules = useQuery<ExportedModule[]>({
    queryKey: ['export-modules', id, revision],
    queryFn: ({ signal }) => uploadModules(project, compile, signal),
    retry: retryWhenAway,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (previous) => previous,
  });
  const options = enabled ? toOptions(form, project.name, wasmSources(project)) : null;
  const answer = useQuery<ExportAnswer>({
    queryKey: ['export', id, revision, options],
    queryFn: ({ signal }) => {
      if (!options || !modules.data) throw new Error('an export was asked for before there was anything to export');
      return requestExport(project, options, modules.data, signal);
    },
    enabled: options !== null && modules.isSuccess && !modules.isPlaceholderData,
    retry: retryWhenAway,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (previous) => previous,
  });
  return {
    form,
    mistakes,
    modules: modules.data ?? [],
    answer: answer.data ?? null,
    isStale: answer.isPlaceholderData || answer.isFetching || modules.isFetching,
    error: modules.error ?? answer.error,
  };
}

/** Changes the form. */
export function changeForm(patch: Partial<ExportForm>): void {
  useExportForm.setState(patch);
}

/** A refusal stays one however often it is asked. */
function retryWhenAway(count: number, error: Error): boolean {
  return !(error instanceof ExportRefused) && count < 1;
}
