import { byteStringToDisplay, bytesToByteString } from '../http/byte-string.ts';
import type { BodyRef, HeaderPairs, TraceEvent } from './trace-event.ts';
import { EVENT_LAYOUTS, type FieldCode } from './trace-layout.ts';
import type { TraceReader } from './trace-reader.ts';

/** Bytes of a body that a line shows. */
const SHOWN_BYTES = 200;

/**
 * The trace as text, one line per event: time, thread, request, filter, what happened. For goldens and for copying.
 * `only` keeps some kinds; nothing else is left out.
 */
export function traceText(reader: TraceReader, only?: ReadonlySet<TraceEvent['kind']>): string {
  const lines: string[] = [];
  for (const event of reader) {
    if (only === undefined || only.has(event.kind)) lines.push(eventText(event, reader));
  }
  return `${lines.join('\n')}\n`;
}

/** One event as one line. */
export function eventText(event: TraceEvent, reader: TraceReader): string {
  const where = [
    `${(event.at / 1_000_000).toFixed(3)}ms`,
    event.worker === -1 ? 'main' : `w${event.worker}`,
    event.request === null ? '-' : `r${event.request}`,
    event.filter === null ? '-' : event.filter.name,
    event.direction === null ? '-' : event.direction === 'request' ? '>' : '<',
  ];
  const fields = Object.entries(EVENT_LAYOUTS[event.kind]).flatMap(([name, code]) => {
    const value = (event as unknown as Readonly<Record<string, unknown>>)[name];
    return value === undefined || value === null ? [] : [`${name}=${fieldText(code, value, reader)}`];
  });
  const source = event.source === null ? [] : [`at ${event.source.id}:${event.source.line}:${event.source.column}`];
  const cost = event.cost === null ? [] : [`cost=${event.cost}`];
  return [...where, event.kind, ...fields, ...source, ...cost].join(' ');
}

function fieldText(code: FieldCode, value: unknown, reader: TraceReader): string {
  switch (code) {
    case 'pairs':
    case 'args':
      return `{${(value as HeaderPairs).map(([name, text]) => `${show(name)}: ${show(text)}`).join(', ')}}`;
    case 'body': {
      const bytes = reader.body(value as BodyRef);
      const shown = quoted(bytesToByteString(bytes.subarray(0, SHOWN_BYTES)));
      return bytes.length > SHOWN_BYTES ? `${shown}… (${bytes.length} bytes)` : shown;
    }
    case 'text':
      return quotedIfNeeded(String(value));
    case 'number':
    case 'flag':
      return String(value);
    case 'numbers':
    case 'raw':
    case 'texts':
    case 'json':
      return JSON.stringify(value);
  }
}

function show(text: string): string {
  return /[,{}\n\r]/.test(text) ? quoted(text) : byteStringToDisplay(text);
}

function quotedIfNeeded(text: string): string {
  return /^[\w./:@*%+-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(byteStringToDisplay(text));
}
