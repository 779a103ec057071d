declare module 'virtual:first-run' {
  import type { Project } from '@chainwright/filters/project/project';
  import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
  import type { StoredTrace } from './run/stored-trace.ts';

  /** The project that the page opens with, and what it came to when the page was built. */
  const example: {
    readonly project: Project;
    readonly runs: readonly { readonly result: ScenarioResult; readonly trace: StoredTrace }[];
  };
  export default example;
}

declare module 'virtual:first-run/artifacts' {
  import type { Artifact } from '@chainwright/filters/compile/artifact';

  /** Its compiled code; modules as base64. */
  const artifacts: readonly (Omit<Artifact, 'wasm'> & { readonly wasm: string | null })[];
  export default artifacts;
}
