import type { LuaValue } from '../../values/value.ts';
import { nextFunction } from '../../vm/traversal.ts';
import { collectgarbage, gcinfo } from './garbage.ts';
import { dofile, getfenv, load, loadfile, loadstring, setfenv } from './loading.ts';
import {
  assert,
  error,
  getmetatable,
  ipairs,
  newproxy,
  pairs,
  print,
  rawequal,
  rawget,
  rawlen,
  rawset,
  select,
  setmetatable,
  tonumber,
  tostring,
  type,
  unpack,
} from './plain-functions.ts';
import { pcall, xpcall } from './protected-calls.ts';

/** The global functions and values of Envoy's LuaJIT, by name (`_G`, `module` and `require` come from elsewhere). */
export const baseLibrary: Readonly<Record<string, LuaValue>> = {
  _VERSION: 'Lua 5.1',
  assert,
  collectgarbage,
  dofile,
  error,
  gcinfo,
  getfenv,
  getmetatable,
  ipairs,
  load,
  loadfile,
  loadstring,
  newproxy,
  next: nextFunction,
  pairs,
  pcall,
  print,
  rawequal,
  rawget,
  rawlen,
  rawset,
  select,
  setfenv,
  setmetatable,
  tonumber,
  tostring,
  type,
  unpack,
  xpcall,
};
