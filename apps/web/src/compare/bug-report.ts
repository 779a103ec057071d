import type { ComparedPoint } from './real-envoy-api.ts';

type Report = {
  readonly project: string;
  readonly scenario: string;
  readonly version: string;
  readonly rows: readonly ComparedPoint[];
  /** A link that carries the project; null when it is too large for one. */
  readonly link: string | null;
};

/** A difference as text for an issue: what differs, both values, and the project as a link. */
export function bugReport({ project, scenario, version, rows, link }: Report): string {
  const differing = rows.filter((row) => row.verdict === 'different');
  return [
    `### The simulation differs from Envoy ${version}`,
    `Project “${project}”, scenario “${scenario}”.`,
    '| point | simulation | Envoy |\n|---|---|---|\n' +
      differing.map((row) => `| ${[row.field, row.simulator, row.envoy].map(cell).join(' | ')} |`).join('\n'),
    link === null ? 'The project is too large for a link: attach its project.yaml.' : `The project: ${link}`,
  ].join('\n\n');
}

/** A value in a table of Markdown: on one line, as code. */
function cell(value: string | null): string {
  if (value === null) return 'absent';
  const line = value.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  const ticks = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return `${ticks}${ticks.length > 1 ? ' ' : ''}${line}${ticks.length > 1 ? ' ' : ''}${ticks}`;
}
