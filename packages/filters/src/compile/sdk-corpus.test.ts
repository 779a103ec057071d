import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readProjectFile } from '../project/project-file.ts';
import { gallerySource } from './testing/gallery-source.ts';

const folder = new URL('../../conformance/wasm-sdk/', import.meta.url);
const projects = readdirSync(folder).filter((name) => name.endsWith('.project.yaml'));

/** So that what is recorded of the real Envoy is what the gallery shows. After a change: npm run envoy:record wasm-sdk */
test.each(projects)('%s runs the filters of the gallery as they are', (name) => {
  const opened = readProjectFile(readFileSync(new URL(name, folder), 'utf8'));
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const sources = Object.entries(opened.value.sources);
  expect(sources.length).toBeGreaterThan(0);
  for (const [source, code] of sources) {
    expect(code).toEqual({ assemblyscript: { files: { 'index.ts': gallerySource(source) } } });
  }
});
