/** Something a person should know about an export; the export itself is sound. */
export type ExportNote = {
  /** Stable code, `CW2xx`. */
  readonly code: string;
  readonly severity: 'info' | 'warning';
  readonly message: string;
};

/** A compiled module that an export carries or refers to. */
export type ExportModule = { readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** Compiled modules by source name. */
export type ExportModules = Readonly<Record<string, ExportModule>>;

/** Notes from several places, each text once. */
export function mergeNotes(...lists: readonly (readonly ExportNote[])[]): ExportNote[] {
  const byText = new Map(lists.flat().map((note) => [note.message, note]));
  return [...byText.values()];
}
