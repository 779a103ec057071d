import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const ID = 'virtual:first-run';
const GALLERY = new URL('../../../packages/filters/gallery/edge-auth/project.yaml', import.meta.url);

/**
 * Gives the page the project that it opens with, already run: it is compiled and run here, at build time, by the same
 * engine, so that the first visit paints a result before any compiler is loaded.
 */
export function firstRun(): Plugin {
  return {
    name: 'chainwright-first-run',
    resolveId: (id) => (id === ID || id === `${ID}/artifacts` ? `\0${id}` : null),
    async load(id) {
      if (id === `\0${ID}`) {
        this.addWatchFile(fileURLToPath(GALLERY));
        const { project, runs } = await runExample();
        return `export default JSON.parse(${JSON.stringify(JSON.stringify({ project, runs }))});`;
      }
      if (id === `\0${ID}/artifacts`) {
        const { artifacts } = await runExample();
        return `export default JSON.parse(${JSON.stringify(JSON.stringify(artifacts))});`;
      }
      return null;
    },
  };
}

type Example = { readonly project: unknown; readonly runs: readonly unknown[]; readonly artifacts: readonly unknown[] };

let example: Promise<Example> | null = null;

function runExample(): Promise<Example> {
  example ??= makeExample();
  return example;
}

async function makeExample(): Promise<Example> {
  const { readProjectFile } = await import('@chainwright/filters/project/project-file');
  const { compileProjectSources } = await import('@chainwright/filters/compile/compile-sources');
  const { runScenario } = await import('@chainwright/filters/run-scenario');
  const opened = readProjectFile(await readFile(GALLERY, 'utf8'));
  if (!opened.ok) throw new Error(`the example does not open: ${JSON.stringify(opened.problems)}`);
  const project = opened.value;
  const artifacts = await compileProjectSources(project.sources);
  const runs = project.scenarios.map((scenario) => {
    const { result, trace } = runScenario(project, scenario.name, artifacts);
    return { result, trace: packAsText(trace) };
  });
  return {
    project,
    runs,
    artifacts: artifacts.map((one) => ({ ...one, wasm: one.wasm ? base64(one.wasm) : null })),
  };
}

/** A packed trace as JSON: its typed arrays as base64. `src/run/stored-trace.ts` reads it. */
function packAsText(trace: object): object {
  return Object.fromEntries(
    Object.entries(trace).map(([name, value]) => [name, ArrayBuffer.isView(value) ? base64(value) : value]),
  );
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
}
