import type { HostFunction } from '../../values/function.ts';
import { byte, char, len, lower, rep, reverse, sub, upper } from './bytes.ts';
import { dump } from './dump.ts';
import { find, gmatch, match } from './find.ts';
import { format } from './format.ts';
import { gsub } from './gsub.ts';

/** The library `string` as Envoy's LuaJIT has it (lib_string.c). Its table is also the `__index` of all strings. */
export const stringLibrary: readonly HostFunction[] = [
  byte,
  char,
  dump,
  find,
  format,
  gmatch,
  gsub,
  len,
  lower,
  match,
  rep,
  reverse,
  sub,
  upper,
];
