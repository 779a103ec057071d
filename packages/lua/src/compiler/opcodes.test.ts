import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OP } from './opcodes.ts';

describe('opcodes', () => {
  it('are the case labels of the interpreter, name by name', () => {
    const source = readFileSync(new URL('../vm/interpreter.ts', import.meta.url), 'utf8');
    const labels = [...source.matchAll(/case (\d+):? ?\/\* ([A-Z0-9]+) \*\//g)].map(([, number, name]) => [
      name,
      Number(number),
    ]);
    expect(Object.fromEntries(labels)).toEqual(OP);
    expect(labels).toHaveLength(Object.keys(OP).length);
  });

  it('fit eight bits and are numbered without gaps', () => {
    expect(Object.values(OP)).toEqual(Object.values(OP).map((_, index) => index));
  });
});
