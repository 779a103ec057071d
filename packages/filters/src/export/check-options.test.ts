import { describe, expect, it } from 'vitest';
import { checkEnvoyFilterOptions } from './check-options.ts';

const options = {
  name: 'edge',
  namespace: 'shop',
  context: 'GATEWAY',
  workload: { app: 'orders' },
  place: { at: 'first' },
};

describe('checkEnvoyFilterOptions', () => {
  it.each([
    {},
    { name: 'a.b-c.d0' },
    { name: `${'a'.repeat(252)}b` },
    { workload: { 'app.kubernetes.io/name': 'x_y.Z-1', empty: '' } },
    { wasm: { gate: { by: 'remote', url: 'https://x/gate.wasm?a=b#c' } } },
    { priority: -2147483648 },
  ])('takes %j', (changed) => {
    expect(checkEnvoyFilterOptions({ ...options, ...changed })).toMatchObject({ ok: true });
  });

  it.each([
    [{ name: 'a..b' }, '/name', 'wrong-option'],
    [{ name: 'a.-b' }, '/name', 'wrong-option'],
    [{ name: 'Edge' }, '/name', 'wrong-option'],
    [{ name: 'a'.repeat(254) }, '/name', 'wrong-option'],
    [{ namespace: 'a.b' }, '/namespace', 'wrong-option'],
    [{ workload: { 'a b': 'c' } }, '/workload/a b', 'wrong-option'],
    [{ workload: { 'Up.example/a': 'c' } }, '/workload/Up.example~1a', 'wrong-option'],
    [{ workload: { a: 'c.' } }, '/workload/a', 'wrong-option'],
    [{ workload: { a: '*' } }, '/workload/a', 'wrong-option'],
    [{ port: 0 }, '/port', 'wrong-option'],
    [{ priority: 2147483648 }, '/priority', 'wrong-option'],
    [{ wasm: { gate: { by: 'remote', url: 'http://x y' } } }, '/wasm/gate/url', 'wrong-option'],
    [{ wasm: { gate: { by: 'file', path: '/a\u0001' } } }, '/wasm/gate/path', 'wrong-option'],
    [{ colour: 'blue' }, '/colour', 'unknown-option'],
  ])('refuses %j', (changed, path, code) => {
    const checked = checkEnvoyFilterOptions({ ...options, ...changed });
    expect(checked).toMatchObject({ ok: false, problems: [{ path, code, hint: expect.any(String) }] });
  });

  it('names what is missing', () => {
    const { name: _, ...without } = options;
    expect(checkEnvoyFilterOptions(without)).toMatchObject({
      problems: [{ code: 'wrong-option', message: expect.stringContaining('name') }],
    });
  });
});
