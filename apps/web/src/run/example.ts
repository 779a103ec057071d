import artifactsUrl from 'virtual:first-run/artifacts.json?url';
import exampleUrl from 'virtual:first-run/example.json?url';
import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import type { SavedRun } from '../project/saved-run.ts';
import { readStoredTrace, type StoredTrace } from './stored-trace.ts';

/** The project that the page opens with, and what it came to when the page was built. */
export type Example = { readonly project: Project; readonly runs: readonly SavedRun[] };

type StoredExample = {
  readonly project: Project;
  readonly runs: readonly { readonly result: ScenarioResult; readonly trace: StoredTrace }[];
};
type StoredArtifact = Omit<Artifact, 'wasm'> & { readonly wasm: string | null };

/** Fetches the example. The browser has begun with it before this code ran. */
export async function fetchExample(): Promise<Example> {
  const stored = (await (await fetch(exampleUrl)).json()) as StoredExample;
  return {
    project: stored.project,
    runs: stored.runs.map((run) => ({ result: run.result, trace: readStoredTrace(run.trace) })),
  };
}

/** Fetches the example's compiled code, so that it can run before the compiler is there. */
export async function fetchExampleArtifacts(): Promise<Artifact[]> {
  const stored = (await (await fetch(artifactsUrl)).json()) as StoredArtifact[];
  return stored.map((one) => ({ ...one, wasm: one.wasm === null ? null : base64ToBytes(one.wasm) }));
}
