import type { HostCall } from '../host/host-call.ts';
import { cString } from './c-string.ts';

/**
 * An argument that must be one of a few words (lj_lib_checkopt).
 *
 * @param otherwise what stands for a missing argument; `undefined`: it must be there
 * @throws ArgumentError `string expected, got …` or `invalid option 'x'`
 */
export function optionArgument(
  call: HostCall,
  position: number,
  options: readonly string[],
  otherwise: string | undefined,
): string {
  const option = otherwise === undefined ? call.checkString(position) : call.optString(position, otherwise);
  if (!options.includes(option)) throw call.argumentError(position, `invalid option '${cString(option)}'`);
  return option;
}
