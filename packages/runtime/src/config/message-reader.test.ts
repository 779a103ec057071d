import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader.ts';

const TYPE = 'envoy.test.v3.Sample';

function reading<T>(message: unknown, read: (reader: MessageReader) => T): () => T {
  return () => MessageReader.read(message, TYPE, read);
}

describe('MessageReader', () => {
  it('accepts both spellings of a name and takes null for absent', () => {
    const message = { maxRequestBytes: 5, stat_prefix: null, '@type': 'x' };
    expect(reading(message, (m) => [m.integer('max_request_bytes'), m.string('stat_prefix')])()).toEqual([5, '']);
  });

  it.each([
    ['0.25s', 250],
    ['3s', 3000],
    [{ seconds: 1, nanos: 500_000_000 }, 1500],
  ])('reads the duration %j', (value, ms) => {
    expect(reading({ d: value }, (m) => m.durationMs('d'))()).toBe(ms);
  });

  it.each<[string, unknown, (m: MessageReader) => unknown, string]>([
    ['unknown field', { foo: 1 }, () => null, `message ${TYPE}: no such field: 'foo'`],
    ['text for a number', { n: 'abc' }, (m) => m.integer('n'), "invalid number: 'abc'"],
    ['negative', { n: -1 }, (m) => m.integer('n'), 'JSON number out of range for int'],
    ['number for a text', { s: 5 }, (m) => m.string('s'), `unexpected character: '5'; expected '"'`],
    ['unknown enum value', { e: 'NOPE' }, (m) => m.enumeration('e', ['A'], 'A'), "unknown enum value: 'NOPE'"],
    [
      'short string',
      {},
      (m) => m.string('stat_prefix', { minLength: 1 }),
      'Proto constraint validation failed (SampleValidationError.StatPrefix: value length must be at least 1 characters)',
    ],
    [
      'rule of an embedded message',
      { abort: { http_status: 100 } },
      (m) =>
        m.message('abort', 'envoy.test.v3.FaultAbort', (a) =>
          a.violated('http_status', 'value must be inside range [200, 600)'),
        ),
      'Proto constraint validation failed (SampleValidationError.Abort: embedded message failed validation | caused by FaultAbortValidationError.HttpStatus: value must be inside range [200, 600))',
    ],
    [
      'required oneof in a list in a map',
      { policies: { p: { permissions: [{}] } } },
      (m) =>
        m.messageMap('policies', 'envoy.test.v3.Policy', (p) =>
          p.messages('permissions', 'envoy.test.v3.Permission', (q) => q.oneof('rule', ['any'], { required: true })),
        ),
      'Proto constraint validation failed (SampleValidationError.Policies[p]: embedded message failed validation | caused by PolicyValidationError.Permissions[0]: embedded message failed validation | caused by field: "rule", reason: is required)',
    ],
    [
      'two of a oneof',
      { a: 1, b: 2 },
      (m) => m.oneof('kind', ['a', 'b'], { required: false }),
      "oneof 'kind', already set",
    ],
    ['not a message', [], () => null, `message ${TYPE}: expected '{'`],
  ])('refuses: %s', (_, message, read, text) => {
    expect(reading(message, read)).toThrow(text);
  });
});
