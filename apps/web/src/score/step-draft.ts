import type { FilterCallbackName } from '@chainwright/runtime/trace/trace-event';
import type { HeaderChange, ScoreStep, StepKind, StepLetter } from './score-model.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A step while its events still come in. */
export type StepDraft = Mutable<Omit<ScoreStep, 'events' | 'headerChanges'>> & {
  events: number[];
  headerChanges: HeaderChange[];
};

const LETTERS: Readonly<Record<FilterCallbackName, StepLetter>> = {
  decodeHeaders: 'H',
  decodeData: 'D',
  decodeTrailers: 'T',
  encode1xxHeaders: 'H',
  encodeHeaders: 'H',
  encodeData: 'D',
  encodeTrailers: 'T',
  onHttpCallResponse: 'C',
  onGrpcReceive: 'G',
  onTick: 'K',
  onQueueReady: 'Q',
  onLog: 'L',
  onDestroy: 'X',
};

/** The letter for a callback. */
export function letterOf(callback: FilterCallbackName): StepLetter {
  return LETTERS[callback];
}

/** A step with nothing in it yet. */
export function newStep(kind: StepKind, row: number, column: number, at: number): StepDraft {
  return {
    number: 0,
    kind,
    row,
    column,
    endColumn: column,
    at,
    endedAt: at,
    direction: null,
    letter: null,
    filter: null,
    callback: null,
    function: null,
    status: null,
    endStream: false,
    hold: 'none',
    mark: 'none',
    resumed: false,
    events: [],
    headerChanges: [],
    bodyChange: null,
    bytes: null,
    hostCalls: 0,
    source: null,
    cost: null,
    label: '',
  };
}
