import { describe, expect, it } from 'vitest';
import { migrateProject } from './migrations.ts';
import type { Project } from './project.ts';
import { printProjectFile, readProjectFile } from './project-file.ts';
import { readShareLink, writeShareLink } from './share-link.ts';

const project: Project = {
  version: 1,
  name: 'Edge auth',
  sources: { stamp: { lua: 'function envoy_on_request(h)\n  h:headers():add("x", "yes")\nend\n' } },
  http_connection_manager: {
    stat_prefix: 'ingress',
    http_filters: [{ name: 'lua' }, { name: 'envoy.filters.http.router' }],
  },
  upstreams: {
    shop: [{ status: 200, headers: [['x-raw', { base64: '/w==' }]], body: ['a', { repeat: 3, bytes: 'b' }] }],
  },
  scenarios: [{ name: 'pass', requests: [{ path: '/', headers: [['__proto__', 'kept']] }], expect: [{ status: 200 }] }],
};

const first = (text: string) => {
  const opened = readProjectFile(text);
  if (opened.ok) throw new Error('expected a refusal');
  return opened.problems[0];
};

describe('project files', () => {
  it('reads back what it writes', () => {
    expect(readProjectFile(printProjectFile(project))).toEqual({ ok: true, value: project });
  });

  it('accepts a byte order mark', () => {
    expect(readProjectFile(`\ufeff${printProjectFile(project)}`).ok).toBe(true);
  });

  it.each([
    ['empty', '', 'empty', ''],
    ['binary', 'a\0b', 'binary', ''],
    ['broken YAML', 'a: b: c', 'yaml-syntax', 'line 1, column 5'],
    ['a cyclic alias', 'version: 1\na: &x [*x]', 'cyclic-alias', ''],
    ['not a project', '- 1', 'not-a-project', ''],
    ['no version', 'name: x', 'not-a-project', '/version'],
    ['a newer version', 'version: 99', 'newer-version', '/version'],
    ['an unknown old version', 'version: 0', 'unknown-version', '/version'],
    ['10 MB', 'x'.repeat(10_000_000), 'too-large', ''],
  ])('says what is wrong: %s', (_, text, code, path) => {
    expect(first(text)).toMatchObject({ code, path });
  });

  it.each([
    [{ ...project, extra: 1 }, 'unknown-field', '/extra'],
    [{ ...project, name: 5 }, 'wrong-type', '/name'],
    [{ ...project, scenarios: [{ name: 'a' }] }, 'missing-field', '/scenarios/0'],
    [
      { ...project, scenarios: [{ name: 'a', requests: [{ pth: '/' }] }] },
      'unknown-field',
      '/scenarios/0/requests/0/pth',
    ],
    [{ ...project, sources: { a: { lua: 5 } } }, 'wrong-type', '/sources/a/lua'],
    [{ ...project, sources: { a: { rust: 'x' } } }, 'unknown-field', '/sources/a/rust'],
    [{ ...project, scenarios: [project.scenarios[0], project.scenarios[0]] }, 'repeated-name', '/scenarios/1/name'],
    [
      { ...project, http_connection_manager: { http_filters: Array.from({ length: 1001 }, () => ({ name: 'a' })) } },
      'too-many-filters',
      '/http_connection_manager/http_filters',
    ],
  ])('names the field: %#', (document, code, path) => {
    expect(first(JSON.stringify(document))).toMatchObject({ code, path });
  });

  it('stops a billion laughs', () => {
    const lines = ['version: 1', 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      );
    expect(first(lines.join('\n'))?.code).toBe('too-large');
  });
});

describe('migrations', () => {
  it('run in order up to the newest version', () => {
    const steps = [
      { from: 1, migrate: (d: Record<string, unknown>) => ({ ...d, title: d['name'] }) },
      { from: 2, migrate: (d: Record<string, unknown>) => ({ ...d, title: `${d['title']}!` }) },
    ];
    expect(migrateProject({ version: 1, name: 'x' }, steps, 3)).toEqual({
      ok: true,
      value: { version: 3, name: 'x', title: 'x!' },
    });
  });
});

describe('share links', () => {
  const link = () => {
    const written = writeShareLink(project);
    if (!written.ok) throw new Error('too large');
    return written.value;
  };

  it('carry the whole project', () => {
    expect(readShareLink(`#${link()}`)).toEqual({ ok: true, value: project });
  });

  it.each([0.3, 0.5, 0.9, 0.99])('say so when cut at %d', (part) => {
    const cut = link().slice(0, Math.floor(link().length * part));
    expect(readShareLink(cut)).toMatchObject({ ok: false, problems: [{ code: 'damaged-link' }] });
  });

  it('refuse a newer version and a bomb', async () => {
    const { deflateSync } = await import('fflate');
    const bomb = deflateSync(new Uint8Array(50_000_000));
    const packed = Buffer.from(bomb).toString('base64url');
    expect(readShareLink('project=2.0.AAAA')).toMatchObject({ problems: [{ code: 'newer-link' }] });
    expect(readShareLink(`project=1.0.${packed}`)).toMatchObject({ problems: [{ code: 'too-large' }] });
  });

  it('refuse to carry too much', () => {
    const big: Project = { ...project, sources: { a: { lua: 'x'.repeat(3_000_000) } } };
    expect(writeShareLink(big)).toMatchObject({ ok: false, problems: [{ code: 'too-large' }] });
  });
});
