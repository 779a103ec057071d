import { chainCost } from './chain-cost.ts';
import { compileCost } from './compile-cost.ts';
import { envoyRate } from './envoy-rate.ts';
import { luaSpeed } from './lua-speed.ts';
import type { Figure } from './measure.ts';
import { pageSpeed } from './page-speed.ts';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  chain: chainCost,
  compile: compileCost,
  envoy: envoyRate,
  lua: luaSpeed,
  page: pageSpeed,
};

const json = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}": ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}

const all: Record<string, Figure[]> = {};
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const figures = await bench();
  all[name] = figures;
  if (!json) print(name, figures);
}
if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);

function print(name: string, figures: readonly Figure[]): void {
  process.stdout.write(`\n${name}\n`);
  for (const { name: what, unit, median, low, high, rounds } of figures) {
    const values = `${show(median)} ${unit}`.padStart(12);
    process.stdout.write(`${values}   ${what}  (${show(low)}–${show(high)}, ${rounds} rounds)\n`);
  }
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
