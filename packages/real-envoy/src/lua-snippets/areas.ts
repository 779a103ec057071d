import { base } from './families/base.ts';
import { bits, int64 } from './families/bits.ts';
import { edges } from './families/edges.ts';
import { format } from './families/format.ts';
import { language } from './families/language.ts';
import { math } from './families/math.ts';
import { numbers } from './families/numbers.ts';
import { patterns } from './families/patterns.ts';
import { programs } from './families/programs.ts';
import { randomArguments } from './families/random-arguments.ts';
import { randomPrograms } from './families/random-programs.ts';
import { randomSamples } from './families/random-samples.ts';
import { strings } from './families/strings.ts';
import { syntax } from './families/syntax.ts';
import { io, os } from './families/system.ts';
import { tables } from './families/tables.ts';
import type { Snippet } from './snippet.ts';

/** Every area of recorded snippets; each is one file `packages/lua/snippets/<area>.json`. */
export const AREAS: Readonly<Record<string, () => Snippet[]>> = {
  numbers,
  format,
  strings,
  patterns,
  math,
  bits,
  int64,
  os,
  io,
  tables,
  syntax,
  base,
  language,
  edges,
  programs,
  'random-arguments': randomArguments,
  'random-samples': randomSamples,
  'random-programs': randomPrograms,
};
