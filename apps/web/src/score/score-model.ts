import type { FilterStatus } from '@chainwright/runtime/filter/filter-status';
import type {
  Direction,
  FilterCallbackName,
  FilterRef,
  HeaderMapName,
  SourcePlace,
} from '@chainwright/runtime/trace/trace-event';

/** A filter of the chain that a trace was made with. */
export type ChainMember = { readonly name: string; readonly disabled: boolean };

/** Who takes part in a request: one row of the score. */
export type RowKind = 'downstream' | 'filter' | 'router' | 'upstream' | 'callout';

/** How one path of the request met a row. `none`: it never came that far. */
export type Port = 'called' | 'passed' | 'skipped' | 'failed' | 'none';

/** Header and body changes, counted. */
export type ChangeCount = {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly bytes: number;
};

/** A row of the score. */
export type ScoreRow = {
  readonly key: string;
  readonly kind: RowKind;
  readonly name: string;
  /** Place in `http_filters`; null for everyone who is no filter. */
  readonly filter: number | null;
  readonly request: Port;
  readonly response: Port;
  readonly changes: { readonly request: ChangeCount; readonly response: ChangeCount };
  /** Why nothing happened here, or what went wrong, in two or three words. */
  readonly note: string | null;
};

/** One header change that a step made. */
export type HeaderChange = {
  readonly map: HeaderMapName;
  readonly op: 'add' | 'replace' | 'remove';
  readonly name: string;
  readonly seq: number;
};

/** The letter on a bead. */
export type StepLetter = 'H' | 'D' | 'T' | 'M' | 'C' | 'G' | 'K' | 'Q' | 'L' | 'X';

/** What kind of thing a step is. */
export type StepKind = 'arrival' | 'callback' | 'upstream' | 'callout' | 'answer';

/** One thing that can be selected in the score, in the order in which it happened. */
export type ScoreStep = {
  /** From 1, as it is shown. */
  readonly number: number;
  readonly kind: StepKind;
  readonly row: number;
  /** Where it stands on the line of steps; `endColumn` is greater for exchanges with a cluster. */
  readonly column: number;
  readonly endColumn: number;
  /** Virtual time in nanoseconds. */
  readonly at: number;
  readonly endedAt: number;
  readonly direction: Direction | null;
  readonly letter: StepLetter | null;
  readonly filter: FilterRef | null;
  readonly callback: FilterCallbackName | null;
  /** The function in the user's code, where one was called (`proxy_on_request_headers`). */
  readonly function: string | null;
  readonly status: FilterStatus | null;
  readonly endStream: boolean;
  /** The callback held the message: once (`stop`) or with its body kept (`buffer`). */
  readonly hold: 'none' | 'stop' | 'buffer';
  readonly mark: 'none' | 'local-reply' | 'trap' | 'error' | 'failed';
  readonly resumed: boolean;
  /** Events that belong to this step, by seq. */
  readonly events: readonly number[];
  readonly headerChanges: readonly HeaderChange[];
  /** Bytes before and after, when the body was changed. */
  readonly bodyChange: { readonly before: number; readonly after: number } | null;
  /** Bytes of the piece that a data callback got. */
  readonly bytes: number | null;
  readonly hostCalls: number;
  readonly source: SourcePlace | null;
  readonly cost: number | null;
  /** `GET, 7 headers`, `200, 12 ms`: the words on or beside the sign. */
  readonly label: string;
};

/** A stretch in which a row held the message. */
export type ScorePause = {
  readonly row: number;
  readonly fromColumn: number;
  readonly toColumn: number;
  readonly fromAt: number;
  readonly toAt: number;
  readonly direction: Direction;
};

/** How a line is drawn. */
export type LineStyle = 'request' | 'response' | 'request-body' | 'response-body' | 'callout' | 'fail';

/** A point of a line. */
export type ScorePoint = { readonly column: number; readonly row: number; readonly at: number };

/** A line from point to point. */
export type ScoreLine = { readonly style: LineStyle; readonly points: readonly ScorePoint[] };

/** Where a line crosses a row that did nothing. */
export type ScoreRing = {
  readonly row: number;
  readonly from: ScorePoint;
  readonly to: ScorePoint;
  readonly direction: Direction;
  readonly skipped: boolean;
};

/** Virtual time at a column, where the time changes. */
export type ScoreTick = { readonly column: number; readonly at: number };

/** Everything that is drawn of one request: a fold over its trace. */
export type Score = {
  readonly request: number;
  readonly rows: readonly ScoreRow[];
  readonly steps: readonly ScoreStep[];
  readonly pauses: readonly ScorePause[];
  readonly lines: readonly ScoreLine[];
  readonly rings: readonly ScoreRing[];
  readonly ticks: readonly ScoreTick[];
  /** Columns in which the request travels down, waits, and travels up. */
  readonly phases: { readonly down: number; readonly wait: number; readonly up: number };
  readonly columns: number;
  /** Column of the first log or done callback; null when there is none. */
  readonly outsideColumn: number | null;
  readonly endedAt: number;
  readonly responseCode: number | null;
  readonly responseFlags: string;
  readonly responseCodeDetails: string;
  /** More steps than are drawn. */
  readonly left: number;
};
