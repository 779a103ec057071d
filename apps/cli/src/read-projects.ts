import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Artifact } from '@chainwright/filters/compile/artifact';
import { compileProjectSources } from '@chainwright/filters/compile/compile-sources';
import { EXPORT_BUILD } from '@chainwright/filters/compile/export-build';
import type { Problem } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import { readProjectFile } from '@chainwright/filters/project/project-file';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { CommandError } from './exit.ts';

/** A project and the folder beside which its modules stand. */
export type LoadedProject = { readonly path: string; readonly folder: string; readonly project: Project };

/**
 * Reads the project of a file, of a folder (`project.yaml` in it, else every `*.project.yaml`), or of standard input (`-`).
 * Throws a CommandError that names file, place and reason.
 */
export async function readProjects(path: string): Promise<LoadedProject[]> {
  if (path === '-') return [load('-', process.cwd(), await readStdin())];
  const files = await projectFiles(path);
  return Promise.all(files.map(async (file) => load(file, dirname(file), await readText(file))));
}

/** Compiles the code of a project; modules named by `file` are read beside the project file and nowhere else. */
export function compileProject(loaded: LoadedProject): Promise<Artifact[]> {
  return compile(loaded, {});
}

/** Compiles the code of a project as it is exported: optimised, without debug names. */
export function compileForExport(loaded: LoadedProject): Promise<Artifact[]> {
  return compile(loaded, EXPORT_BUILD);
}

async function compile({ project, folder }: LoadedProject, build: typeof EXPORT_BUILD | object): Promise<Artifact[]> {
  return compileProjectSources(project.sources, {
    ...build,
    readFile: async (name) => {
      const file = resolve(folder, name);
      if (!file.startsWith(resolve(folder) + sep)) throw new Error('it is outside of the project folder');
      const { size } = await stat(file);
      if (size > LIMITS.module) throw new Error(`it has ${size} bytes; the limit is ${LIMITS.module}`);
      return new Uint8Array(await readFile(file));
    },
  });
}

function load(path: string, folder: string, text: string): LoadedProject {
  const opened = readProjectFile(text);
  if (!opened.ok) throw new CommandError(opened.problems.map((p) => problemLine(path, p)).join('\n'));
  return { path, folder, project: opened.value };
}

/** `file: where: message hint` */
export function problemLine(file: string, { path, message, hint, code }: Problem): string {
  return `${file}: ${path === '' ? '' : `${path}: `}${message} ${hint} [${code}]`;
}

async function projectFiles(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => null);
  if (!info) throw new CommandError(`${path}: there is no such file or folder`);
  if (!info.isDirectory()) return [path];
  const names = await readdir(path);
  if (names.includes('project.yaml')) return [join(path, 'project.yaml')];
  const found = names.filter((n) => n.endsWith('.project.yaml')).sort();
  if (found.length === 0) throw new CommandError(`${path}: no project.yaml and no *.project.yaml in this folder`);
  return found.map((n) => join(path, n));
}

async function readText(file: string): Promise<string> {
  try {
    return textOf(file, await readFile(file));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return textOf('-', Buffer.concat(chunks));
}

/** The text of a project file. Bytes that are no UTF-8 would become other characters in somebody's code. */
function textOf(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CommandError(`${file}: this is not UTF-8 text: open a project.yaml, saved as UTF-8`);
  }
}
