import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SDK_SOURCES } from './sdk-sources.ts';

test('sdk-sources.ts holds the SDK as it is: run tools/generate-sdk-sources.mjs after a change', () => {
  const folder = new URL('../../assembly/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const texts = Object.fromEntries(files.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
  expect(SDK_SOURCES).toEqual(texts);
});
