import { LuaState } from '@chainwright/lua/state/lua-state';
import type { LuaValue } from '@chainwright/lua/values/value';
import { describe, expect, it } from 'vitest';
import { valueText } from './value-text.ts';

function evaluate(expression: string): LuaValue {
  const state = new LuaState();
  const result = state.newThread().start(state.load(`return ${expression}`));
  return result.status === 'done' ? result.values[0] : undefined;
}

describe('valueText', () => {
  it.each([
    ['nil', 'nil'],
    ['true', 'true'],
    ['1.5', '1.5'],
    ['"a\\"b\\n"', '"a\\"b\\n"'],
    ['"\\195\\169"', '"é"'],
    ['"\\255"', '"ÿ"'],
    ['print', 'function'],
    ['{}', '{}'],
    ['{1, "b", x = true, [":p"] = {y = 1}}', '{1, "b", x = true, [":p"] = {y = 1}}'],
    ['{a = {b = {c = {}}}}', '{a = {b = {c = {…}}}}'],
    ['coroutine.create(print)', 'thread'],
  ])('%s', (expression, text) => {
    expect(valueText(evaluate(expression))).toBe(text);
  });

  it('cuts what is long', () => {
    expect(valueText('x'.repeat(1000))).toBe(`"${'x'.repeat(256)}" … 1000 bytes`);
    const many = evaluate('(function() local t = {} for i = 1, 50 do t[i] = i end return t end)()');
    expect(valueText(many)).toMatch(/, 16, …\}$/);
  });

  it('ends on a table that holds itself', () => {
    expect(valueText(evaluate('(function() local t = {} t.t = t return t end)()'))).toBe('{t = {t = {t = {…}}}}');
  });
});
