import { SDK_SOURCES } from '@chainwright/filters/compile/sdk-sources';
import { expect, test } from 'vitest';
import { sdkForEditor } from './sdk-for-editor.ts';

test('internal members become private, exports and everything else stay', () => {
  expect(sdkForEditor('  /** @internal A. */\n  begin(side: u32): void {}')).toBe(
    '  /** @internal A. */\n  private begin(side: u32): void {}',
  );
  expect(
    sdkForEditor('  /**\n   * @internal Reads\n   * pairs.\n   */\n  static read(from: usize): Headers {'),
  ).toContain('private static read(');
  expect(sdkForEditor('/** @internal */\nexport function ok(): bool {')).toBe(
    '/** @internal */\nexport function ok(): bool {',
  );
  expect(sdkForEditor('/** Public. */\nadd(): void {}')).toBe('/** Public. */\nadd(): void {}');
});

test('nothing of the SDK that a filter should not call is offered on its objects', () => {
  const stream = sdkForEditor(SDK_SOURCES['stream.ts']!);
  for (const name of ['begin', 'finish', 'over']) expect(stream).toContain(`private ${name}(`);
  expect(stream).not.toContain('private onRequestHeaders');
  const headers = sdkForEditor(SDK_SOURCES['headers.ts']!);
  for (const name of ['room', 'write', 'static read']) expect(headers).toContain(`private ${name}(`);
  for (const text of Object.values(SDK_SOURCES)) expect(sdkForEditor(text)).not.toMatch(/private (private|export)/);
});
