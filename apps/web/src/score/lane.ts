import type { Direction } from '@chainwright/runtime/trace/trace-event';
import type { LineStyle, ScorePoint, ScoreRing } from './score-model.ts';

/**
 * One path of a message through the rows: a line for its headers, and a second one for the body that travels after
 * them. Remembers where each of the two stands.
 */
export class Lane {
  readonly direction: Direction;
  readonly lines: { style: LineStyle; points: ScorePoint[] }[] = [];
  readonly rings: ScoreRing[] = [];
  /** Where the headers stand; null before the path has begun. */
  head: ScorePoint | null = null;
  /** Where the body stands; null before its first piece. */
  body: ScorePoint | null = null;
  /** The body has just begun there: it may first go the other way, as a local reply does. */
  private begun = false;
  /** The row that holds the headers. */
  heldRow: number | null = null;

  constructor(direction: Direction) {
    this.direction = direction;
  }

  /** The headers move on. `fail` draws the red line that leads from a local reply to its first encoder filter. */
  moveHeaders(to: ScorePoint, fail = false): void {
    if (this.head) this.draw(fail ? 'fail' : this.direction, this.head, to, true);
    this.head = to;
    if (this.heldRow !== to.row) this.heldRow = null;
  }

  /** A piece of the body, or the trailers, sets out. */
  beginBody(from: ScorePoint): void {
    this.body = from;
    this.begun = true;
  }

  /** A piece of the body, or the trailers, arrives at a row. */
  moveBody(to: ScorePoint): void {
    if (this.heldRow === to.row && this.head?.row === to.row) {
      this.draw(this.direction, this.head, to, false);
      this.head = to;
    } else {
      const from = this.body && (this.begun || isAhead(this.direction, this.body, to)) ? this.body : this.head;
      if (from) this.draw(`${this.direction}-body`, from, to, false);
    }
    this.body = to;
    this.begun = false;
  }

  private draw(style: LineStyle, from: ScorePoint, to: ScorePoint, crossing: boolean): void {
    const last = this.lines.findLast((line) => line.style === style);
    if (last && last.points[last.points.length - 1] === from) last.points.push(to);
    else this.lines.push({ style, points: [from, to] });
    if (!crossing) return;
    const step = Math.sign(to.row - from.row);
    for (let row = from.row + step; step !== 0 && row !== to.row; row += step) {
      this.rings.push({ row, from, to, direction: this.direction, skipped: false });
    }
  }
}

/** Whether the row of `to` lies further along the path than that of `from`: down for a request, up for a response. */
function isAhead(direction: Direction, from: ScorePoint, to: ScorePoint): boolean {
  return direction === 'request' ? to.row >= from.row : to.row <= from.row;
}
