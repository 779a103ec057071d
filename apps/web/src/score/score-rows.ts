import type { Direction } from '@chainwright/runtime/trace/trace-event';
import type { Lane } from './lane.ts';
import type { Participant } from './participants.ts';
import type { ChangeCount, Port, ScoreRow } from './score-model.ts';
import type { StepDraft } from './step-draft.ts';

const NOTHING: ChangeCount = { added: 0, changed: 0, removed: 0, bytes: 0 };

/** The rows with what happened in each: ports, counted changes, a note where nothing happened. */
export function finishedRows(
  rows: readonly Participant[],
  steps: readonly StepDraft[],
  skipped: ReadonlyMap<number, string>,
  lanes: readonly Lane[],
): ScoreRow[] {
  return rows.map((row, index) => {
    const here = steps.filter((step) => step.row === index);
    const port = (direction: Direction): Port => portOf(row, index, direction, here, skipped, lanes);
    const request = port('request');
    const response = port('response');
    return {
      ...row,
      request,
      response,
      changes: { request: countChanges(here, 'request'), response: countChanges(here, 'response') },
      note: noteOf(row, index, request, response, here, skipped),
    };
  });
}

function portOf(
  row: Participant,
  index: number,
  direction: Direction,
  here: readonly StepDraft[],
  skipped: ReadonlyMap<number, string>,
  lanes: readonly Lane[],
): Port {
  const mine = here.filter((step) => step.direction === direction);
  if (mine.some((step) => step.mark === 'trap' || step.mark === 'error')) return 'failed';
  if (mine.length > 0) return 'called';
  const lane = lanes.find((one) => one.direction === direction);
  const crossed = lane?.rings.some((ring) => ring.row === index) ?? false;
  if (skipped.has(index)) return 'skipped';
  return crossed && row.filter !== null ? 'passed' : 'none';
}

function countChanges(steps: readonly StepDraft[], direction: Direction): ChangeCount {
  let count = NOTHING;
  for (const step of steps) {
    for (const change of step.headerChanges) {
      if (!change.map.startsWith(direction)) continue;
      const key = change.op === 'add' ? 'added' : change.op === 'remove' ? 'removed' : 'changed';
      count = { ...count, [key]: count[key] + 1 };
    }
    if (step.bodyChange && step.direction === direction) {
      count = { ...count, bytes: count.bytes + step.bodyChange.after - step.bodyChange.before };
    }
  }
  return count;
}

function noteOf(
  row: Participant,
  index: number,
  request: Port,
  response: Port,
  here: readonly StepDraft[],
  skipped: ReadonlyMap<number, string>,
): string | null {
  const off = skipped.get(index);
  if (off !== undefined) return off;
  const broken = here.find((step) => step.mark === 'trap' || step.mark === 'error');
  if (broken) return broken.mark === 'trap' ? 'VM failed' : 'script error';
  if (row.kind === 'upstream') return here.length > 0 ? 'upstream' : 'not reached';
  if (row.kind === 'callout') return here.length > 0 ? 'callout' : 'not called';
  if (row.kind === 'downstream') return null;
  if (request === 'none' && response === 'none') return 'not reached';
  if (request === 'none') return 'only the reply';
  return null;
}
