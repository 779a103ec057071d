import { parseArgs } from 'node:util';
import { runScenario } from '@chainwright/filters/run-scenario';
import type { FoundEnvoy } from '@chainwright/real-envoy/find/find-envoy';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import { traceText } from '@chainwright/runtime/trace/trace-text';
import { requireEnvoy, runOnEnvoy } from '../envoy-engine.ts';
import { CommandError, EXIT } from '../exit.ts';
import { HELP } from '../help.ts';
import { compileProject, type LoadedProject, readProjects } from '../read-projects.ts';
import { resultLine, resultText } from '../result-line.ts';

type RunOptions = {
  readonly json: boolean;
  readonly trace: boolean;
  readonly scenario: string | undefined;
  /** null: the simulator. */
  readonly envoy: FoundEnvoy | null;
};

/** `chainwright run`: runs scenarios in the simulator and checks their expectations. */
export async function runCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      scenario: { type: 'string' },
      json: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'simulator' },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new CommandError(HELP.run);
  const { json, trace, scenario, engine } = values;
  if (engine !== 'simulator' && engine !== 'envoy')
    throw new CommandError(`--engine ${engine}: simulator or envoy is expected`);
  if (engine === 'envoy' && trace) throw new CommandError('--trace: a real Envoy gives no trace');
  const options: RunOptions = { json, trace, scenario, envoy: engine === 'envoy' ? requireEnvoy() : null };
  let failed = false;
  let ran = 0;
  for (const loaded of await readProjects(path)) {
    const results = await runProject(loaded, options);
    ran += results.length;
    failed ||= results.some((r) => r.expectations.some((e) => !e.pass));
  }
  if (ran === 0)
    throw new CommandError(
      options.scenario === undefined
        ? `${path}: there is no scenario`
        : `${path}: there is no scenario "${options.scenario}"`,
    );
  return failed ? EXIT.failed : EXIT.ok;
}

async function runProject(loaded: LoadedProject, options: RunOptions): Promise<ScenarioResult[]> {
  const artifacts = await compileProject(loaded);
  for (const artifact of artifacts) {
    for (const d of artifact.diagnostics) {
      const place = d.range ? `:${d.range.startLine}:${d.range.startColumn}` : '';
      process.stderr.write(`${d.source ?? artifact.name}${place}: ${d.severity}: ${d.message}\n`);
    }
  }
  const names = loaded.project.scenarios
    .map((s) => s.name)
    .filter((n) => options.scenario === undefined || n === options.scenario);
  if (options.envoy !== null) {
    const runs = await runOnEnvoy(options.envoy, loaded.project, names, artifacts);
    return runs.map(({ result }) => {
      print(result, null, options);
      return result;
    });
  }
  return names.map((name) => {
    const { result, trace } = runScenario(loaded.project, name, artifacts, {
      detail: options.trace ? 'everything' : 'results',
    });
    print(result, trace, options);
    return result;
  });
}

function print(result: ScenarioResult, trace: PackedTrace | null, options: RunOptions): void {
  if (options.json) {
    const line =
      options.trace && trace ? { ...resultLine(result), trace: [...new TraceReader(trace)] } : resultLine(result);
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  process.stdout.write(`${resultText(result)}\n`);
  if (options.trace && trace) process.stdout.write(`${traceText(new TraceReader(trace))}\n`);
}
