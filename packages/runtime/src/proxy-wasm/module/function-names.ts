import { ByteCursor, MalformedModule } from './byte-cursor.ts';
import type { WasmModule } from './read-module.ts';

/** Function names by index out of the `name` section; empty when there is none or it is broken, as in Envoy. */
export function readFunctionNames(module: WasmModule): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const section = module.sections.find((s) => s.id === 0 && s.name === 'name');
  if (section === undefined) return names;
  try {
    const cursor = new ByteCursor(module.bytes, section.start, section.end);
    while (!cursor.done) {
      const kind = cursor.byte();
      const size = cursor.u32();
      const next = cursor.at + size;
      if (kind === 1) for (let n = cursor.u32(); n > 0; n--) names.set(cursor.u32(), cursor.name());
      cursor.at = next;
    }
  } catch (error) {
    if (!(error instanceof MalformedModule)) throw error;
  }
  return names;
}
