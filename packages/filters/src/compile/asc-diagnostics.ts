import * as assemblyscript from 'assemblyscript';
import { ascHint } from './asc-hints.ts';
import { type Diagnostic, rangeOf } from './diagnostic.ts';

/** Takes the diagnostics that a program has collected since the last call. */
export function takeDiagnostics(program: assemblyscript.Program): assemblyscript.DiagnosticMessage[] {
  const taken: assemblyscript.DiagnosticMessage[] = [];
  for (let one = assemblyscript.nextDiagnostic(program); one !== null; one = assemblyscript.nextDiagnostic(program)) {
    taken.push(one);
  }
  return taken;
}

/**
 * A message of the AssemblyScript compiler in our form. Names are shown as the user writes them: the compiler's own begin with
 * the file (`~lib/chainwright/headers/HeaderMap`).
 */
export function toDiagnostic(raw: assemblyscript.DiagnosticMessage, sourceName: string): Diagnostic {
  const code = `${raw.code < 1000 ? 'AS' : 'TS'}${raw.code}`;
  const message = shortNames(raw.message, sourceName);
  const hint = ascHint(code, message);
  const place = placeOf(raw, sourceName);
  return {
    severity: severityOf(raw),
    code,
    message,
    source: place === null ? null : place.source.normalizedPath,
    range: place === null ? null : rangeOf(place.source.text, place.start, place.end),
    ...(hint === null ? {} : { hint }),
  };
}

function severityOf(raw: assemblyscript.DiagnosticMessage): Diagnostic['severity'] {
  if (assemblyscript.isError(raw)) return 'error';
  return assemblyscript.isWarning(raw) ? 'warning' : 'info';
}

/** Where to show it: in the user's files if it has any place there. */
function placeOf(raw: assemblyscript.DiagnosticMessage, sourceName: string): assemblyscript.Range | null {
  const ranges = [raw.range, raw.relatedRange].filter((range) => range !== null);
  return ranges.find((range) => range.source.normalizedPath.startsWith(`${sourceName}/`)) ?? ranges[0] ?? null;
}

function shortNames(message: string, sourceName: string): string {
  return message
    .replace(/~lib\/(?:[\w@.-]+\/)+(?=[\w~#])/g, '')
    .replaceAll(`'${sourceName}/`, "'")
    .replace(/(?<=['<,(| ])(?:[\w.-]+\/)+(?=[A-Z_]\w*(?:['<>,)#| .]|$))/g, '');
}
