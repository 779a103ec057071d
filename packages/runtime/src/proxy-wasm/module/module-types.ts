/** A value type as Envoy prints it: `i32`, `i64`, `f32`, `f64`, `v128`, `funcref`, `externref`, else `ref`. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'funcref' | 'externref' | 'ref';

/** Parameters and results of a function. */
export type FunctionType = { readonly parameters: readonly ValueType[]; readonly results: readonly ValueType[] };

/** Size limits of a memory (64 KiB pages) or a table (elements). */
export type Limits = {
  readonly minimum: number;
  readonly maximum: number | null;
  readonly shared: boolean;
  /** Addresses are 64 bits wide. */
  readonly is64: boolean;
};

/** One import, in the order of the module. */
export type ModuleImport = { readonly module: string; readonly name: string } & (
  | { readonly kind: 'function'; readonly type: FunctionType | null }
  | { readonly kind: 'memory' | 'table'; readonly limits: Limits }
  | { readonly kind: 'global' | 'tag' }
);

/** What can be exported. */
export type ExportKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

/** One export, in the order of the module; `type` for functions only. */
export type ModuleExport = {
  readonly name: string;
  readonly kind: ExportKind;
  readonly index: number;
  readonly type: FunctionType | null;
};

/** A section: where its content begins and ends. Custom sections (id 0) have a name, their content begins after it. */
export type ModuleSection = {
  readonly id: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
};

/** A function type as Envoy writes it in its refusals: `i32 i64 -> i32`, `void -> void`. */
export function functionTypeText(type: FunctionType): string {
  return `${type.parameters.join(' ') || 'void'} -> ${type.results.join(' ') || 'void'}`;
}
