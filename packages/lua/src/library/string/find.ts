import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { allocate, SIZE } from '../../values/allocation.ts';
import type { LuaValue } from '../../values/value.ts';
import { hasPatternCharacters, PatternError, PatternMatcher } from './pattern-matcher.ts';

/** `string.find`, `string.match` and `string.gmatch` (lib_string.c). */

const CARET = 94;

/** Runs a piece of matching; faults of the pattern become Lua errors at the calling line. */
export function withPatternErrors<T>(call: HostCall, run: () => T): T {
  try {
    return run();
  } catch (fault) {
    throw fault instanceof PatternError ? call.error(fault.message) : fault;
  }
}

/** A matcher whose steps count against the budget of the call. */
export function chargedMatcher(call: HostCall, subject: string, pattern: string): PatternMatcher {
  return new PatternMatcher(subject, pattern, (steps) => call.charge(steps));
}

/** The captures of the last match as values, or the whole match where the pattern has none. */
export function matchedValues(matcher: PatternMatcher, start: number, end: number): LuaValue[] {
  const count = matcher.valueCount();
  const values: LuaValue[] = [];
  for (let index = 0; index < count; index++) {
    const value = matcher.capture(index, start, end);
    if (typeof value === 'string') allocate(SIZE.string + value.length);
    values.push(value);
  }
  return values;
}

/** The start argument of find and match as an offset, or -1 where it lies behind the end. */
function startOffset(call: HostCall, length: number): number {
  let start = call.optInt32(3, 1);
  start = start < 0 ? start + length : start - 1;
  if (start > length) return -1;
  return Math.max(start, 0);
}

/** The first match at or behind `from`: sets `where.start` and `where.end`. */
type Place = { start: number; end: number };

function search(matcher: PatternMatcher, from: number): Place | undefined {
  const anchored = matcher.pattern.charCodeAt(0) === CARET;
  const { length } = matcher.subject;
  for (let start = from; start <= length; start++) {
    const end = matcher.matchAt(start, anchored ? 1 : 0);
    if (end >= 0) return { start, end };
    if (anchored) break;
  }
  return undefined;
}

/** `string.find`. */
export const find = hostFunction('find', (call) => {
  const subject = call.checkString(1);
  const pattern = call.checkString(2);
  const from = startOffset(call, subject.length);
  if (from < 0) return call.one(undefined);
  const plain = call.arg(4);
  if ((plain !== undefined && plain !== false) || !hasPatternCharacters(pattern)) {
    const found = subject.indexOf(pattern, from);
    call.charge(((found < 0 ? subject.length : found) - from) >> 4);
    return found < 0 ? call.one(undefined) : call.two(found + 1, found + pattern.length);
  }
  return withPatternErrors(call, () => {
    const matcher = chargedMatcher(call, subject, pattern);
    const place = search(matcher, from);
    matcher.settle();
    if (place === undefined) return call.one(undefined);
    if (matcher.captureCount() === 0) return call.two(place.start + 1, place.end);
    return call.many([place.start + 1, place.end, ...matchedValues(matcher, place.start, place.end)]);
  });
});

/** `string.match`. */
export const match = hostFunction('match', (call) => {
  const subject = call.checkString(1);
  const pattern = call.checkString(2);
  const from = startOffset(call, subject.length);
  if (from < 0) return call.one(undefined);
  return withPatternErrors(call, () => {
    const matcher = chargedMatcher(call, subject, pattern);
    const place = search(matcher, from);
    matcher.settle();
    return place === undefined ? call.one(undefined) : call.many(matchedValues(matcher, place.start, place.end));
  });
});

/** `string.gmatch`. A `^` has no meaning here: it stands for itself, as in LuaJIT. */
export const gmatch = hostFunction('gmatch', (call) => {
  const subject = call.checkString(1);
  const pattern = call.checkString(2);
  let position = 0;
  const iterator = hostFunction('gmatch iterator', (step) =>
    withPatternErrors(step, () => {
      const matcher = chargedMatcher(step, subject, pattern);
      for (let start = position; start <= subject.length; start++) {
        const end = matcher.matchAt(start, 0);
        if (end < 0) continue;
        position = end === start ? end + 1 : end;
        matcher.settle();
        return step.many(matchedValues(matcher, start, end));
      }
      matcher.settle();
      return step.none();
    }),
  );
  allocate(SIZE.closure);
  return call.one(iterator);
});
