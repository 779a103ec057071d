import { describe, expect, test } from 'vitest';
import { AbiHost, SharedWorld } from './testing/abi-host.ts';
import { gallerySource } from './testing/gallery-source.ts';
import { compileGuest } from './testing/guest.ts';
import { requestGuest, runRequest, SDK_IMPORTS } from './testing/request-guest.ts';

describe('callouts', () => {
  const wasm = compileGuest(gallerySource('auth-callout'));
  const start = (): { host: AbiHost; plugin: number; stream: number } => {
    const host = new AbiHost(wasm, { rootId: 'auth' });
    const plugin = host.startPlugin().id;
    const stream = host.startStream(plugin);
    host.maps[0] = [['authorization', 'token']];
    return { host, plugin, stream };
  };

  test('pause the request and resume it with the answer', () => {
    const { host, plugin, stream } = start();
    expect(host.call('on_request_headers', stream, 1, 1)).toBe(1);
    expect(host.calls).toEqual([
      {
        token: 4,
        context: stream,
        cluster: 'authz',
        body: '',
        headers: [
          [':method', 'POST'],
          [':path', '/check'],
          [':authority', 'authz.internal'],
          ['authorization', 'token'],
        ],
      },
    ]);
    host.answerCalls(plugin, 200, [['x-user-id', 'u1']]);
    expect(host.maps[0]).toContainEqual(['x-user-id', 'u1']);
    expect(host.resumed).toEqual([`${stream} request`]);
    expect(host.replies).toEqual([]);
  });

  test('that are refused become a local reply of the right stream', () => {
    const { host, plugin, stream } = start();
    host.call('on_request_headers', stream, 1, 1);
    const other = host.startStream(plugin);
    host.call('on_request_headers', other, 1, 1);
    const [first, second] = host.calls.splice(0);
    host.answerCall(plugin, second!.token, 200);
    host.answerCall(plugin, first!.token, 500);
    expect(host.resumed).toEqual([`${other} request`]);
    expect(host.replies).toMatchObject([
      { context: stream, status: 403, details: 'auth_denied', body: 'not for you\n' },
    ]);
  });

  test('answers for a stream that is gone are dropped', () => {
    const { host, plugin, stream } = start();
    host.call('on_request_headers', stream, 1, 1);
    host.endStream(stream);
    host.answerCalls(plugin, 200);
    expect(host.resumed).toEqual([]);
    expect(host.logs).toEqual([]);
  });

  test('that can not be sent give 0', () => {
    const host = requestGuest(
      'log.info(this.httpCall("unknown", new Headers()).toString() + " " + lastStatus.toString());',
    );
    runRequest(host);
    expect(host.logs).toEqual(['0 2']);
  });
});

