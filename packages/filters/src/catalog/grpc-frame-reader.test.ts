import { describe, expect, it } from 'vitest';
import { type GrpcFlagRules, GrpcFrameReader } from './grpc-frame-reader.ts';

const frame = (flags: number, ...bytes: number[]) => [flags, 0, 0, 0, bytes.length, ...bytes];

describe('GrpcFrameReader', () => {
  it.each<[string, GrpcFlagRules, number[][], number[][], number]>([
    ['one frame', {}, [frame(0, 7)], [frame(0, 7)], 1],
    [
      'two frames in three pieces',
      {},
      [
        [0, 0, 0],
        [0, 1, 7, 1, 0],
        [0, 0, 0],
      ],
      [frame(0, 7), frame(1)],
      2,
    ],
    ['a frame that has only begun', {}, [[0]], [], 1],
    ['a frame that ends the counting', { ends: 2 }, [frame(0, 7), frame(2, 7), frame(0)], [frame(0, 7)], 1],
    [
      'a refused frame and what comes after',
      { refused: 0xfe },
      [[...frame(0), ...frame(4), 1], frame(1)],
      [frame(0), frame(1)],
      2,
    ],
  ])('reads %s', (_, rules, pieces, frames, begun) => {
    const reader = new GrpcFrameReader(rules);
    const read = pieces.flatMap((piece) => reader.read(Uint8Array.from(piece)));
    expect(read.map((one) => [...one])).toEqual(frames);
    expect(reader.begun).toBe(begun);
  });
});
