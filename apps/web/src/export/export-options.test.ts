import { describe, expect, it } from 'vitest';
import { defaultName, type ExportForm, findMistakes, toOptions, useExportForm } from './export-options.ts';

const form = (changed: Partial<ExportForm> = {}): ExportForm => ({ ...useExportForm.getState(), ...changed });

describe('the export form', () => {
  it.each([
    ['Edge auth for the shop', 'edge-auth-for-the-shop'],
    ['  Ümlaut & more!  ', 'mlaut-more'],
    ['!!!', 'chain'],
    ['x'.repeat(100), 'x'.repeat(63)],
  ])('names %j', (project, name) => {
    expect(defaultName(project)).toBe(name);
  });

  it.each([
    [{}, []],
    [{ name: 'Bad Name' }, ['name']],
    [{ name: 'a..b' }, ['name']],
    [{ name: 'a'.repeat(254) }, ['name']],
    [{ namespace: '' }, ['namespace']],
    [{ workload: 'app=orders, version=v2' }, []],
    [{ workload: 'app' }, ['workload']],
    [{ workload: 'app=orders.' }, ['workload']],
    [{ workload: 'app.kubernetes.io/name=orders, empty=' }, []],
    [{ port: '0' }, ['port']],
    [{ port: '8080' }, []],
    [{ place: 'before', anchor: ' ' }, ['anchor']],
    [{ wasm: { a: { by: 'remote', url: 'ftp://x' } } }, ['wasm']],
    [{ wasm: { a: { by: 'file', path: 'x.wasm' } } }, ['wasm']],
  ] as [Partial<ExportForm>, string[]][])('finds the mistakes of %j', (changed, fields) => {
    expect(Object.keys(findMistakes(form(changed)))).toEqual(fields);
  });

  it('becomes options', () => {
    const wasm = { gone: { by: 'inline' as const }, gate: { by: 'file' as const, path: '/gate.wasm' } };
    expect(
      toOptions(form({ workload: 'app=orders', port: '8080', place: 'after', anchor: 'x', wasm }), 'Edge', [
        'gate',
        'other',
      ]),
    ).toEqual({
      name: 'edge',
      namespace: 'default',
      context: 'SIDECAR_INBOUND',
      workload: { app: 'orders' },
      port: 8080,
      place: { at: 'after', filter: 'x' },
      wasm: { gate: { by: 'file', path: '/gate.wasm' }, other: { by: 'inline' } },
    });
  });
});
