import { SDK_SOURCES } from '@chainwright/filters/compile/sdk-sources';
import { expect, test } from 'vitest';
import { callbackSnippets, isAtMember } from './sdk-snippets.ts';

const snippets = new Map(callbackSnippets(Object.values(SDK_SOURCES)).map((one) => [one.name, one]));

test('every callback of the SDK is there, written out', () => {
  expect([...snippets.keys()].toSorted()).toEqual([
    'onConfigure',
    'onDelete',
    'onDone',
    'onGrpcClose',
    'onGrpcHeaders',
    'onGrpcMessage',
    'onGrpcTrailers',
    'onHttpCallResponse',
    'onLog',
    'onQueueReady',
    'onRequestBody',
    'onRequestHeaders',
    'onRequestTrailers',
    'onResponseBody',
    'onResponseHeaders',
    'onResponseTrailers',
    'onStart',
    'onTick',
  ]);
  expect(snippets.get('onRequestHeaders')).toEqual({
    name: 'onRequestHeaders',
    signature: 'onRequestHeaders(end: bool): Action',
    snippet: 'onRequestHeaders(end: bool): Action {\n  $0\n  return Action.Continue;\n}',
    documentation: '`end`: there is no body and there are no trailers.',
  });
  expect(snippets.get('onLog')!.snippet).toBe('onLog(): void {\n  $0\n}');
  expect(snippets.get('onConfigure')!.snippet).toContain('return true;');
});

test.each([
  ['  on', true],
  ['  onReq', true],
  ['on', false],
  ['  this.on', false],
  ['  return on', false],
])('a member may start at the end of %j: %s', (line, expected) => {
  expect(isAtMember(line)).toBe(expected);
});
