import { describe, expect, it } from 'vitest';
import { numberToText } from '../number/to-text.ts';
import { Tausworthe } from './tausworthe.ts';

describe('Tausworthe', () => {
  it('starts as a new state of LuaJIT does', () => {
    const generator = new Tausworthe();
    expect(numberToText(generator.next())).toBe('0.79420629243124');
    expect(Math.floor(generator.next() * 100) + 1).toBe(70);
  });

  it('gives the sequence of math.randomseed(42)', () => {
    const generator = new Tausworthe();
    generator.seed(42);
    expect(numberToText(generator.next())).toBe('0.95607928791821');
    expect(Math.floor(generator.next() * 100) + 1).toBe(1);
    expect(Math.floor(generator.next() * 10) + 1).toBe(6);
  });
});
