import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BENCH_PROGRAMS } from '../bench/programs.ts';
import { compile } from '../compiler/compile.ts';
import { luaQuote } from '../testing/lua-quote.ts';
import { numberToLiteral } from '../testing/number-literal.ts';
import { printChunk } from '../testing/print-chunk.ts';
import { LuaError } from '../values/lua-error.ts';
import { parse } from './parser.ts';

const folder = new URL('../../snippets/programs/', import.meta.url);
const samples = [
  ...readdirSync(folder).map((name) => ({ name, source: readFileSync(new URL(name, folder), 'latin1') })),
  ...BENCH_PROGRAMS.map(({ name, source }) => ({ name, source })),
];

const identifier = fc.constantFrom('a', 'b', 'x', 'print', 'self', '_ENV');
const { expression } = fc.letrec<{ expression: string; prefix: string }>((tie) => ({
  prefix: fc.oneof(
    { maxDepth: 4 },
    identifier,
    fc.tuple(tie('prefix'), identifier).map(([object, name]) => `${object}.${name}`),
    fc.tuple(tie('prefix'), tie('expression')).map(([object, key]) => `${object}[${key}]`),
    fc
      .tuple(tie('prefix'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([f, args]) => `${f}(${args.join(',')})`),
    fc.tuple(tie('prefix'), identifier).map(([object, name]) => `${object}:${name}{}`),
    tie('expression').map((inner) => `(${inner})`),
  ),
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom('nil', 'true', 'false', '...', '0x1p4', '5LL', '18446744073709551615ULL'),
    fc.double({ min: 0, noNaN: true }).map(numberToLiteral),
    fc.array(fc.integer({ min: 0, max: 255 })).map((bytes) => luaQuote(String.fromCharCode(...bytes))),
    tie('prefix'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '^', '..', '==', '~=', '<', '>=', 'and', 'or'),
        tie('expression'),
      )
      .map((parts) => parts.join(' ')),
    fc
      .tuple(fc.constantFrom('not ', '-', '#'), tie('expression'))
      .map(([operator, operand]) => `${operator} ${operand}`),
    fc
      .array(
        fc.oneof(
          tie('expression'),
          tie('expression').map((value) => `[${value}] = ${value}`),
        ),
        { maxLength: 4 },
      )
      .map((items) => `{${items.join(';')}}`),
    tie('expression').map((value) => `function(a, ...) local b = ${value} return b, a end`),
  ),
}));

/** A print of what was parsed, or the error. */
function printed(source: string): string {
  return printChunk(parse(source, '=t'));
}

describe('parse and print', () => {
  it.each(samples)('come back to the same program: $name', ({ source }) => {
    const once = printed(source);
    expect(printed(once)).toBe(once);
  });

  it('come back to the same program for any expression', () => {
    fc.assert(
      fc.property(expression, (value) => {
        const once = printed(`local x = ${value}`);
        expect(printed(once)).toBe(once);
        compile(once, '=t');
      }),
      { numRuns: 500 },
    );
  });
});

describe('every prefix', () => {
  it.each(samples)('of $name compiles or is a syntax error', ({ source }) => {
    // Long samples are cut at every seventh byte, and everywhere near their beginning.
    for (let end = 0; end <= source.length; end += end < 1500 ? 1 : 7) {
      try {
        compile(source.slice(0, end), '=t');
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(LuaError);
        expect((thrown as LuaError).message).toMatch(/^t:\d+: /);
      }
    }
  });

  it('of random bytes is a Lua error at worst', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }), (bytes) => {
        try {
          compile(String.fromCharCode(...bytes), '=t');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LuaError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
