import type { HostCall, LuaCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaTable } from '../../values/table.ts';
import { type LuaValue, typeName } from '../../values/value.ts';
import { indexedField } from '../indexed-field.ts';
import { numberToText } from '../number/to-text.ts';
import { checkLength, payForString } from './bytes.ts';
import { chargedMatcher, matchedValues, withPatternErrors } from './find.ts';
import type { PatternMatcher } from './pattern-matcher.ts';

/** `string.gsub` (lib_string.c). */

const CARET = 94;

type Replacement = string | LuaTable | LuaFunction | HostFunction;

/** What a search and replace has done so far. */
type Progress = { position: number; count: number; result: string; paid: number };

/** From this size on the growing result is paid for each time it has doubled, as a buffer would be that moves. */
const PIECE = 65_536;

/** One match waiting for its replacement. */
type Match = { readonly start: number; readonly end: number };

/** Walks over a subject: hands out one match after the other, copies what lies between. */
class Replacer {
  readonly matcher: PatternMatcher;
  private readonly call: HostCall;
  private readonly limit: number;
  private readonly anchored: boolean;
  private readonly progress: Progress = { position: 0, count: 0, result: '', paid: 0 };
  private finished = false;

  constructor(call: HostCall, subject: string, pattern: string, limit: number) {
    this.call = call;
    this.matcher = chargedMatcher(call, subject, pattern);
    this.limit = limit;
    this.anchored = pattern.charCodeAt(0) === CARET;
  }

  /** The next match, or `undefined` when the rest has been copied. */
  next(): Match | undefined {
    const { matcher, progress } = this;
    const { subject } = matcher;
    while (!this.finished && progress.count < this.limit) {
      const start = progress.position;
      const end = matcher.matchAt(start, this.anchored ? 1 : 0);
      if (end >= 0) progress.count++;
      if (end > start) progress.position = end;
      else if (start < subject.length) progress.position++;
      else this.finished = true;
      if (this.anchored) this.finished = true;
      if (end >= 0) return { start, end };
      this.append(subject.slice(start, progress.position));
    }
    this.append(subject.slice(progress.position));
    return undefined;
  }

  /** Puts the text for a match in place; nil and false keep the match. */
  replace(match: Match, value: LuaValue): void {
    const { progress } = this;
    const { subject } = this.matcher;
    if (typeof value === 'string') this.append(value);
    else if (typeof value === 'number') this.append(numberToText(value));
    else if (value === undefined || value === false) this.append(subject.slice(match.start, match.end));
    else throw this.call.error(`invalid replacement value (a ${typeName(value)})`);
    // An empty match was counted as one character of progress, which stays in the text.
    if (match.end === match.start) this.append(subject.slice(match.start, progress.position));
  }

  finish(): number {
    this.matcher.settle();
    const { result, count } = this.progress;
    payForString(this.call, result.length);
    return this.call.two(result, count);
  }

  private append(text: string): void {
    const { progress } = this;
    checkLength(this.call, progress.result.length + text.length);
    progress.result += text;
    const { length } = progress.result;
    if (length < PIECE || length < progress.paid * 2) return;
    payForString(this.call, length);
    progress.paid = length;
  }
}

/** Fills `%0` to `%9` of a replacement text; `%` before another character stands for that character. */
function fillIn(template: string, matcher: PatternMatcher, { start, end }: Match): string {
  let text = '';
  let at = 0;
  for (;;) {
    const mark = template.indexOf('%', at);
    if (mark < 0) return text + template.slice(at);
    text += template.slice(at, mark);
    // The C code reads the terminating NUL behind a last `%`.
    const unit = mark + 1 < template.length ? template.charCodeAt(mark + 1) : 0;
    if (unit < 48 || unit > 57) text += String.fromCharCode(unit);
    else if (unit === 48) text += matcher.subject.slice(start, end);
    else {
      const value = matcher.capture(unit - 49, start, end);
      text += typeof value === 'number' ? numberToText(value) : value;
    }
    at = mark + 2;
  }
}

/** `string.gsub` with a text, a table or a function as replacement. */
export const gsub = hostFunction('gsub', (call) => {
  const subject = call.checkString(1);
  const pattern = call.checkString(2);
  // Cut to 32 bits as a C cast does, unlike other integer arguments.
  const limit = call.optInteger(4, subject.length + 1) | 0;
  const kind = replacementOf(call, call.arg(3));
  const replacer = new Replacer(call, subject, pattern, limit);
  if (typeof kind === 'string') return withPatternErrors(call, () => replaceByText(call, replacer, kind));
  if (kind instanceof LuaTable && kind.metatable === undefined) {
    return withPatternErrors(call, () => replaceByTable(replacer, kind));
  }
  return call.run((own) => replaceByCalls(own, new Replacer(own, subject, pattern, limit), kind), { boundary: true });
});

function replacementOf(call: HostCall, value: LuaValue): Replacement {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberToText(value);
  if (value instanceof LuaTable || value instanceof LuaFunction || value instanceof HostFunction) return value;
  throw call.argumentError(3, 'string/function/table expected');
}

function replaceByText(call: HostCall, replacer: Replacer, template: string): number {
  const plain = template.indexOf('%') < 0;
  const cost = plain ? 0 : template.length >> 1;
  for (let match = replacer.next(); match !== undefined; match = replacer.next()) {
    call.charge(cost);
    replacer.replace(match, plain ? template : fillIn(template, replacer.matcher, match));
  }
  return replacer.finish();
}

function replaceByTable(replacer: Replacer, table: LuaTable): number {
  for (let match = replacer.next(); match !== undefined; match = replacer.next()) {
    replacer.replace(match, table.get(replacer.matcher.capture(0, match.start, match.end)));
  }
  return replacer.finish();
}

function* replaceByCalls(
  call: HostCall,
  replacer: Replacer,
  by: LuaTable | LuaFunction | HostFunction,
): Generator<LuaCall, number, LuaValue> {
  for (;;) {
    const match = withPatternErrors(call, () => replacer.next());
    if (match === undefined) return replacer.finish();
    const values = withPatternErrors(call, () => matchedValues(replacer.matcher, match.start, match.end));
    const value = by instanceof LuaTable ? yield* indexedField(call, by, values[0]) : yield [by, ...values];
    replacer.replace(match, value);
  }
}
