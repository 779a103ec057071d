import type { ChainMember, Score, ScorePoint, ScoreRow } from './score-model.ts';

const NOTHING = { added: 0, changed: 0, removed: 0, bytes: 0 };

/**
 * Puts a score onto the rows of another chain: after an edit, until the new run is there. Steps of filters that are
 * gone are left out, new filters get an empty row.
 */
export function remapRows(score: Score, chain: readonly ChainMember[]): Score {
  const filters = score.rows.filter((row) => row.filter !== null);
  if (chain.length === filters.length && chain.every((member, i) => member.name === filters[i]?.name)) return score;
  const old = new Map(score.rows.map((row, index) => [row.key, index]));
  const rows: ScoreRow[] = [
    ...score.rows.slice(0, 1),
    ...chain.map((member, index): ScoreRow => {
      const before = score.rows[old.get(`filter:${member.name}`) ?? -1];
      const kind = index === chain.length - 1 ? 'router' : 'filter';
      return before ? { ...before, kind, filter: index } : emptyRow(member, index, kind);
    }),
    ...score.rows.filter((row) => row.kind === 'upstream' || row.kind === 'callout'),
  ];
  const now = new Map(rows.map((row, index) => [old.get(row.key), index]));
  const names = new Set(chain.map((member) => member.name));
  const at = (row: number): number | undefined => now.get(row);
  const points = (list: readonly ScorePoint[]): ScorePoint[] =>
    list.flatMap((point) => (at(point.row) === undefined ? [] : [{ ...point, row: at(point.row)! }]));
  return {
    ...score,
    rows,
    steps: score.steps.flatMap((step) =>
      at(step.row) === undefined || (step.filter && !names.has(step.filter.name))
        ? []
        : [{ ...step, row: at(step.row)! }],
    ),
    pauses: score.pauses.flatMap((pause) => (at(pause.row) === undefined ? [] : [{ ...pause, row: at(pause.row)! }])),
    lines: score.lines
      .map((line) => ({ ...line, points: points(line.points) }))
      .filter((line) => line.points.length > 1),
    rings: [],
  };
}

function emptyRow(member: ChainMember, index: number, kind: 'filter' | 'router'): ScoreRow {
  return {
    key: `filter:${member.name}`,
    kind,
    name: member.name,
    filter: index,
    request: 'none',
    response: 'none',
    changes: { request: NOTHING, response: NOTHING },
    note: 'not run yet',
  };
}
