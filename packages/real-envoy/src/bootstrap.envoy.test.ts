import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compileProjectSources } from '@chainwright/filters/compile/compile-sources';
import { envoyBootstrap } from '@chainwright/filters/export/envoy-bootstrap';
import { readProjectFile } from '@chainwright/filters/project/project-file';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEnvoy, repositoryRoot } from './find/find-envoy.ts';
import { sourceCode } from './run/source-code.ts';

const envoy = findEnvoy();
const GALLERY = path.join(repositoryRoot(), 'packages/filters/gallery');
const projects = readdirSync(GALLERY, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('project.yaml'),
);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cw-validate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bootstrap of a project', () => {
  it.each(projects)('is one that Envoy starts with: %s', async (file) => {
    const opened = readProjectFile(readFileSync(path.join(GALLERY, file), 'utf8'));
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
    const bootstrap = envoyBootstrap(opened.value, sourceCode(await compileProjectSources(opened.value.sources)));
    const target = path.join(folder, 'bootstrap.json');
    writeFileSync(target, JSON.stringify(bootstrap));
    const { status, stderr } = spawnSync(envoy.path, ['--mode', 'validate', '-c', target, '-l', 'error'], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
