import { matchesClass } from './character-class.ts';

/** A fault in a pattern or a limit that matching it ran into. The message is LuaJIT's, without a position. */
export class PatternError extends Error {}

/** Most captures of one pattern (`LUA_MAXCAPTURES`). */
const MAX_CAPTURES = 32;
/** Deepest nesting of `match` (`MAXCCALLS`); more is "pattern too complex". */
const MAX_DEPTH = 200;
/** Steps between two reports to the budget. */
const REPORT_STEPS = 512;

/** A set longer than this costs a step for every 16 of its characters. */
const SET_CHUNK = 32;

const UNFINISHED = -1;
const POSITION = -2;

const PERCENT = 37;
const DOLLAR = 36;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const QUESTION = 63;
const BRACKET = 91;
const CARET = 94;
const BRACKET_END = 93;

/** Whether `find` has to run the matcher for this pattern; without these characters it looks for the plain text. */
export function hasPatternCharacters(pattern: string): boolean {
  return /[\^$*+?.([%-]/.test(pattern);
}

/**
 * Matches one Lua pattern against one subject.
 *
 * Follows `match` of lib_string.c rule by rule: it recurses only for captures, `?`, `*`, `+` and `-`, gives up at the
 * same depth, and a NUL byte ends the pattern. Both texts are byte strings; positions count from 0.
 */
export class PatternMatcher {
  readonly subject: string;
  readonly pattern: string;
  private readonly charge: ((steps: number) => void) | undefined;
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private level = 0;
  private depth = 0;
  private steps = 0;

  /**
   * @param charge told about work done, in steps of one pattern item tried at one place; it may throw to end a match
   *   that takes too long
   */
  constructor(subject: string, pattern: string, charge?: (steps: number) => void) {
    this.subject = subject;
    this.pattern = pattern;
    this.charge = charge;
  }

  /**
   * Tries the pattern, from `patternStart` on, exactly at `start`.
   *
   * @returns the position behind the match, or -1
   * @throws PatternError
   */
  matchAt(start: number, patternStart: number): number {
    this.level = 0;
    this.depth = 0;
    return this.match(start, patternStart);
  }

  /** Reports the steps not reported yet. */
  settle(): void {
    const steps = this.steps;
    this.steps = 0;
    if (steps > 0) this.charge?.(steps);
  }

  /** How many values the last match gives: its captures, or 1 for the whole match where the pattern has none. */
  valueCount(): number {
    return this.level === 0 ? 1 : this.level;
  }

  /** How many captures the last match has. */
  captureCount(): number {
    return this.level;
  }

  /**
   * The capture with this index, counted from 0: a text, or a position (from 1) for `()`. Index 0 of a pattern without
   * captures is the whole match.
   *
   * @param start where the match began
   * @param end where it ended
   */
  capture(index: number, start: number, end: number): string | number {
    if (index >= this.level) {
      if (index !== 0) throw new PatternError('invalid capture index');
      return this.subject.slice(start, end);
    }
    const from = this.starts[index]!;
    const length = this.lengths[index]!;
    if (length === POSITION) return from + 1;
    if (length === UNFINISHED) throw new PatternError('unfinished capture');
    return this.subject.slice(from, from + length);
  }

  private count(steps: number): void {
    this.steps += steps;
    if (this.steps >= REPORT_STEPS) this.settle();
  }

  private match(start: number, patternStart: number): number {
    if (++this.depth > MAX_DEPTH) throw new PatternError('pattern too complex');
    const { pattern, subject } = this;
    let s = start;
    let p = patternStart;
    items: for (;;) {
      this.count(1);
      const item = p < pattern.length ? pattern.charCodeAt(p) : 0;
      switch (item) {
        case 0:
          break items;
        case OPEN:
          s = this.startCapture(s, p);
          break items;
        case CLOSE:
          s = this.endCapture(s, p + 1);
          break items;
        case DOLLAR:
          if (this.patternUnit(p + 1) !== 0) break;
          if (s !== subject.length) s = -1;
          break items;
        case PERCENT: {
          const next = this.patternUnit(p + 1);
          if (next === 98) {
            s = this.matchBalance(s, p + 2);
            p += 4;
          } else if (next === 102) {
            const end = this.frontierEnd(p + 2);
            if (!this.atFrontier(s, p + 2, end)) s = -1;
            p = end;
          } else if (next >= 48 && next <= 57) {
            s = this.matchCapture(s, next);
            p += 2;
          } else break;
          if (s < 0) break items;
          continue;
        }
        default:
      }
      const end = this.classEnd(p);
      if (end - p > SET_CHUNK) this.count((end - p) >> 4);
      const matches = s < subject.length && this.matchesSingle(subject.charCodeAt(s), p, end);
      switch (this.patternUnit(end)) {
        case QUESTION: {
          const rest = matches ? this.match(s + 1, end + 1) : -1;
          if (rest >= 0) {
            s = rest;
            break items;
          }
          p = end + 1;
          continue;
        }
        case STAR:
          s = this.maxExpand(s, p, end);
          break items;
        case PLUS:
          s = matches ? this.maxExpand(s + 1, p, end) : -1;
          break items;
        case MINUS:
          s = this.minExpand(s, p, end);
          break items;
        default:
          if (!matches) {
            s = -1;
            break items;
          }
          s++;
          p = end;
      }
    }
    this.depth--;
    return s;
  }

  private patternUnit(index: number): number {
    return index < this.pattern.length ? this.pattern.charCodeAt(index) : 0;
  }

  private subjectUnit(index: number): number {
    return index < this.subject.length ? this.subject.charCodeAt(index) : 0;
  }

  /** The position behind the single-character item at `p`. */
  private classEnd(p: number): number {
    const item = this.patternUnit(p);
    let at = p + 1;
    if (item === PERCENT) {
      if (this.patternUnit(at) === 0) throw new PatternError("malformed pattern (ends with '%')");
      return at + 1;
    }
    if (item !== BRACKET) return at;
    if (this.patternUnit(at) === CARET) at++;
    do {
      const unit = this.patternUnit(at++);
      if (unit === 0) throw new PatternError("malformed pattern (missing ']')");
      if (unit === PERCENT && this.patternUnit(at) !== 0) at++;
    } while (this.patternUnit(at) !== BRACKET_END);
    return at + 1;
  }

  private matchesSingle(code: number, p: number, end: number): boolean {
    const item = this.pattern.charCodeAt(p);
    switch (item) {
      case 46:
        return true;
      case PERCENT:
        return matchesClass(code, this.pattern.charCodeAt(p + 1));
      case BRACKET:
        return this.matchesSet(code, p, end - 1);
      default:
        return item === code;
    }
  }

  /** @param last the position of the closing bracket */
  private matchesSet(code: number, p: number, last: number): boolean {
    const { pattern } = this;
    let at = p + 1;
    const negated = pattern.charCodeAt(at) === CARET;
    if (negated) at++;
    for (; at < last; at++) {
      const unit = pattern.charCodeAt(at);
      if (unit === PERCENT) {
        at++;
        if (matchesClass(code, pattern.charCodeAt(at))) return !negated;
      } else if (pattern.charCodeAt(at + 1) === MINUS && at + 2 < last) {
        at += 2;
        if (unit <= code && code <= pattern.charCodeAt(at)) return !negated;
      } else if (unit === code) return !negated;
    }
    return negated;
  }

  private maxExpand(s: number, p: number, end: number): number {
    const { subject } = this;
    let at = s;
    while (at < subject.length && this.matchesSingle(subject.charCodeAt(at), p, end)) at++;
    this.count(end - p > SET_CHUNK ? (at - s) * ((end - p) >> 4) : at - s);
    for (; at >= s; at--) {
      const rest = this.match(at, end + 1);
      if (rest >= 0) return rest;
    }
    return -1;
  }

  private minExpand(s: number, p: number, end: number): number {
    const { subject } = this;
    for (let at = s; ; at++) {
      const rest = this.match(at, end + 1);
      if (rest >= 0) return rest;
      if (at >= subject.length || !this.matchesSingle(subject.charCodeAt(at), p, end)) return -1;
    }
  }

  private startCapture(s: number, p: number): number {
    const level = this.level;
    if (level >= MAX_CAPTURES) throw new PatternError('too many captures');
    const position = this.patternUnit(p + 1) === CLOSE;
    this.starts[level] = s;
    this.lengths[level] = position ? POSITION : UNFINISHED;
    this.level = level + 1;
    const end = this.match(s, position ? p + 2 : p + 1);
    if (end < 0) this.level--;
    return end;
  }

  private endCapture(s: number, p: number): number {
    let index = this.level - 1;
    while (index >= 0 && this.lengths[index] !== UNFINISHED) index--;
    if (index < 0) throw new PatternError('invalid pattern capture');
    this.lengths[index] = s - this.starts[index]!;
    const end = this.match(s, p);
    if (end < 0) this.lengths[index] = UNFINISHED;
    return end;
  }

  private matchBalance(s: number, p: number): number {
    const open = this.patternUnit(p);
    const close = this.patternUnit(p + 1);
    if (open === 0 || close === 0) throw new PatternError('unbalanced pattern');
    if (this.subjectUnit(s) !== open) return -1;
    let nesting = 1;
    for (let at = s + 1; at < this.subject.length; at++) {
      const unit = this.subject.charCodeAt(at);
      if (unit === close) {
        if (--nesting === 0) {
          this.count(at - s);
          return at + 1;
        }
      } else if (unit === open) nesting++;
    }
    this.count(this.subject.length - s);
    return -1;
  }

  private frontierEnd(p: number): number {
    if (this.patternUnit(p) !== BRACKET) throw new PatternError("missing '[' after '%f' in pattern");
    return this.classEnd(p);
  }

  private atFrontier(s: number, p: number, end: number): boolean {
    const previous = s === 0 ? 0 : this.subject.charCodeAt(s - 1);
    return !this.matchesSet(previous, p, end - 1) && this.matchesSet(this.subjectUnit(s), p, end - 1);
  }

  private matchCapture(s: number, digit: number): number {
    const index = digit - 49;
    if (index < 0 || index >= this.level || this.lengths[index] === UNFINISHED) {
      throw new PatternError('invalid capture index');
    }
    const length = this.lengths[index]!;
    if (length < 0) return -1;
    const from = this.starts[index]!;
    this.count(length >> 4);
    return this.subject.startsWith(this.subject.slice(from, from + length), s) ? s + length : -1;
  }
}
