/**
 * What counting the budget costs: runs the programs on the interpreter as it is and on a copy whose loops and calls do not
 * count, in processes that take turns.
 *
 *     node packages/lua/src/bench/budget-cost.bench.ts [--json] [--ms MILLISECONDS]
 */
import { execFileSync } from 'node:child_process';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { timed } from './cpu-time.bench.ts';
import { BENCH_PROGRAMS } from './programs.ts';

const ROUNDS = 4;
const STRETCHES = 6;
type Times = Record<string, number>;

/** Time with counting divided by time without, by program and in the geometric mean. */
export type BudgetCost = { readonly ratios: Readonly<Record<string, number>>; readonly mean: number };

/** Takes the countdown out of the interpreter as it is loaded. */
function loadWithoutCounting(): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.endsWith('/vm/interpreter.ts')) return loaded;
      const source = String(loaded.source).replaceAll('--budget < 0', 'false');
      return { ...loaded, source };
    },
  });
}

async function timeAll(milliseconds: number): Promise<Times> {
  const { ownEngine } = await import('./engines.bench.ts');
  const times: Times = {};
  for (const { name, source } of BENCH_PROGRAMS) {
    const run = ownEngine().load(source);
    let best = Number.POSITIVE_INFINITY;
    for (let stretch = 0; stretch < STRETCHES; stretch++) best = Math.min(best, timed(run, milliseconds / STRETCHES));
    times[name] = best;
  }
  return times;
}

/** Measures in child processes. */
export function measureBudgetCost(milliseconds: number): BudgetCost {
  const best: Record<'counting' | 'free', Times> = { counting: {}, free: {} };
  for (let round = 0; round < ROUNDS; round++) {
    for (const variant of ['counting', 'free'] as const) {
      const file = fileURLToPath(import.meta.url);
      const output = execFileSync(process.execPath, [file, '--variant', variant, '--ms', String(milliseconds)], {
        encoding: 'utf8',
      });
      for (const [name, time] of Object.entries(JSON.parse(output) as Times)) {
        best[variant][name] = Math.min(best[variant][name] ?? Number.POSITIVE_INFINITY, time);
      }
    }
  }
  const ratios: Record<string, number> = {};
  for (const [name, time] of Object.entries(best.counting)) ratios[name] = time / best.free[name]!;
  const logs = Object.values(ratios).map(Math.log);
  return { ratios, mean: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) };
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  const option = (name: string): string | undefined => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args[at + 1];
  };
  const milliseconds = Number(option('--ms') ?? 300);
  const variant = option('--variant');
  if (variant !== undefined) {
    if (variant === 'free') loadWithoutCounting();
    console.log(JSON.stringify(await timeAll(milliseconds)));
  } else {
    const cost = measureBudgetCost(milliseconds);
    if (args.includes('--json')) console.log(JSON.stringify(cost));
    else {
      for (const [name, ratio] of Object.entries(cost.ratios)) console.log(`${name.padEnd(20)}×${ratio.toFixed(3)}`);
      console.log(`${'mean'.padEnd(20)}×${cost.mean.toFixed(3)}`);
    }
  }
}
