import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import { checkEnvoyFilterOptions } from '@chainwright/filters/export/check-options';
import { exportEnvoyFilter } from '@chainwright/filters/export/envoy-filter';
import type { EnvoyFilterOptions, WasmDelivery } from '@chainwright/filters/export/envoy-filter-options';
import { printEnvoyFilter } from '@chainwright/filters/export/envoy-filter-yaml';
import { type ExportModule, type ExportNote, mergeNotes } from '@chainwright/filters/export/export-note';
import { wasmSources } from '@chainwright/filters/project/filter-code';
import { proveExport } from '@chainwright/filters/prove-export/prove-export';
import { CommandError, EXIT } from '../exit.ts';
import { HELP } from '../help.ts';
import { compileForExport, problemLine, readProjects } from '../read-projects.ts';

/** `chainwright export`: writes configuration after it was read back and run. */
export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: 'string', default: 'envoy-filter' },
      name: { type: 'string' },
      namespace: { type: 'string', default: 'default' },
      context: { type: 'string', default: 'SIDECAR_INBOUND' },
      label: { type: 'string', multiple: true, default: [] },
      port: { type: 'string' },
      place: { type: 'string', default: 'before-router' },
      priority: { type: 'string' },
      wasm: { type: 'string', multiple: true, default: [] },
      output: { type: 'string', short: 'o' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP.export}\n`);
    return EXIT.ok;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new CommandError(HELP.export);
  if (values.to !== 'envoy-filter') throw new CommandError(`--to ${values.to}: only envoy-filter is there`);
  const [loaded, another] = await readProjects(path);
  if (!loaded || another) throw new CommandError(`${path}: export takes one project`);
  const options = checkedOptions({
    name: values.name ?? kubernetesName(loaded.project.name),
    namespace: values.namespace,
    context: values.context,
    workload: once(
      '--label',
      values.label.map((l) => pair(l, '--label')),
    ),
    place: placeOf(values.place),
    ...(values.port === undefined ? {} : { port: wholeNumber(values.port) }),
    ...(values.priority === undefined ? {} : { priority: wholeNumber(values.priority) }),
    wasm: once(
      '--wasm',
      values.wasm.map((w) => deliveryOf(w)),
    ),
  });
  const modules = await modulesOf(loaded);
  const exported = exportEnvoyFilter(loaded.project, options, modules);
  if (!exported.ok) throw new CommandError(exported.problems.map((p) => problemLine(path, p)).join('\n'), EXIT.failed);
  const yaml = printEnvoyFilter(exported.value);
  const proof = proveExport(loaded.project, yaml, options, modules);
  if (!proof.ok) throw new CommandError(proof.problems.map((p) => problemLine(path, p)).join('\n'), EXIT.failed);
  printNotes(mergeNotes(exported.value.notes, proof.value.notes));
  if (values.output === undefined) process.stdout.write(yaml);
  else await writeText(values.output, yaml);
  return EXIT.ok;
}

/** Notes go beside the YAML, to standard error. */
function printNotes(notes: readonly ExportNote[]): void {
  for (const { code, severity, message } of notes) {
    process.stderr.write(`${code} ${severity === 'warning' ? 'warning: ' : ''}${message}\n`);
  }
}

async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CommandError(`--output ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The number that the text is; anything else stays as it is, for the check of the options to refuse. */
function wholeNumber(text: string): number | string {
  return /^[+-]?\d{1,12}$/.test(text) ? Number(text) : text;
}

async function modulesOf(
  loaded: Awaited<ReturnType<typeof readProjects>>[number],
): Promise<Record<string, ExportModule>> {
  const wanted = new Set(wasmSources(loaded.project));
  const modules: [string, ExportModule][] = [];
  const errors: string[] = [];
  for (const artifact of await compileForExport(loaded)) {
    if (!wanted.has(artifact.name)) continue;
    if (artifact.wasm) modules.push([artifact.name, { sha256: artifact.hash, bytes: artifact.wasm }]);
    else errors.push(...artifact.diagnostics.filter((one) => one.severity === 'error').map(diagnosticLine));
  }
  if (errors.length > 0) throw new CommandError(errors.join('\n'), EXIT.failed);
  return Object.fromEntries(modules);
}

function checkedOptions(options: Record<string, unknown>): EnvoyFilterOptions {
  const checked = checkEnvoyFilterOptions(options);
  if (!checked.ok) throw new CommandError(checked.problems.map((p) => `${p.message} ${p.hint} [${p.code}]`).join('\n'));
  return checked.value;
}

function placeOf(text: string): { at: string; filter?: string } {
  const [at = '', filter] = text.split(/:(.*)/s);
  return filter === undefined ? { at } : { at, filter };
}

function pair(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`${option} ${text}: KEY=VALUE is expected`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Pairs as an object; a key that comes twice is a mistake. */
function once<T>(option: string, pairs: readonly (readonly [string, T])[]): Record<string, T> {
  const twice = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
  if (twice) throw new CommandError(`${option} ${twice[0]}: is given twice`);
  return Object.fromEntries(pairs);
}

function diagnosticLine({ source, range, message, hint }: Diagnostic): string {
  const place = range ? `:${range.startLine}:${range.startColumn}` : '';
  return `${source ?? 'module'}${place}: error: ${message}${hint === undefined ? '' : ` ${hint}`}`;
}

function deliveryOf(text: string): [string, WasmDelivery] {
  const [name, how] = pair(text, '--wasm');
  if (how === 'inline') return [name, { by: 'inline' }];
  if (how.startsWith('remote:')) return [name, { by: 'remote', url: how.slice('remote:'.length) }];
  if (how.startsWith('file:')) return [name, { by: 'file', path: how.slice('file:'.length) }];
  throw new CommandError(`--wasm ${text}: inline, remote:URL or file:PATH is expected`);
}

function kubernetesName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63)
      .replace(/-+$/, '') || 'chain'
  );
}
