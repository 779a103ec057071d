import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { findFilterByType } from '../catalog/catalog.ts';
import { assumedClusterNote } from '../export/callout-clusters.ts';
import { exportedFilters } from '../export/envoy-filter.ts';
import type { ExportNote } from '../export/export-note.ts';
import { fieldAt } from '../project/envoy-fields.ts';
import type { Project } from '../project/project.ts';

/** Filters that the simulator lets pass: neither their configuration nor what they do is looked at before a proxy does. */
export function uncheckedNotes(project: Project): ExportNote[] {
  const unchecked = exportedFilters(project).filter((f) => {
    const type = fieldAt(f, 'typed_config', '@type');
    return typeof type === 'string' && findFilterByType(type)?.simulated.level === 'none';
  });
  return unchecked.map((f) => ({
    code: 'CW242',
    severity: 'warning',
    message: `${f.name} is not simulated: nothing here has checked its configuration, and a mistake in it makes Envoy refuse the listener.`,
  }));
}

/** What the runs showed that no configuration tells: clusters that are called, ends that are none, gaps of the simulator. */
export function proofNotes(results: readonly ScenarioResult[], brought: ReadonlySet<unknown>): ExportNote[] {
  const called = new Set(results.flatMap((result) => result.callouts.map((callout) => callout.cluster)));
  // Filters that are passed by have a note of their own, run or not.
  const all = results.flatMap((result) => result.not_simulated).filter((gap) => !gap.what.startsWith('filter '));
  const gaps = new Map(all.map((gap) => [gap.what, gap]));
  return [
    ...[...called].filter((cluster) => !brought.has(cluster)).map(assumedClusterNote),
    ...results.filter(endsBadly).map(
      (result): ExportNote => ({
        code: 'CW240',
        severity: 'warning',
        message: `The scenario "${result.scenario}" does not end well here, nor will it in the mesh: ${result.outcome}${result.reason === null ? '' : `, ${result.reason}`}.`,
      }),
    ),
    ...[...gaps.values()].map(
      ({ what, why }): ExportNote => ({
        code: 'CW241',
        severity: 'info',
        message: `Exported, but not proven by a run: ${what}. ${why}`,
      }),
    ),
  ];
}

function endsBadly({ outcome }: ScenarioResult): boolean {
  return outcome !== 'completed';
}
