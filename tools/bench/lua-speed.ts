import { measureBudgetCost } from '../../packages/lua/src/bench/budget-cost.bench.ts';
import { measureLuaSpeed } from '../../packages/lua/src/bench/lua-speed.bench.ts';
import type { Figure } from './measure.ts';

/** The Lua VM against fengari and wasmoon, as ratios in one run (above 1: they take longer). */
export async function luaSpeed(): Promise<Figure[]> {
  const speed = await measureLuaSpeed();
  const one = (name: string, unit: string, value: number): Figure => ({
    name,
    unit,
    median: value,
    low: value,
    high: value,
    rounds: 1,
  });
  return [
    ...speed.programs.flatMap(({ name, ratios }) =>
      Object.entries(ratios).map(([engine, ratio]) => one(`${name}: ${engine}`, '×', ratio)),
    ),
    ...Object.entries(speed.means).map(([engine, ratio]) => one(`geometric mean: ${engine}`, '×', ratio)),
    one('one host call', 'µs', speed.hostCallMicroseconds),
    one('a new state', 'µs', speed.newStateMicroseconds),
    one('compiling', 'MB/s', speed.compileMegabytesPerSecond),
    one('an idle state', 'KiB', speed.idleStateBytes / 1024),
    one('with a budget, against without (geometric mean)', '×', measureBudgetCost(100).mean),
  ];
}
