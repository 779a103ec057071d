import { httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project } from '@chainwright/filters/project/project';
import { byteStringToBorder, textToByteString } from '@chainwright/runtime/http/byte-string';
import type { LogResult } from '@chainwright/runtime/trace/scenario-result';
import type { EnvoyLogLine } from '../process/log-line.ts';
import { isConversation } from './wasm-conversation.ts';

/** Lines that count what lives in the whole process, not in the scenario. */
const BOOKKEEPING = /(created \d+ now active|remaining active)$/;

/** Whether a line is what a filter logged, or what Envoy logged about a filter's VM: the lines that a result holds. */
export function isFilterLog(line: EnvoyLogLine): boolean {
  if (isConversation(line) || /\/barrier\/\d+$/.test(line.message)) return false;
  if (line.component === 'wasm') return !BOOKKEEPING.test(line.message);
  // At debug and trace the Lua binding traces its own memory; a script's lines begin with `script log: `.
  if (line.component !== 'lua') return false;
  return line.message.startsWith('script log: ') || (line.level !== 'trace' && line.level !== 'debug');
}

/** The lines of filters as they stand in a result. A Wasm line is given to the filter that its prefix names. */
export function filterLogs(lines: readonly EnvoyLogLine[], project: Project): LogResult[] {
  const prefixes = wasmPrefixes(project);
  return lines.filter(isFilterLog).map(({ level, component, message }) => ({
    level,
    component,
    filter: component === 'wasm' ? (prefixes.find(({ prefix }) => message.startsWith(prefix))?.filter ?? null) : null,
    message: byteStringToBorder(message),
  }));
}

/**
 * Lines of the time when the configuration was loaded. The main thread and the worker load at the same time: their lines are put
 * one after the other. A line that each thread repeats at a failure counts once.
 */
export function inThreadOrder(lines: readonly EnvoyLogLine[], workerThread: number | null): EnvoyLogLine[] {
  const main = lines.filter((line) => line.thread !== workerThread);
  const worker = lines.filter((line) => line.thread === workerThread);
  return [...main, ...worker];
}

type Prefix = { readonly prefix: string; readonly filter: string };

/** `wasm log[ name][ root_id][ vm_id]: ` of each Wasm filter, longest first; those that two filters share are left out. */
function wasmPrefixes(project: Project): Prefix[] {
  const all = httpFilters(project).flatMap((filter): Prefix[] => {
    const config = filter.typed_config?.['config'] as Record<string, unknown> | undefined;
    if (config === undefined || !String(filter.typed_config?.['@type']).endsWith('.wasm.v3.Wasm')) return [];
    const vmId = (config['vm_config'] as Record<string, unknown> | undefined)?.['vm_id'];
    const words = [config['name'], config['root_id'], vmId].filter((word) => typeof word === 'string' && word !== '');
    return [{ prefix: textToByteString(`${['wasm log', ...words].join(' ')}: `), filter: filter.name }];
  });
  const unique = all.filter((one) => all.every((other) => other === one || other.prefix !== one.prefix));
  return unique.sort((a, b) => b.prefix.length - a.prefix.length);
}
