import { dump, load } from 'js-yaml';

/** What came of reading YAML: a message, or what is wrong and where. */
export type YamlReading =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly message: string; readonly line: number | null };

/** A message as YAML text. */
export function writeYaml(value: unknown): string {
  return dump(value, { lineWidth: 100, noRefs: true });
}

/** Reads one YAML message. */
export function readYaml(text: string): YamlReading {
  try {
    const value: unknown = load(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { ok: false, message: 'A message must be a list of fields: `name: value`.', line: 1 };
    }
    return { ok: true, value: value as Record<string, unknown> };
  } catch (error) {
    const mark = (error as { mark?: { line?: number } }).mark;
    const reason = (error as { reason?: string }).reason ?? (error instanceof Error ? error.message : 'not YAML');
    return { ok: false, message: reason, line: mark?.line === undefined ? null : mark.line + 1 };
  }
}
