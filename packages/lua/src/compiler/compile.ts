import { chunkId } from '../syntax/chunk-name.ts';
import { parse } from '../syntax/parser.ts';
import { LuaError } from '../values/lua-error.ts';
import { compileChunk } from './function-compiler.ts';
import type { Prototype } from './prototype.ts';

/** The first byte of a binary chunk. */
const ESCAPE = 27;

/**
 * Compiles a chunk.
 *
 * @param source a byte string
 * @param chunkName as for `load`: `=name`, `@file`, else source text
 * @returns the main function, to be made a closure by `LuaState.instantiate`
 * @throws LuaError with LuaJIT's text and a range; binary chunks are refused, they are not simulated
 */
export function compile(source: string, chunkName: string): Prototype {
  if (source.charCodeAt(0) === ESCAPE) {
    throw new LuaError(`${binaryName(chunkName)}: cannot load incompatible bytecode`);
  }
  return compileChunk(parse(source, chunkName));
}

/** A chunk's name in errors about bytecode (bcread_error). */
function binaryName(chunkName: string): string {
  if (chunkName.charCodeAt(0) === ESCAPE) return '(binary)';
  return chunkName.startsWith('=') || chunkName.startsWith('@') ? chunkName.slice(1) : chunkId(chunkName);
}
