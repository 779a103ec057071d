import { describe, expect, it } from 'vitest';
import { isException, isRefusal, refusalText } from './refusal.ts';

const line = (message: string) => ({ level: 'warning', component: 'config', thread: 1, message });

describe('refusalText', () => {
  it.each([
    ["lds: listener 'case-3' config rejected: route: unknown cluster 'x'", "route: unknown cluster 'x'"],
    [
      "lds: listener 'case-3' config rejected: goo.gle/debugproto  \nmax { }\n: Proto constraint validation failed (BufferValidationError.Max: too small)",
      'Proto constraint validation failed (BufferValidationError.Max: too small)',
    ],
    ['Filesystem config update rejected: Error adding/updating listener(s) case-1: not good', 'not good'],
    [
      "Filesystem config update failure: in /tmp/cw-envoy-Ab12/lds.json, Unable to parse JSON as proto (INVALID_ARGUMENT: could not find @type 'x')",
      "Unable to parse JSON as proto (INVALID_ARGUMENT: could not find @type 'x')",
    ],
  ])('%s', (message, text) => {
    expect(refusalText([line('other'), line(message)])).toBe(text);
  });

  it("prefers the listener's own reason to the last word", () => {
    const lines = [
      line("lds: listener 'a' config rejected: own"),
      line('Filesystem config update rejected: Error adding/updating listener(s) a: own'),
    ];
    expect(refusalText(lines)).toBe('own');
    expect(lines.map(isRefusal)).toEqual([false, true]);
  });

  it('knows what throws', () => {
    expect(isException(line("Filesystem watch callback for 'lds.json' threw exception: string pointer is null"))).toBe(
      true,
    );
  });
});
