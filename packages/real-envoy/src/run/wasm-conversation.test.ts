import { describe, expect, it } from 'vitest';
import { conversationText } from '../compare/conversation-text.ts';
import type { EnvoyLogLine } from '../process/log-line.ts';
import { isConversation, readConversation } from './wasm-conversation.ts';

const line = (message: string, component = 'wasm'): EnvoyLogLine => ({ level: 'trace', component, thread: 1, message });

function text(...messages: string[]): readonly string[] {
  const requests = readConversation(messages.map((message) => line(message)));
  return conversationText({ main: [], worker: [], requests }).requests;
}

describe('readConversation', () => {
  it('puts a host call where it returns, after the allocator it called', () => {
    expect(
      text(
        '[host->vm] proxy_on_request_headers(2, 8, 1)',
        '[vm->host] env.proxy_get_header_map_value(0, 16, 5, 100, 104)',
        '[host->vm] malloc(5)',
        '[host<-vm] malloc return: 65536',
        '[vm<-host] env.proxy_get_header_map_value return: 0',
        '[host<-vm] proxy_on_request_headers return: 0',
      ),
    ).toEqual([
      '> proxy_on_request_headers(2, 8, 1)',
      '> malloc(5)',
      '< malloc = 65536',
      'proxy_get_header_map_value(0, 16, 5, 100, 104) = 0',
      '< proxy_on_request_headers = 0',
    ]);
  });

  it('reads calls without arguments and results, and the unsigned numbers of Envoy', () => {
    expect(
      text(
        '[host->vm] _start()',
        '[vm->host] wasi_snapshot_preview1.proc_exit(0)',
        '[vm<-host] wasi_snapshot_preview1.proc_exit return: void',
        '[host<-vm] _start return: void',
        '[host->vm] proxy_on_log(2)',
        '[host<-vm] proxy_on_x return: 4294967295',
      ),
    ).toEqual(['> _start()', 'proc_exit(0)', '< _start', '> proxy_on_log(2)', '< proxy_on_x = 4294967295']);
  });

  it('keeps a host call that never returned', () => {
    expect(text('[host->vm] proxy_on_tick(1)', '[vm->host] env.proxy_log(2, 0, 5)')).toEqual([
      '> proxy_on_tick(1)',
      'proxy_log(2, 0, 5)',
    ]);
  });

  it('is told from logs of filters', () => {
    expect(isConversation(line('[host->vm] malloc(5)'))).toBe(true);
    expect(isConversation(line('wasm log: [host->vm] malloc(5)'))).toBe(false);
    expect(isConversation(line('[host->vm] malloc(5)', 'lua'))).toBe(false);
  });
});
