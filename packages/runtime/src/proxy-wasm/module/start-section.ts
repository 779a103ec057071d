import { ByteCursor } from './byte-cursor.ts';
import { OPCODE, skipInstruction } from './instructions.ts';
import type { WasmModule } from './read-module.ts';

/**
 * Imported functions that the start section may call. Envoy crashes when it does: memory is not known yet.
 * Indirect calls may reach every import. Empty: no start section, or it reaches none.
 */
export function importsReachedByStart(module: WasmModule): readonly string[] {
  if (module.startFunction === null) return [];
  const reached = new Set<number>();
  const waiting = [module.startFunction];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    for (const callee of calleesOf(module, index)) waiting.push(callee);
  }
  const functions = module.imports.filter((i) => i.kind === 'function');
  return functions.filter((_, index) => reached.has(index)).map((i) => `${i.module}.${i.name}`);
}

function calleesOf(module: WasmModule, index: number): number[] {
  const body = bodyOf(module, index - module.importedFunctions);
  if (body === null) return [];
  const callees: number[] = [];
  while (!body.done) {
    const at = body.at;
    switch (skipInstruction(body)) {
      case OPCODE.call:
      case OPCODE.returnCall:
        callees.push(new ByteCursor(module.bytes, at + 1).u32());
        break;
      case OPCODE.callIndirect:
      case OPCODE.returnCallIndirect:
      case OPCODE.callRef:
      case OPCODE.returnCallRef:
        return module.functions.map((_, i) => i);
    }
  }
  return callees;
}

/** A cursor on the instructions of a function's body; null for an import. */
function bodyOf(module: WasmModule, wanted: number): ByteCursor | null {
  const section = module.sections.find((s) => s.id === 10);
  if (wanted < 0 || section === undefined) return null;
  const cursor = new ByteCursor(module.bytes, section.start, section.end);
  const count = cursor.u32();
  if (wanted >= count) return null;
  for (let i = 0; i < wanted; i++) cursor.skip(cursor.u32());
  const size = cursor.u32();
  const body = new ByteCursor(module.bytes, cursor.at, cursor.at + size);
  for (let groups = body.u32(); groups > 0; groups--) {
    body.u32();
    const type = body.byte();
    if (type === 0x63 || type === 0x64) body.s33();
  }
  return body;
}
