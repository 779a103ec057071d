import { ByteCursor, MalformedModule } from './byte-cursor.ts';
import { OPCODE, skipInstruction } from './instructions.ts';
import type {
  ExportKind,
  FunctionType,
  Limits,
  ModuleExport,
  ModuleImport,
  ModuleSection,
  ValueType,
} from './module-types.ts';

/** What a WebAssembly binary declares, without its code. */
export type WasmModule = {
  readonly bytes: Uint8Array;
  readonly sections: readonly ModuleSection[];
  /** The type section, recursion groups laid flat; null for types that are not functions. */
  readonly types: readonly (FunctionType | null)[];
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  /** Type index of every function, imported ones first. */
  readonly functions: readonly number[];
  readonly importedFunctions: number;
  /** Memories and tables, imported ones first. */
  readonly memories: readonly Limits[];
  readonly tables: readonly Limits[];
  readonly globalCount: number;
  /** Index of the function of the start section. */
  readonly startFunction: number | null;
};

const EXPORT_KINDS: readonly ExportKind[] = ['function', 'table', 'memory', 'global', 'tag'];

/** Whether the bytes begin like a core WebAssembly module of version 1. */
export function hasModuleHeader(bytes: Uint8Array): boolean {
  return [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].every((byte, i) => bytes[i] === byte);
}

/** Whether the bytes begin like a WebAssembly component. */
export function hasComponentHeader(bytes: Uint8Array): boolean {
  return [0, 0x61, 0x73, 0x6d].every((byte, i) => bytes[i] === byte) && bytes[6] === 1 && bytes[7] === 0;
}

/**
 * Reads what a module declares: JavaScript's own `WebAssembly.Module.imports` does not tell types.
 * Throws MalformedModule where the binary format is broken. Code is not validated.
 */
export function readModule(bytes: Uint8Array): WasmModule {
  if (!hasModuleHeader(bytes)) throw new MalformedModule('not a WebAssembly module', 0, bytes.length < 8);
  const sections = readSections(bytes);
  const reader = new DeclarationReader(bytes);
  for (const section of sections) reader.read(section);
  return { bytes, sections, ...reader.result() };
}

function readSections(bytes: Uint8Array): ModuleSection[] {
  const cursor = new ByteCursor(bytes, 8);
  const sections: ModuleSection[] = [];
  while (!cursor.done) {
    const id = cursor.byte();
    const size = cursor.u32();
    const start = cursor.at;
    cursor.skip(size);
    const inside = new ByteCursor(bytes, start, cursor.at);
    const name = id === 0 ? inside.name() : '';
    sections.push({ id, name, start: id === 0 ? inside.at : start, end: cursor.at });
  }
  return sections;
}

/** Collects the declarations section by section. */
class DeclarationReader {
  readonly #bytes: Uint8Array;
  readonly #types: (FunctionType | null)[] = [];
  readonly #imports: ModuleImport[] = [];
  readonly #exports: Omit<ModuleExport, 'type'>[] = [];
  readonly #functions: number[] = [];
  readonly #memories: Limits[] = [];
  readonly #tables: Limits[] = [];
  #importedFunctions = 0;
  #globals = 0;
  #start: number | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(section: ModuleSection): void {
    const cursor = new ByteCursor(this.#bytes, section.start, section.end);
    switch (section.id) {
      case 1:
        for (let n = cursor.u32(); n > 0; n--) this.#readTypeGroup(cursor);
        break;
      case 2:
        for (let n = cursor.u32(); n > 0; n--) this.#readImport(cursor);
        break;
      case 3:
        for (let n = cursor.u32(); n > 0; n--) this.#functions.push(cursor.u32());
        break;
      case 4:
        for (let n = cursor.u32(); n > 0; n--) this.#readTable(cursor);
        break;
      case 5:
        for (let n = cursor.u32(); n > 0; n--) this.#memories.push(readLimits(cursor));
        break;
      case 6:
        this.#globals += cursor.u32();
        break;
      case 7:
        for (let n = cursor.u32(); n > 0; n--) this.#readExport(cursor);
        break;
      case 8:
        this.#start = cursor.u32();
        break;
    }
  }

  result(): Omit<WasmModule, 'bytes' | 'sections'> {
    return {
      types: this.#types,
      imports: this.#imports,
      exports: this.#exports.map((e) => ({ ...e, type: e.kind === 'function' ? this.#typeOf(e.index) : null })),
      functions: this.#functions,
      importedFunctions: this.#importedFunctions,
      memories: this.#memories,
      tables: this.#tables,
      globalCount: this.#globals,
      startFunction: this.#start,
    };
  }

