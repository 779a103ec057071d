import { describe, expect, test } from 'vitest';
import { AbiHost } from './testing/abi-host.ts';
import { compileGuest } from './testing/guest.ts';
import { SDK_IMPORTS } from './testing/request-guest.ts';

describe('configuration as JSON', () => {
  const host = new AbiHost(
    compileGuest(`${SDK_IMPORTS}
      function print(value: Json): string {
        if (value.isNull) return "null";
        if (value.isArray || value.isObject) {
          let made = "";
          for (let i = 0; i < value.size; i++) made += (i ? "," : "") + (value.isObject ? JSONtext(value.name(i)) + ":" : "") + print(value.at(i));
          return value.isObject ? "{" + made + "}" : "[" + made + "]";
        }
        if (value.bool() || !value.bool(true)) return value.bool() ? "true" : "false";
        if (!isNaN(value.number(NaN))) return value.number().toString();
        return JSONtext(value.text());
      }
      function JSONtext(text: string): string { return '"' + text.replaceAll('\\\\', '\\\\\\\\').replaceAll('"', '\\\\"').replaceAll('\\n', '\\\\n') + '"'; }
      class P extends Plugin { onConfigure(config: string): bool {
        const json = Json.fromConfig();
        log.info(json.exists ? print(json) : "error at " + Json.errorAt.toString());
        return true;
      } }
      class S extends Stream {}
      registerPlugin<P, S>();`),
  );
  const read = (configuration: string): string => {
    host.startPlugin(configuration);
    return host.logs.pop()!;
  };

  test.each([
    '{}',
    '[]',
    ' [ 1 , -2.5e3,0, 1E2 ] ',
    '{"a":{"b":[true,false,null,"x"]},"":0}',
    '"\\u00e9\\n\\\\\\"\\/ \\ud834\\udd1e"',
    '[[[[[[[[1]]]]]]]]',
  ])('%s', (text) => {
    expect(JSON.parse(read(text))).toEqual(JSON.parse(text));
  });

  test.each([
    ['{', 1],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['01', 1],
    ['1.', 2],
    ['.5', 0],
    ['+1', 0],
    ['"a', 2],
    ['"\\x"', 2],
    ['"\\u12g4"', 2],
    ['"a\nb"', 2],
    ['[1] 2', 4],
    ['nul', 0],
    ['[truefalse]', 5],
    ['-', 1],
    ['['.repeat(65), 64],
  ])('%s is an error at %d', (text, at) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(read(text)).toBe(`error at ${at}`);
  });

  test('the protobuf bytes of a Struct', () => {
    const field = (number: number, bytes: number[]): number[] => [(number << 3) | 2, bytes.length, ...bytes];
    const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];
    const double = (value: number): number[] => [0x11, ...new Uint8Array(new Float64Array([value]).buffer)];
    const member = (name: string, value: number[]): number[] =>
      field(1, [...field(1, ascii(name)), ...field(2, value)]);
    const struct = [
      ...member('n', double(2.5)),
      ...member('s', field(3, ascii('é"'))),
      ...member('t', [0x20, 1]),
      ...member('f', [0x20, 0]),
      ...member('z', [0x08, 0]),
      ...member('o', field(5, member('x', double(-1)))),
      ...member('l', field(6, [...field(1, double(1)), ...field(1, field(3, []))])),
    ];
    const { id } = host.startPlugin();
    host.buffers[7] = Uint8Array.from(struct);
    host.call('on_configure', id, struct.length);
    expect(JSON.parse(host.logs.pop()!)).toEqual({
      n: 2.5,
      s: 'é"',
      t: true,
      f: false,
      z: null,
      o: { x: -1 },
      l: [1, ''],
    });
    for (let length = 1; length < struct.length; length++) {
      host.buffers[7] = Uint8Array.from(struct.slice(0, length));
      host.call('on_configure', id, length);
    }
  });
});