describe('what would harm Envoy is kept from it', () => {
  test('resuming inside a callback is its answer, not a host call', () => {
    const host = requestGuest('this.resumeRequest(); return Action.Pause;');
    expect(runRequest(host)).toBe(0);
    expect(host.resumed).toEqual([]);
  });

  test('a response that is not paused is not resumed', () => {
    const host = requestGuest('log.info(this.resumeResponse().toString());');
    runRequest(host);
    expect(host.logs).toEqual(['false']);
    expect(host.resumed).toEqual([]);
  });

  test('there is one answer for a stream, and none at its end', () => {
    const host = new AbiHost(compileGuest(gallerySource('guards')));
    const plugin = host.startPlugin().id;
    const stream = host.startStream(plugin);
    host.maps[0] = [[':path', '/hello']];
    expect(host.call('on_request_headers', stream, 1, 1)).toBe(1);
    host.endStream(stream);
    expect(host.replies).toEqual([
      {
        context: stream,
        status: 200,
        details: 'said hello',
        body: 'héllo\n',
        headers: [
          ['content-type', 'text/plain; charset=utf-8'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      },
    ]);
    expect(host.logs).toEqual([]);
  });
});

describe('root ids', () => {
  const wasm = compileGuest(gallerySource('queue'));

  test('choose the classes, and queues join them', () => {
    const world = new SharedWorld();
    const consumer = new AbiHost(wasm, { rootId: 'consumer', world });
    const producer = new AbiHost(wasm, { rootId: 'producer', world });
    const { id } = consumer.startPlugin();
    runRequest(producer, [
      [':method', 'GET'],
      [':path', '/a'],
    ]);
    consumer.call('on_queue_ready', id, 1);
    consumer.call('on_queue_ready', id, 1);
    expect(consumer.logs).toEqual(['audit: GET /a']);
    expect(producer.logs).toEqual([]);
  });

  test('that nobody serves refuse to start', () => {
    const host = new AbiHost(wasm, { rootId: 'nobody' });
    expect(host.startPlugin()).toMatchObject({ started: false });
    expect(host.logs).toEqual(['no class is registered for root_id "nobody"']);
  });

  test('without a class of their own are served by the one that has no name', () => {
    const text = `${SDK_IMPORTS}
      class A extends Stream { onRequestHeaders(end: bool): Action { log.info("A"); return Action.Continue; } }
      class B extends Stream { onRequestHeaders(end: bool): Action { log.info("B"); return Action.Continue; } }
      register<A>(); register<B>("b");`;
    const wasmOfTwo = compileGuest(text);
    const names = ['b', 'c', ''].map((rootId) => {
      const host = new AbiHost(wasmOfTwo, { rootId });
      runRequest(host);
      return host.logs[0];
    });
    expect(names).toEqual(['B', 'A', 'A']);
  });
});

describe('memory stays flat', () => {
  const text = `${SDK_IMPORTS}
    class Busy extends Stream {
      private kept: Map<string, string> = new Map();
      onRequestHeaders(end: bool): Action {
        const all = this.request.headers.entries();
        for (let i = 0; i < all.size; i++) this.kept.set(all.name(i), all.value(i).toUpperCase());
        this.httpCall("authz", Headers.of([":method", "GET", ":path", "/", ":authority", "a"]), this.kept.get("x-id"));
        return Action.Pause;
      }
      onHttpCallResponse(call: HttpCallResponse): void {
        if (this.kept.get("x-id") != call.headers.get("x-echo")) log.error("the answer came to another stream");
        this.resumeRequest();
      }
    }
    register<Busy>();`;
  const wasm = compileGuest(text, { optimizeLevel: 3, debug: false });

  test('with a million streams that overlap and end in any order, before and after their answers', {
    timeout: 300_000,
  }, () => {
    const host = new AbiHost(wasm);
    const plugin = host.startPlugin().id;
    const open: { stream: number; token: number; id: string }[] = [];
    let random = 1;
    const below = (limit: number): number => {
      random = (random * 1103515245 + 12345) % 2 ** 31;
      return random % limit;
    };
    const pages: number[] = [];
    for (let i = 0; i < 1_000_000; i++) {
      const stream = host.startStream(plugin);
      const id = `ID-${i}`;
      host.maps[0] = [
        [':path', '/'],
        ['x-id', id],
      ];
      host.call('on_request_headers', stream, 2, 1);
      open.push({ stream, token: host.calls.pop()!.token, id });
      while (open.length > 20 + (i % 3000 < 1500 ? 200 : 0)) {
        const [one] = open.splice(below(open.length), 1);
        const late = below(10) < 3;
        if (!late) host.answerCall(plugin, one!.token, 200, [['x-echo', one!.id]]);
        host.endStream(one!.stream);
        if (late) host.answerCall(plugin, one!.token, 200, [['x-echo', 'late']]);
      }
      host.resumed.length = 0;
      host.hostCalls.length = 0;
      if (i % 100_000 === 99_999) pages.push(host.pages);
    }
    expect(host.logs).toEqual([]);
    expect(pages.at(-1)).toBe(pages[0]);
    expect(pages.at(-1)).toBeLessThan(16);
  });
});
