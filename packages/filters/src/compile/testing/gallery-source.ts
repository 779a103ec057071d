import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../gallery/sources/', import.meta.url);

/** The names of the AssemblyScript filters of the gallery that are one file each. */
export const GALLERY_SOURCES: readonly string[] = readdirSync(folder).flatMap(
  (file) => /^(.+)\.ts$/.exec(file)?.[1] ?? [],
);

/** The text of one of them. */
export function gallerySource(name: string): string {
  return readFileSync(new URL(`${name}.ts`, folder), 'utf8');
}
