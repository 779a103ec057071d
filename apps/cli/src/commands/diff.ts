import { parseArgs } from 'node:util';
import { type ComparedScenario, compareScenario } from '@chainwright/real-envoy/compare/compare-scenario';
import type { ComparisonRow } from '@chainwright/real-envoy/compare/comparison-row';
import { requireEnvoy, runOnEnvoy } from '../envoy-engine.ts';
import { CommandError, EXIT } from '../exit.ts';
import { HELP } from '../help.ts';
import { compileProject, readProjects } from '../read-projects.ts';

const SIGNS: Readonly<Record<ComparisonRow['verdict'], string>> = {
  equal: '=',
  'known-difference': '≈',
  different: '≠',
  'not-comparable': '·',
};

/** `chainwright diff`: runs a project on the simulator and on a real Envoy and compares them point by point. */
export async function diffCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      scenario: { type: 'string' },
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new CommandError(HELP.diff);
  const envoy = requireEnvoy();
  let differs = false;
  let ran = 0;
  for (const loaded of await readProjects(path)) {
    const artifacts = await compileProject(loaded);
    const names = loaded.project.scenarios
      .map((one) => one.name)
      .filter((name) => values.scenario === undefined || name === values.scenario);
    const runs = await runOnEnvoy(envoy, loaded.project, names, artifacts);
    for (const [index, name] of names.entries()) {
      const run = runs[index];
      if (!run) throw new CommandError('interrupted', EXIT.failed);
      const compared = compareScenario(loaded.project, name, artifacts, run);
      ran++;
      differs ||= compared.rows.some((row) => row.verdict === 'different');
      process.stdout.write(values.json ? `${JSON.stringify(compared)}\n` : diffText(compared, values.all));
    }
  }
  if (ran === 0) throw new CommandError(`${path}: there is no such scenario`);
  return differs ? EXIT.failed : EXIT.ok;
}

function diffText({ scenario, rows, envoyVersion }: ComparedScenario, all: boolean): string {
  const count = (verdict: ComparisonRow['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  const different = count('different');
  const head = `${different > 0 ? '≠' : '='} ${scenario}: ${count('equal')} of ${rows.length} points as Envoy ${envoyVersion}`;
  const shown = rows.filter((row) => all || row.verdict === 'different' || row.verdict === 'known-difference');
  const unfit = count('not-comparable');
  const lines = shown.map((row) =>
    row.verdict === 'equal'
      ? `    = ${row.field}: ${row.envoy}`
      : `    ${SIGNS[row.verdict]} ${row.field}${row.note === null ? '' : ` (${row.note})`}\n        simulator ${row.simulator ?? '(nothing)'}\n        envoy     ${row.envoy ?? '(nothing)'}`,
  );
  return `${[head, ...lines, ...(unfit > 0 ? [`    · ${unfit} points can't be compared`] : [])].join('\n')}\n`;
}
