import type { ChainEntry } from '../project/filter-kind.ts';
import { bytesText, duration } from './quantities.ts';
import type { Score, ScoreStep } from './score-model.ts';
import { callbackName, changeWords, pathWords, statusWords } from './step-words.ts';

/** One row of the table form. */
export type TableRow = {
  readonly key: string;
  /** null for rows about what did not happen. */
  readonly step: ScoreStep | null;
  readonly path: ReturnType<typeof pathWords>;
  readonly filter: string;
  readonly callback: string;
  readonly result: string;
  readonly held: boolean;
  readonly calls: string;
  readonly changes: ReturnType<typeof changeWords>;
  readonly time: string;
  /** Everything in the row, for the search. */
  readonly words: string;
};

/** The rows of the table: every step, every hold, every filter that was left out. */
export function tableRows(score: Score, chain: readonly ChainEntry[]): TableRow[] {
  const entries = new Map(chain.map((entry) => [entry.name, entry]));
  const rows = score.steps.flatMap((step) => {
    const row = stepRow(score, step, entries.get(step.filter?.name ?? ''));
    const pause = score.pauses.find((one) => one.row === step.row && one.fromColumn === step.column);
    if (!pause) return [row];
    const time = `${duration(pause.fromAt)}–${duration(pause.toAt)}`;
    const held = quiet(`pause ${step.number}`, row.filter, 'paused', duration(pause.toAt - pause.fromAt), time, true);
    return [row, held];
  });
  const left = score.rows.filter(
    (row) => row.filter !== null && row.note !== null && row.request !== 'called' && row.response !== 'called',
  );
  return [...rows, ...left.map((row) => quiet(`left ${row.key}`, row.name, 'not called', row.note ?? '', '', false))];
}

function stepRow(score: Score, step: ScoreStep, entry: ChainEntry | undefined): TableRow {
  const size =
    step.kind === 'callback' && step.bytes !== null ? `, ${bytesText(step.bytes)}${step.endStream ? ', end' : ''}` : '';
  const result = step.kind === 'callback' ? statusWords(step) || step.label : step.label;
  const changes = changeWords(step);
  const row: Omit<TableRow, 'words'> = {
    key: String(step.number),
    step,
    path: pathWords(step),
    filter: step.filter?.name ?? score.rows[step.row]?.name ?? '',
    callback: callbackName(step, entry) + size,
    result,
    held: step.hold !== 'none',
    calls: step.hostCalls ? `${step.hostCalls} call${step.hostCalls === 1 ? '' : 's'}` : '',
    changes,
    time: step.endedAt > step.at ? `${duration(step.at)}–${duration(step.endedAt)}` : duration(step.at),
  };
  return {
    ...row,
    words: [row.path.words, row.filter, row.callback, row.result, ...changes.map((one) => one.text)].join(' '),
  };
}

function quiet(key: string, filter: string, callback: string, result: string, time: string, held: boolean): TableRow {
  return {
    key,
    step: null,
    path: { sign: '–', words: '', tone: '' },
    filter,
    callback,
    result,
    held,
    calls: '',
    changes: [],
    time,
    words: `${filter} ${callback} ${result}`,
  };
}

/** The table as CSV; a cell that a spreadsheet would take for a formula is made text. */
export function toCsv(rows: readonly TableRow[]): string {
  const head = ['step', 'path', 'filter', 'callback', 'result', 'host calls', 'changes', 'virtual time'];
  const lines = rows.map((row) => [
    row.step ? String(row.step.number) : '',
    row.path.words,
    row.filter,
    row.callback,
    row.result,
    row.calls,
    row.changes.map((one) => one.text).join(' '),
    row.time,
  ]);
  return [head, ...lines].map((cells) => cells.map(csvCell).join(',')).join('\r\n');
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
