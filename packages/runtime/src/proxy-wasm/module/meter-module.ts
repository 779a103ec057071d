import { ByteCursor } from './byte-cursor.ts';
import { ByteSink } from './byte-sink.ts';
import { FunctionMeter } from './meter-function.ts';
import type { ModuleSection } from './module-types.ts';
import type { OffsetMap } from './offset-map.ts';
import type { WasmModule } from './read-module.ts';

/** Export name of the fuel that is left: an i32 global that the host refills before each callback. */
export const FUEL_EXPORT = 'chainwright.fuel';
/** Export name of the i32 global that becomes 1 when `memory.grow` answers -1. */
export const GROW_FAILED_EXPORT = 'chainwright.grow-failed';

/** Export name of the function of the start section: the host calls it, so that it runs on fuel like any other. */
export const START_EXPORT = 'chainwright.start';

/** What a metered module may use. */
export type MeterLimits = {
  /** Fuel until the host gives some. */
  readonly fuel: number;
  /** Ceiling of every memory that the module declares, in 64 KiB pages. */
  readonly maximumPages: number;
};

/** Order of the known sections in a module, without start (8); custom sections (0) may stand anywhere. */
const ORDER: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 9, 12, 10, 11];

/**
 * Rewrites a module so that no callback can run for ever: every function entry and every turn of a loop spends one unit
 * of fuel, bulk operations spend by their length, and the module traps (`unreachable`, fuel below 0) when all is spent.
 * Memories get a maximum; the start section becomes an export. Function indexes stay; custom sections are left out.
 *
 * With `offsets` it also notes where each piece of code came from. Throws MalformedModule for code that it cannot read.
 */
export function meterModule(
  module: WasmModule,
  limits: MeterLimits,
  offsets: OffsetMap | null = null,
): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(module, limits, offsets);
  return writer.write();
}

class ModuleWriter {
  readonly #module: WasmModule;
  readonly #limits: MeterLimits;
  readonly #offsets: OffsetMap | null;
  readonly #out: ByteSink;

  constructor(module: WasmModule, limits: MeterLimits, offsets: OffsetMap | null) {
    this.#module = module;
    this.#limits = limits;
    this.#offsets = offsets;
    this.#out = new ByteSink(Math.floor(module.bytes.length * 1.3) + 256);
  }

  write(): Uint8Array<ArrayBuffer> {
    this.#out.append(this.#module.bytes.subarray(0, 8));
    const sections = this.#module.sections.filter((s) => s.id !== 0 && s.id !== 8);
    for (const id of ORDER) {
      const section = sections.find((s) => s.id === id);
      if (id === 5 && section !== undefined) this.#writeMemories(section);
      else if (id === 6) this.#writeGlobals(section);
      else if (id === 7) this.#writeExports(section);
      else if (id === 10 && section !== undefined) this.#writeCode(section);
      else if (section !== undefined) this.#copySection(section);
    }
    // Sections that are unknown or stand twice: let the engine refuse them.
    for (const section of sections) {
      if (!ORDER.includes(section.id) || sections.find((s) => s.id === section.id) !== section) {
        this.#copySection(section);
      }
    }
    return this.#out.view();
  }

  #copySection(section: ModuleSection): void {
    const content = new ByteSink(section.end - section.start);
    content.append(this.#module.bytes.subarray(section.start, section.end));
    this.#out.section(section.id, content);
  }

  #writeMemories(section: ModuleSection): void {
    const cursor = new ByteCursor(this.#module.bytes, section.start, section.end);
    const content = new ByteSink(section.end - section.start + 8);
    const count = cursor.u32();
    content.u32(count);
    for (let i = 0; i < count; i++) {
      const flags = cursor.byte();
      const minimum = cursor.u64();
      const declared = flags & 1 ? cursor.u64() : Number.POSITIVE_INFINITY;
      content.byte(flags | 1);
      content.u32(minimum);
      // One that begins with more than the ceiling is refused when it is made a VM, not as broken code.
      content.u32(Math.max(minimum, Math.min(declared, this.#limits.maximumPages)));
      if (flags & 8) content.u32(cursor.u32());
    }
    this.#out.section(5, content);
  }

  #writeGlobals(section: ModuleSection | undefined): void {
    const content = new ByteSink((section === undefined ? 0 : section.end - section.start) + 32);
    const cursor = section && new ByteCursor(this.#module.bytes, section.start, section.end);
    content.u32((cursor?.u32() ?? 0) + 2);
    if (cursor) content.append(this.#module.bytes.subarray(cursor.at, cursor.end));
    for (const initial of [this.#limits.fuel, 0]) {
      content.append([0x7f, 1, 0x41]);
      content.s32(initial);
      content.byte(0x0b);
    }
    this.#out.section(6, content);
  }

  #writeExports(section: ModuleSection | undefined): void {
    const content = new ByteSink((section === undefined ? 0 : section.end - section.start) + 64);
    const cursor = section && new ByteCursor(this.#module.bytes, section.start, section.end);
    const start = this.#module.startFunction;
    content.u32((cursor?.u32() ?? 0) + (start === null ? 2 : 3));
    if (cursor) content.append(this.#module.bytes.subarray(cursor.at, cursor.end));
    const write = (name: string, kind: number, index: number): void => {
      content.name(name);
      content.byte(kind);
      content.u32(index);
    };
    write(FUEL_EXPORT, 3, this.#module.globalCount);
    write(GROW_FAILED_EXPORT, 3, this.#module.globalCount + 1);
    if (start !== null) write(START_EXPORT, 0, start);
    this.#out.section(7, content);
  }

  #writeCode(section: ModuleSection): void {
    // The bodies come first into a buffer of their own: the length in front of them decides where they begin.
    const bodies = this.#meterBodies(section, null, 0);
    const headerSize = 1 + lebSize(bodies.length);
    if (this.#offsets !== null) this.#meterBodies(section, this.#offsets, this.#out.length + headerSize);
    this.#out.section(10, bodies);
  }

  #meterBodies(section: ModuleSection, offsets: OffsetMap | null, outStart: number): ByteSink {
    const fuel = this.#module.globalCount;
    const meter = new FunctionMeter(this.#module, { fuel, growFailed: fuel + 1 }, offsets);
    const cursor = new ByteCursor(this.#module.bytes, section.start, section.end);
    const out = new ByteSink(Math.floor((section.end - section.start) * 1.3) + 64);
    const count = cursor.u32();
    out.u32(count);
    for (let i = 0; i < count; i++) {
      const size = cursor.u32();
      const start = cursor.at;
      cursor.skip(size);
      meter.write(this.#module.importedFunctions + i, start, cursor.at, out, outStart);
    }
    return out;
  }
}

function lebSize(value: number): number {
  let size = 1;
  for (; value >= 0x80; value = Math.floor(value / 128)) size++;
  return size;
}
