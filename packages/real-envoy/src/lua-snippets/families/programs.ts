import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../find/find-envoy.ts';
import type { Snippet } from '../snippet.ts';

/** The programs of `packages/lua/snippets/programs`, each a Lua file of 50 to 300 lines that checks itself by printing. */
export function programs(): Snippet[] {
  const folder = path.join(repositoryRoot(), 'packages/lua/snippets/programs');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.lua'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.lua'.length),
      source: readFileSync(path.join(folder, file), 'latin1'),
      file: `programs/${file}`,
    }));
}
