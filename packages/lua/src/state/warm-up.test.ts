import { expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { instructionLength, OP } from '../compiler/opcodes.ts';
import type { Prototype } from '../compiler/prototype.ts';
import { WARM_UP_PROGRAM, warmUp } from './warm-up.ts';

function operations(prototype: Prototype): number[] {
  const found: number[] = [];
  for (let pc = 0; pc < prototype.code.length; pc += instructionLength(prototype.code[pc]! & 255)) {
    found.push(prototype.code[pc]! & 255);
  }
  return [...found, ...prototype.children.flatMap(operations)];
}

it('the warm-up program uses every instruction and ends', () => {
  const used = new Set(operations(compile(WARM_UP_PROGRAM, '=t')));
  const missing = Object.entries(OP).filter(
    ([name, number]) => name !== 'RELOAD' && name !== 'PROBE' && !used.has(number),
  );
  expect(missing).toEqual([]);
  expect(() => warmUp(20)).not.toThrow();
});
