// Who may import whom. TypeScript does not enforce it: this does. A room is a folder; the longest match of the table rules a file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './setup/paths.mjs';

type Rule = {
  readonly room: string;
  /** Rooms whose values may be imported; a file's own room always may. */
  readonly values: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[];
};

const RUNTIME = 'packages/runtime/src';
const FILTERS = 'packages/filters/src';
const WEB = 'apps/web/src';
const BASE = [
  `${RUNTIME}/http`,
  `${RUNTIME}/server`,
  `${RUNTIME}/trace`,
  `${RUNTIME}/stream-info`,
  `${RUNTIME}/filter`,
];

/** The table. Everything that is not in it is refused. */
const RULES: readonly Rule[] = [
  { room: 'packages/lua/src', values: [] },
  { room: `${RUNTIME}/http`, values: [] },
  {
    room: `${RUNTIME}/config`,
    values: [`${RUNTIME}/http`, `${RUNTIME}/server`],
    types: [`${RUNTIME}/stream-info`],
  },
  { room: `${RUNTIME}/matching`, values: [`${RUNTIME}/config`, `${RUNTIME}/http`, `${RUNTIME}/server`] },
  { room: `${RUNTIME}/filter`, values: [`${RUNTIME}/http`], types: [RUNTIME] },
  { room: `${RUNTIME}/trace`, values: [`${RUNTIME}/http`, `${RUNTIME}/server`], types: [`${RUNTIME}/filter`] },
  { room: `${RUNTIME}/server`, values: BASE, types: [`${RUNTIME}/upstream`] },
  { room: `${RUNTIME}/stream-info`, values: [`${RUNTIME}/http`, `${RUNTIME}/trace`, `${RUNTIME}/config`] },
  // The one place where a server is put together.
  { room: `${RUNTIME}/server/simulated-server`, values: [RUNTIME] },
  { room: `${RUNTIME}/proxy-wasm/testing`, values: [RUNTIME] },
  { room: `${RUNTIME}/upstream`, values: [...BASE, `${RUNTIME}/config`], types: [RUNTIME] },
  { room: `${RUNTIME}/lua`, values: [...BASE, `${RUNTIME}/upstream`, 'packages/lua/src'], types: [RUNTIME] },
  { room: `${RUNTIME}/proxy-wasm`, values: [...BASE, `${RUNTIME}/upstream`], types: [RUNTIME] },
  {
    room: `${RUNTIME}/http-connection-manager`,
    values: [...BASE, `${RUNTIME}/upstream`, `${RUNTIME}/config`, `${RUNTIME}/matching`],
  },
  { room: `${RUNTIME}/testing`, values: [RUNTIME] },
  { room: `${RUNTIME}/bench`, values: [RUNTIME] },
  { room: `${FILTERS}/catalog`, values: [RUNTIME, 'packages/lua/src'], types: [`${FILTERS}/project`] },
  { room: `${FILTERS}/project`, values: [`${RUNTIME}/http`, `${RUNTIME}/server`], types: [`${RUNTIME}/trace`] },
  { room: `${FILTERS}/compile`, values: [`${RUNTIME}/http`, `${RUNTIME}/server`], types: [`${FILTERS}/project`] },
  { room: `${FILTERS}/export`, values: [`${FILTERS}/project`, `${RUNTIME}/http`] },
  { room: `${FILTERS}/import`, values: [`${FILTERS}/project`] },
  {
    room: `${FILTERS}/prove-export`,
    values: [
      `${FILTERS}/project`,
      `${FILTERS}/export`,
      `${FILTERS}/import`,
      `${FILTERS}/compile`,
      `${FILTERS}/run-scenario`,
      `${FILTERS}/catalog`,
      `${RUNTIME}/http`,
    ],
    types: [`${RUNTIME}/trace`],
  },
  {
    room: `${FILTERS}/run-scenario`,
    values: [RUNTIME, `${FILTERS}/catalog`, `${FILTERS}/project`, `${FILTERS}/compile`],
  },
  { room: 'packages/real-envoy/src', values: [FILTERS, RUNTIME] },
  { room: 'apps/cli/src', values: [FILTERS, RUNTIME, 'packages/real-envoy/src', 'packages/lua/src'] },
  { room: 'apps/api/src', values: [FILTERS, `${RUNTIME}/server`, 'packages/real-envoy/src'], types: [RUNTIME] },
  { room: `${WEB}/ui`, values: [], types: [`${WEB}/project`] },
  { room: `${WEB}/workers`, values: [FILTERS, RUNTIME] },
  { room: WEB, values: [WEB, FILTERS, RUNTIME, 'packages/lua/src'] },
];

type Import = { readonly specifier: string; readonly typeOnly: boolean; readonly line: number };

const problems = [...sourceFiles()].flatMap((file) => checkFile(file));
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

function checkFile(file: string): string[] {
  const path = relative(ROOT, file);
  const rule = ruleFor(path);
  if (!rule) return [`${path}: no room of the table holds this file (tools/check-imports.ts)`];
  return importsOf(readFileSync(file, 'utf8')).flatMap(({ specifier, typeOnly, line }) => {
    const target = resolveImport(file, specifier);
    if (target === null) return [];
    if (!existsSync(join(ROOT, target)) && !specifier.includes('?'))
      return [`${path}:${line}: ${specifier} leads to no file`];
    const home = ruleFor(target)?.room;
    const inside = (room: string) =>
      target === `${room}.ts` || target.startsWith(`${room}/`) || target.startsWith(`${room}.`);
    const allowed = home === rule.room || rule.values.some(inside) || (typeOnly && (rule.types ?? []).some(inside));
    return allowed
      ? []
      : [`${path}:${line}: ${rule.room} may not import ${typeOnly ? 'types' : 'values'} of ${target}`];
  });
}

function ruleFor(path: string): Rule | undefined {
  return RULES.filter((r) => path.startsWith(`${r.room}/`) || path.startsWith(`${r.room}.`)).sort(
    (a, b) => b.room.length - a.room.length,
  )[0];
}

/** Path from the root of what is imported; null for libraries. */
function resolveImport(file: string, specifier: string): string | null {
  const clean = specifier.replace(/\?.*$/, '');
  if (clean.startsWith('.')) return relative(ROOT, join(dirname(file), clean));
  const own = /^@chainwright\/(lua|runtime|filters|real-envoy)\/(.+)$/.exec(clean);
  if (!own) return null;
  return own[2]?.startsWith('assembly/') ? null : `packages/${own[1]}/src/${own[2]}.ts`;
}

function importsOf(text: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /^\s*(?:import|export)\s+(type\s+)?([^'"`;]*?)\s*(?:from\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/gm;
  for (const match of text.matchAll(pattern)) {
    const specifier = match[3] ?? match[4];
    if (specifier === undefined) continue;
    const names =
      /^\{([^}]*)\}$/
        .exec((match[2] ?? '').trim())?.[1]
        ?.split(',')
        .map((n) => n.trim())
        .filter(Boolean) ?? [];
    const typeOnly = match[1] !== undefined || (names.length > 0 && names.every((n) => n.startsWith('type ')));
    found.push({ specifier, typeOnly, line: text.slice(0, match.index).split('\n').length });
  }
  return found;
}

function* sourceFiles(): Generator<string> {
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(ROOT, group))) yield* walk(join(ROOT, group, name, 'src'));
  }
}

function* walk(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$|\.d\.ts$/.test(entry.name)) yield path;
  }
}
