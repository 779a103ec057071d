import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from './compiler/compile.ts';
import { LuaState } from './state/lua-state.ts';

/** One of `packages/lua/snippets/<area>.json`: sources and what Envoy's LuaJIT made of them. */
type SnippetFile = {
  readonly envoy: string;
  readonly snippets: readonly {
    readonly name: string;
    readonly source?: string;
    readonly file?: string;
    readonly expect: string;
  }[];
};

/** Snippets that this VM answers differently: the answer, and why that is accepted. */
type KnownDifferences = Readonly<Record<string, { readonly ours: string; readonly reason: string }>>;

const folder = path.join(import.meta.dirname, '../snippets');
const read = (file: string): string => readFileSync(path.join(folder, file), 'latin1');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

const harness = compile(read('harness.lua'), '=harness');
const known = readJson('known-differences.json') as KnownDifferences;

/** Runs a source under the same harness that ran it in Envoy. */
function outcome(source: string): string {
  const state = new LuaState({ clock: { now: () => 1_700_000_000, cpu: () => 0.25 }, budgets: { instructions: 5e8 } });
  const result = state.newThread({ main: true }).start(state.instantiate(harness), [source]);
  if (result.status === 'done') return String(result.values[0]);
  return `${result.status}: ${'error' in result ? result.error.message : ''}`;
}

const areas = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'known-differences.json');

describe.each(areas.map((file) => path.basename(file, '.json')))('%s', (area) => {
  const { snippets } = readJson(`${area}.json`) as SnippetFile;
  it.each(snippets.map((snippet) => [snippet.name, snippet] as const))('%s', (name, snippet) => {
    const ours = outcome(snippet.source ?? read(snippet.file ?? ''));
    const difference = known[`${area}: ${name}`];
    expect(ours).toBe(difference?.ours ?? snippet.expect);
    // A listed difference that has gone must leave the list.
    if (difference !== undefined) expect(ours).not.toBe(snippet.expect);
  });
});

describe('known differences', () => {
  it('all name a snippet and say why', () => {
    const names = new Set(
      areas.flatMap((file) => {
        const area = path.basename(file, '.json');
        return (readJson(file) as SnippetFile).snippets.map(({ name }) => `${area}: ${name}`);
      }),
    );
    for (const [name, { reason }] of Object.entries(known)) {
      expect(names).toContain(name);
      expect(reason).not.toBe('');
    }
  });
});
