import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENVOY_VERSION, parseVersionText } from './envoy-version.ts';
import { findEnvoy, installedEnvoyPath, NoEnvoy } from './find-envoy.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cw-find-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program that answers to --version as given. */
function program(file: string, answer: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(file, 0o755);
  return file;
}

const words = (version: string): string => `envoy  version: 9e55809/${version}/Clean/RELEASE/BoringSSL`;

describe('parseVersionText', () => {
  it.each([
    [`/opt/envoy  version: 9e5580933739775e8bce696a57a2e1bc99368f23/1.40.0/Clean/RELEASE/BoringSSL`, '1.40.0'],
    ['envoy  version: 0f/1.36.3-dev/Modified/DEBUG/BoringSSL', '1.36.3-dev'],
    ['nginx version: nginx/1.24', null],
    ['', null],
  ])('%s', (text, version) => {
    expect(parseVersionText(text)?.version ?? null).toBe(version);
  });
});

describe('findEnvoy', () => {
  it('takes CHAINWRIGHT_ENVOY first', () => {
    const own = program(path.join(root, 'mine'), words('1.39.0'));
    program(installedEnvoyPath(root), words(ENVOY_VERSION));
    const found = findEnvoy({ CHAINWRIGHT_ENVOY: own, PATH: '' }, root);
    expect(found).toMatchObject({ path: own, version: '1.39.0', source: 'CHAINWRIGHT_ENVOY', pinned: false });
  });

  it('does not look elsewhere when CHAINWRIGHT_ENVOY is no Envoy', () => {
    const other = program(path.join(root, 'mine'), 'GNU bash');
    program(installedEnvoyPath(root), words(ENVOY_VERSION));
    expect(() => findEnvoy({ CHAINWRIGHT_ENVOY: other }, root)).toThrow(/is not an Envoy binary/);
    expect(() => findEnvoy({ CHAINWRIGHT_ENVOY: path.join(root, 'nothing') }, root)).toThrow(/does not exist/);
  });

  it('takes the installed one before PATH', () => {
    const installed = program(installedEnvoyPath(root), words(ENVOY_VERSION));
    program(path.join(root, 'bin/envoy'), words('1.38.0'));
    expect(findEnvoy({ PATH: path.join(root, 'bin') }, root)).toMatchObject({ path: installed, pinned: true });
  });

  it('looks through PATH and passes by what is no Envoy', () => {
    program(path.join(root, 'a/envoy'), 'something else');
    const right = program(path.join(root, 'b/envoy'), words(ENVOY_VERSION));
    const env = {
      PATH: ['', path.join(root, 'a'), path.join(root, 'none'), path.join(root, 'b')].join(path.delimiter),
    };
    expect(findEnvoy(env, root)).toMatchObject({ path: right, source: 'PATH' });
  });

  it('says in one line how to get one', () => {
    expect(() => findEnvoy({ PATH: '' }, root)).toThrow(NoEnvoy);
    expect(() => findEnvoy({ PATH: '' }, root)).toThrow(/^no Envoy .*npm run envoy:install.*CHAINWRIGHT_ENVOY.*$/);
  });
});
