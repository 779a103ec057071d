/**
 * Times the VM against fengari and wasmoon.
 *
 *     node packages/lua/src/bench/lua-speed.bench.ts [--json] [--ms MILLISECONDS] [PROGRAM…]
 */
import { compile } from '../compiler/compile.ts';
import { LuaState } from '../state/lua-state.ts';
import { timed } from './cpu-time.bench.ts';
import { type BenchEngine, fengariEngine, ownEngine, wasmoonEngine } from './engines.bench.ts';
import { BENCH_PROGRAMS } from './programs.ts';

/** What was measured. Times are processor time of this thread, the best of all rounds. */
export type LuaSpeed = {
  readonly programs: readonly {
    readonly name: string;
    /** Milliseconds per run, by engine. */
    readonly milliseconds: Readonly<Record<string, number>>;
    /** How many times as long as our VM an engine takes. */
    readonly ratios: Readonly<Record<string, number>>;
  }[];
  /** Geometric means of the ratios, by engine. */
  readonly means: Readonly<Record<string, number>>;
  /** Microseconds for one method call of a host object. */
  readonly hostCallMicroseconds: number;
  /** Microseconds for a new state, the first left out. */
  readonly newStateMicroseconds: number;
  /** Megabytes of source compiled in a second. */
  readonly compileMegabytesPerSecond: number;
  /** Bytes of an idle state by our own count. */
  readonly idleStateBytes: number;
};

export type LuaSpeedOptions = {
  /** How long each engine runs each program, in milliseconds. */
  readonly milliseconds?: number;
  /** Names of programs; default: all. */
  readonly programs?: readonly string[];
};

function best(run: () => unknown, milliseconds: number): number {
  const stretch = Math.max(10, milliseconds / 8);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) least = Math.min(least, timed(run, stretch));
  return least;
}

/** Runs all measurements. The engines take turns program by program, so that a busy machine hits them alike. */
export async function measureLuaSpeed(options: LuaSpeedOptions = {}): Promise<LuaSpeed> {
  const milliseconds = options.milliseconds ?? 400;
  const engines = [ownEngine(), await fengariEngine(), await wasmoonEngine()];
  const wanted = BENCH_PROGRAMS.filter(({ name }) => (options.programs ?? [name]).includes(name));
  const programs = wanted.map(({ name, source }) => compare(name, source, engines, milliseconds));
  const means: Record<string, number> = {};
  for (const { name } of engines.slice(1)) {
    const logs = programs.map(({ ratios }) => Math.log(ratios[name] ?? 1));
    means[name] = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  }
  return { programs, means, ...measureOwn(milliseconds) };
}

function compare(
  name: string,
  source: string,
  engines: readonly BenchEngine[],
  milliseconds: number,
): LuaSpeed['programs'][number] {
  const runs = engines.map((engine) => ({ engine: engine.name, run: engine.load(source) }));
  const answers = runs.map(({ run }) => Number(run()));
  if (answers.some((answer) => answer !== answers[0])) throw new Error(`${name}: ${answers.join(' | ')}`);
  const times: Record<string, number> = {};
  for (let round = 0; round < 8; round++) {
    for (const { engine, run } of runs) {
      times[engine] = Math.min(times[engine] ?? Number.POSITIVE_INFINITY, timed(run, milliseconds / 8));
    }
  }
  const own = times[engines[0]!.name]!;
  const ratios: Record<string, number> = {};
  for (const { name: engine } of engines.slice(1)) ratios[engine] = times[engine]! / own;
  return { name, milliseconds: times, ratios };
}

function measureOwn(milliseconds: number): Omit<LuaSpeed, 'programs' | 'means'> {
  const engine = ownEngine();
  const calls = engine.load('for i = 1, 100000 do local v = handle:headers() end');
  const empty = engine.load('for i = 1, 100000 do local v = handle end');
  const hostCallMicroseconds = (best(calls, milliseconds) - best(empty, milliseconds)) / 100;
  const newStateMicroseconds = best(() => new LuaState(), milliseconds) * 1000;
  const source = BENCH_PROGRAMS.map((program) => `do\n${program.source.replaceAll('return ', 'local _ = ')}\nend\n`);
  const text = source
    .filter((part) => isValid(part))
    .join('')
    .repeat(20);
  const compileMegabytesPerSecond = text.length / 1000 / best(() => compile(text, '=bench'), milliseconds);
  return {
    hostCallMicroseconds,
    newStateMicroseconds,
    compileMegabytesPerSecond,
    idleStateBytes: new LuaState().bytesInUse,
  };
}

function isValid(source: string): boolean {
  try {
    compile(source, '=bench');
    return true;
  } catch {
    return false;
  }
}

function print(speed: LuaSpeed): void {
  const engines = Object.keys(speed.programs[0]?.milliseconds ?? {});
  console.log(`${'milliseconds'.padEnd(20)}${engines.map((engine) => engine.padStart(14)).join('')}`);
  for (const { name, milliseconds, ratios } of speed.programs) {
    const cells = engines.map((engine) => {
      const ratio = ratios[engine] === undefined ? '' : ` ×${ratios[engine].toFixed(1)}`;
      return `${milliseconds[engine]!.toFixed(2)}${ratio}`.padStart(14);
    });
    console.log(name.padEnd(20) + cells.join(''));
  }
  for (const [engine, mean] of Object.entries(speed.means)) console.log(`${engine}: ×${mean.toFixed(2)} in the mean`);
  console.log(
    `host call ${speed.hostCallMicroseconds.toFixed(3)} µs, new state ${speed.newStateMicroseconds.toFixed(1)} µs`,
  );
  console.log(`compiles ${speed.compileMegabytesPerSecond.toFixed(1)} MB/s, idle state ${speed.idleStateBytes} bytes`);
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  const at = args.indexOf('--ms');
  const milliseconds = at < 0 ? 400 : Number(args.splice(at, 2)[1]);
  const programs = args.filter((argument) => !argument.startsWith('--'));
  const speed = await measureLuaSpeed(programs.length > 0 ? { milliseconds, programs } : { milliseconds });
  if (args.includes('--json')) console.log(JSON.stringify(speed));
  else print(speed);
}
