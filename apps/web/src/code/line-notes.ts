import type { LineCoverage } from '../editor/line-decorations.ts';
import type { TraceSource } from '../score/trace-source.ts';

/** What a run says about the lines of a document. */
export type LineNotes = { readonly coverage: LineCoverage; readonly values: ReadonlyMap<number, string> };

/** Values longer than this are cut. */
const LONGEST = 60;

/**
 * Lines of a document that called Envoy in a request, and what the calls of the chosen step gave. A fold over the trace:
 * lines that made no call are not known to have run, so nothing is said of them.
 */
export function lineNotes(trace: TraceSource, request: number, document: string, step: readonly number[]): LineNotes {
  const ran = new Set<number>();
  const values = new Map<number, string>();
  const chosen = new Set(step);
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.request !== request || event.source?.id !== document) continue;
    ran.add(event.source.line);
    if (!chosen.has(event.seq)) continue;
    if (event.kind === 'host-call' || event.kind === 'lua-call') {
      const text = valueOfCall(event);
      if (text !== null) values.set(event.source.line, text);
    } else if (event.kind === 'log' && event.level === 'critical') {
      // The compiler's own words for a failed check say more than the trap that follows.
      values.set(event.source.line, cut(event.message.slice(event.message.indexOf(': ') + 2)));
    } else if ((event.kind === 'vm-trapped' || event.kind === 'script-error') && !values.has(event.source.line)) {
      values.set(event.source.line, cut(event.message));
    }
  }
  return { coverage: { ran: [...ran].sort((a, b) => a - b), notRun: [] }, values };
}

/** What a call gave, or the value that it set. Handles and plain `Ok` say nothing. */
function valueOfCall(event: {
  readonly function: string;
  readonly args: readonly (readonly [string, string])[];
  readonly result: string | null;
}): string | null {
  const { result } = event;
  if (result !== null) return /^["\d\-ntf{[]/.test(result) ? cut(result) : null;
  if (!/add|replace|set/i.test(event.function)) return null;
  const last = event.args[event.args.length - 1]?.[1];
  return last === undefined ? null : cut(last);
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
