import { participantRows } from './participants.ts';
import type { ChainMember, Score } from './score-model.ts';

const NOTHING = { added: 0, changed: 0, removed: 0, bytes: 0 };

/** The rows of a chain that has not run yet. */
export function emptyScore(chain: readonly ChainMember[]): Score {
  return {
    request: 0,
    rows: participantRows({ chain, upstreams: [], callouts: [] }).map((row) => ({
      ...row,
      request: 'none',
      response: 'none',
      changes: { request: NOTHING, response: NOTHING },
      note: null,
    })),
    steps: [],
    pauses: [],
    lines: [],
    rings: [],
    ticks: [],
    phases: { down: 0, wait: 0, up: 0 },
    columns: 0,
    outsideColumn: null,
    endedAt: 0,
    responseCode: null,
    responseFlags: '',
    responseCodeDetails: '',
    left: 0,
  };
}
