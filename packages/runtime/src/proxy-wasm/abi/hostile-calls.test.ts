import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScriptStep } from '../testing/guest-script.ts';
import { scripted } from '../testing/guest-script.ts';
import { pluginOf, WasmHarness } from '../testing/wasm-harness.ts';
import { abiFunctionType } from './abi-function.ts';
import { ENV_FUNCTIONS } from './functions.ts';
import { WASI_FUNCTIONS } from './wasi-functions.ts';

const FUNCTIONS = [...ENV_FUNCTIONS, ...WASI_FUNCTIONS].filter((f) => f.versions.includes('0.2.1'));

/** Numbers at and around the borders of memory and of every enum. */
const number = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 64, 1024, 65535, 65536, 131071, 131072, 131073, 0x7fffffff, -1, -16),
  fc.integer(),
);

const step: fc.Arbitrary<ScriptStep> = fc.constantFrom(...FUNCTIONS).chain((f) => {
  const { parameters } = abiFunctionType(f);
  const args = parameters.map((type) => (type === 'i64' ? number.map(BigInt) : number));
  return fc.tuple(...args).map((values): ScriptStep => [f.name, ...values]);
});

test('no host call, whatever its arguments, throws or traps or answers what is no status', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const harness = new WasmHarness();
      const code = scripted({ callbacks: { proxy_on_request_headers: { do: steps, answer: 1 } } });
      const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
      filter.decodeHeaders(
        stream.withRequest([
          [':path', '/'],
          ['a', 'b'],
        ]),
        { endStream: true },
      );
      filter.onLog();
      filter.onDestroy();
      harness.server.run(10);
      const crashed = harness.server.eventsOf('would-crash-envoy').length > 0;
      expect(harness.server.eventsOf('vm-trapped')).toEqual([]);
      expect(harness.hostCalls()).toHaveLength(crashed ? harness.hostCalls().length : steps.length);
      for (const { function: name, raw } of harness.hostCalls()) {
        if (name.startsWith('proxy_')) expect(raw?.result).toBeLessThanOrEqual(12);
      }
    }),
    { numRuns: 60 },
  );
});
