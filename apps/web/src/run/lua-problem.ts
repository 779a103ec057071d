import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import type { Project } from '@chainwright/filters/project/project';
import { chainEntries } from '../project/filter-kind.ts';
import type { TraceSource } from '../score/trace-source.ts';

/** A script that Envoy would not load, as an error on its line. */
export type LuaProblem = { readonly source: string; readonly diagnostic: Diagnostic };

/** The script error for which a configuration was refused; null when it was refused for something else. */
export function luaProblem(trace: TraceSource, project: Project): LuaProblem | null {
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind !== 'config-rejected') continue;
    const found = /script load error: (?:\[string ".*"\]:(\d+): )?(.*)/s.exec(event.message);
    const entry = chainEntries(project).find((one) => one.name === event.filter?.name);
    if (!found || !entry?.source) return null;
    const line = event.source?.line ?? (found[1] === undefined ? 1 : Number(found[1]));
    return {
      source: entry.source,
      diagnostic: {
        severity: 'error',
        code: 'LUA',
        message: found[2] ?? event.message,
        source: entry.source,
        range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1000 },
      },
    };
  }
  return null;
}
