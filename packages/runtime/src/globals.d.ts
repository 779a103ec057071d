// The few globals that every engine the runtime runs on has: browsers, workers and Node.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}

declare namespace WebAssembly {
  type ImportValue = ((...args: never[]) => unknown) | Memory | Table;
  type Imports = Record<string, Record<string, ImportValue>>;

  /** A compiled module. The constructor throws a CompileError. */
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  /** A linked and started module. The constructor throws a LinkError, a RuntimeError or a RangeError. */
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    constructor(limits: { initial: number | bigint; maximum?: number | bigint; shared?: boolean; address?: 'i64' });
    readonly buffer: ArrayBuffer;
  }
  class Table {
    constructor(limits: { initial: number; maximum?: number; element: 'anyfunc' | 'externref' });
  }
  class Global {
    value: number;
  }
  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}
}
