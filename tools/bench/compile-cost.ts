import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyScriptCompiler } from '../../packages/filters/src/compile/assemblyscript.ts';
import { ROOT } from '../setup/paths.mjs';
import { type Figure, figure, timed } from './measure.ts';

/** From source text to module, for a callout filter, with a warm compiler; and for the first time. */
export async function compileCost(): Promise<Figure[]> {
  const text = readFileSync(join(ROOT, 'packages/filters/gallery/sources/auth-callout.ts'), 'utf8');
  const compile = (compiler: AssemblyScriptCompiler, edit: number) => {
    const result = compiler.compile({ name: 'bench', files: { 'index.ts': `${text}\n// ${edit}` } });
    if (result.wasm === null) throw new Error(result.diagnostics[0]?.message);
  };
  const warm = new AssemblyScriptCompiler();
  let edit = 0;
  const first = await timed(() => compile(new AssemblyScriptCompiler(), 0), { rounds: 5, warmUp: 1 });
  const next = await timed(() => compile(warm, edit++), { rounds: 60, warmUp: 10 });
  return [
    figure('AssemblyScript: compile a callout filter, new compiler', 'ms', first),
    figure('AssemblyScript: compile a callout filter after an edit', 'ms', next),
  ];
}