  #typeOf(functionIndex: number): FunctionType | null {
    const type = this.#functions[functionIndex];
    return type === undefined ? null : (this.#types[type] ?? null);
  }

  #readTypeGroup(cursor: ByteCursor): void {
    const isGroup = cursor.bytes[cursor.at] === 0x4e;
    if (isGroup) cursor.byte();
    for (let n = isGroup ? cursor.u32() : 1; n > 0; n--) this.#readType(cursor);
  }

  #readType(cursor: ByteCursor): void {
    let form = cursor.byte();
    if (form === 0x50 || form === 0x4f) {
      for (let n = cursor.u32(); n > 0; n--) cursor.u32();
      form = cursor.byte();
    }
    if (form === 0x60) {
      this.#types.push({ parameters: readValueTypes(cursor), results: readValueTypes(cursor) });
      return;
    }
    if (form !== 0x5e && form !== 0x5f) throw new MalformedModule('unknown form of type', cursor.at - 1);
    for (let n = form === 0x5f ? cursor.u32() : 1; n > 0; n--) {
      readValueType(cursor);
      cursor.byte();
    }
    this.#types.push(null);
  }

  #readImport(cursor: ByteCursor): void {
    const module = cursor.name();
    const name = cursor.name();
    const kind = cursor.byte();
    if (kind === 0) {
      const type = cursor.u32();
      this.#functions.push(type);
      this.#importedFunctions++;
      this.#imports.push({ module, name, kind: 'function', type: this.#types[type] ?? null });
    } else if (kind === 1) {
      readValueType(cursor);
      const limits = readLimits(cursor);
      this.#tables.push(limits);
      this.#imports.push({ module, name, kind: 'table', limits });
    } else if (kind === 2) {
      const limits = readLimits(cursor);
      this.#memories.push(limits);
      this.#imports.push({ module, name, kind: 'memory', limits });
    } else if (kind === 3) {
      readValueType(cursor);
      cursor.byte();
      this.#globals++;
      this.#imports.push({ module, name, kind: 'global' });
    } else if (kind === 4) {
      cursor.byte();
      cursor.u32();
      this.#imports.push({ module, name, kind: 'tag' });
    } else {
      throw new MalformedModule('unknown kind of import', cursor.at - 1);
    }
  }

  #readTable(cursor: ByteCursor): void {
    // A table with an initial value is written as 0x40 0x00, type, limits, constant expression.
    const hasInitialValue = cursor.bytes[cursor.at] === 0x40;
    if (hasInitialValue) cursor.skip(2);
    readValueType(cursor);
    this.#tables.push(readLimits(cursor));
    if (hasInitialValue) while (skipInstruction(cursor) !== OPCODE.end);
  }

  #readExport(cursor: ByteCursor): void {
    const name = cursor.name();
    const kind = EXPORT_KINDS[cursor.byte()];
    if (kind === undefined) throw new MalformedModule('unknown kind of export', cursor.at - 1);
    this.#exports.push({ name, kind, index: cursor.u32() });
  }
}

function readValueTypes(cursor: ByteCursor): ValueType[] {
  const types: ValueType[] = [];
  for (let n = cursor.u32(); n > 0; n--) types.push(readValueType(cursor));
  return types;
}

const ONE_BYTE_TYPES: Readonly<Record<number, ValueType>> = {
  127: 'i32',
  126: 'i64',
  125: 'f32',
  124: 'f64',
  123: 'v128',
  112: 'funcref',
  111: 'externref',
};

function readValueType(cursor: ByteCursor): ValueType {
  const byte = cursor.byte();
  if (byte === 0x63 || byte === 0x64) cursor.s33();
  else if (byte < 0x40 || byte > 0x7f) throw new MalformedModule('unknown type', cursor.at - 1);
  return ONE_BYTE_TYPES[byte] ?? 'ref';
}

function readLimits(cursor: ByteCursor): Limits {
  const flags = cursor.byte();
  if (flags > 15) throw new MalformedModule('unknown limits', cursor.at - 1);
  const minimum = cursor.u64();
  const maximum = flags & 1 ? cursor.u64() : null;
  if (flags & 8) cursor.u32();
  return { minimum, maximum, shared: (flags & 2) !== 0, is64: (flags & 4) !== 0 };
}
