import { printYaml, readYaml } from '@chainwright/filters/project/yaml-text';
import { LIMITS } from '@chainwright/runtime/server/limits';

/** What came of reading YAML: a message, or what is wrong and where. */
export type YamlReading =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly message: string; readonly line: number | null };

/** A message as YAML text. */
export function writeMessage(value: unknown): string {
  return printYaml(value);
}

/** Reads one YAML message. */
export function readMessage(text: string): YamlReading {
  const read = readYaml(text, { maxLength: LIMITS.project });
  if (!read.ok) {
    const problem = read.problems[0];
    const line = /line (\d+)/.exec(problem?.path ?? '')?.[1];
    return { ok: false, message: problem?.message ?? 'Not YAML.', line: line === undefined ? null : Number(line) };
  }
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, message: 'A message must be a list of fields: `name: value`.', line: 1 };
  }
  return { ok: true, value: value as Record<string, unknown> };
}
