import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const GALLERY = new URL('../../../packages/filters/gallery/edge-auth/project.yaml', import.meta.url);
const FOLDER = new URL('../../../.cache/first-run/', import.meta.url);

/** The files that this makes, as the page imports them: `virtual:first-run/example.json?url`. */
export const firstRunAlias = [{ find: /^virtual:first-run\//, replacement: fileURLToPath(FOLDER) }];

/**
 * Makes the project that the page opens with, already run: it is compiled and run here, at build time, by the same
 * engine, so that the first visit paints a result before any compiler is loaded. The code goes into a second file, which
 * is fetched after the first paint.
 */
export function firstRun(): Plugin {
  let made: Promise<void> | null = null;
  return {
    name: 'chainwright-first-run',
    async buildStart() {
      made ??= makeExample();
      await made;
      this.addWatchFile(fileURLToPath(GALLERY));
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((name) => /example-[\w-]+\.json$/.test(name));
        if (!file) return [];
        // The page asks for it as soon as its code runs; the browser begins right away.
        return [
          { tag: 'link', attrs: { rel: 'preload', as: 'fetch', href: `/${file}`, crossorigin: '' }, injectTo: 'head' },
        ];
      },
    },
  };
}

async function makeExample(): Promise<void> {
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
  const code = artifacts.map((one) => ({ ...one, wasm: one.wasm ? base64(one.wasm) : null }));
  await mkdir(FOLDER, { recursive: true });
  await writeFile(new URL('example.json', FOLDER), JSON.stringify({ project, runs }));
  await writeFile(new URL('artifacts.json', FOLDER), JSON.stringify(code));
}

/** A packed trace as JSON that compresses well: numbers as numbers, bytes as base64. `src/run/stored-trace.ts` reads it. */
function packAsText(trace: object): object {
  return Object.fromEntries(
    Object.entries(trace).map(([name, value]) => {
      if (value instanceof Uint8Array) return [name, base64(value)];
      return [name, ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value];
    }),
  );
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
}
