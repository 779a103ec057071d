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
    const found = /script load error: (?:\[string "(.*?)"\]:(\d+): )?(.*)/s.exec(event.message);
    if (!found) return null;
    const source =
      chainEntries(project).find((one) => one.name === event.filter?.name)?.source ??
      sourceOfChunk(project, found[1] ?? '');
    if (source === null) return null;
    const line = event.source?.line ?? Number(found[2] ?? 1);
    const range = { startLine: line, startColumn: 1, endLine: line, endColumn: 1000 };
    return {
      source,
      diagnostic: { severity: 'error', code: 'LUA', message: found[3] ?? event.message, source, range },
    };
  }
  return null;
}

/** The source that begins with the text by which Lua names a chunk; a cut name ends in dots. */
function sourceOfChunk(project: Project, chunk: string): string | null {
  const start = chunk.replace(/\.\.\.$/, '');
  const used = chainEntries(project).map((entry) => entry.source);
  const found = used.find((name) => {
    const source = name === null ? undefined : project.sources[name];
    return source !== undefined && 'lua' in source && source.lua.trimStart().startsWith(start);
  });
  return found ?? null;
}
