import { describe, expect, test } from 'vitest';
import { AbiHost, SharedWorld } from './testing/abi-host.ts';
import { gallerySource } from './testing/gallery-source.ts';
import { compileGuest } from './testing/guest.ts';

const IMPORTS =
  'import { Action, Counter, Headers, HttpCallResponse, Json, LogLevel, Plugin, Stream, lastStatus, log, now, property, register, registerPlugin, shared } from "chainwright";\n';

/** A filter whose request-headers callback has this body. */
function onRequest(body: string, more = ''): AbiHost {
  const text = `${IMPORTS}${more}\nclass T extends Stream { onRequestHeaders(end: bool): Action { ${body}\nreturn Action.Continue; } }\nregister<T>();`;
  return new AbiHost(compileGuest(text));
}

/** Runs one request through it. */
function request(host: AbiHost, headers: [string, string][] = []): number | undefined {
  const plugin = host.startPlugin().id;
  const stream = host.startStream(plugin);
  host.maps[0] = headers;
  return host.call('on_request_headers', stream, headers.length, 1);
}

describe('headers', () => {
  test('are read, added, replaced and removed', () => {
    const host = new AbiHost(compileGuest(gallerySource('header-add')));
    request(host, [
      [':path', '/'],
      ['x-keep', '1'],
      ['x-keep', '2'],
      ['x-drop', '1'],
    ]);
    expect(host.maps[0]).toEqual([
      [':path', '/'],
      ['x-guest', 'chainwright'],
      ['x-keep', 'replaced'],
    ]);
  });

  test('find, get, has, getAll, entries and replaceAll', () => {
    const host = onRequest(`
      const headers = this.request.headers;
      log.info((headers.find("absent") === null).toString() + headers.get("absent", "fallback") + headers.has("a").toString() + headers.has("b").toString());
      log.info(headers.getAll("A").join("|") + " " + headers.get("empty", "?") + "!");
      const all = headers.entries().remove("a").replace("b", "2").add("b", "é");
      log.info(all.size.toString() + all.get("B") + all.get("none", "-"));
      headers.replaceAll(all);`);
    request(host, [
      ['a', '1'],
      ['empty', ''],
      ['a', '2'],
    ]);
    expect(host.logs).toEqual(['truefallbacktruefalse', '1|2 !', '32-']);
    expect(host.maps[0]).toEqual([
      ['empty', ''],
      ['b', '2'],
      ['b', 'é'],
    ]);
  });

  test('without a map give null, "" and false', () => {
    const host = onRequest(`
      const headers = this.response.headers;
      log.info((headers.find("a") === null).toString() + headers.get("a") + headers.add("a", "b").toString() + lastStatus.toString());`);
    request(host);
    expect(host.logs).toEqual(['truefalse2']);
  });
});

describe('text at the border', () => {
  const echo = onRequest('log.info(this.request.body.text());');
  const stream = echo.startStream(echo.startPlugin().id);
  const decoded = (...bytes: number[]): string => {
    echo.buffers[0] = Uint8Array.from(bytes);
    echo.call('on_request_headers', stream, 0, 1);
    return echo.logs.pop()!;
  };

  test.each(['', 'plain', 'héllo', '€', '𝄞 and 𐍈', '\uFFFD', '\u0000\u007f\u0080\u07ff\u0800\uffff'])(
    'valid UTF-8 comes back: %j',
    (text) => {
      expect(decoded(...new TextEncoder().encode(text))).toBe(text);
    },
  );

  test.each([
    ['a lone byte', [0xe9, 0x20, 0x6f, 0x6b], '\uFFFD ok'],
    ['a continuation', [0x61, 0x80, 0x62], 'a\uFFFDb'],
    ['too long a form', [0xc0, 0xaf], '\uFFFD\uFFFD'],
    ['too long a form of three', [0xe0, 0x80, 0xaf], '\uFFFD\uFFFD\uFFFD'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\uFFFD\uFFFD\uFFFD'],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\uFFFD\uFFFD\uFFFD\uFFFD'],
    ['an unfinished sequence', [0x61, 0xe2, 0x82], 'a\uFFFD\uFFFD'],
  ])('each byte of %s becomes U+FFFD', (_, bytes, text) => {
    expect(decoded(...bytes)).toBe(text);
  });

  test('a lone surrogate goes out as U+FFFD', () => {
    const host = onRequest('log.info("a" + String.fromCharCode(0xd800) + "b" + String.fromCharCode(0xdc00));');
    request(host);
    expect(host.logs).toEqual(['a\uFFFDb\uFFFD']);
  });

  test('large values do not keep their room', () => {
    const host = onRequest('this.request.body.append(this.request.body.text());');
    const id = host.startStream(host.startPlugin().id);
    const after: number[] = [];
    for (let i = 0; i < 40; i++) {
      host.buffers[0] = new Uint8Array(500_000).fill(97);
      host.call('on_request_headers', id, 0, 1);
      expect(host.buffers[0].length).toBe(1_000_000);
      after.push(host.pages);
    }
    expect(after.at(-1)).toBe(after[5]);
  });
});

describe('bodies', () => {
  test.each([
    ['replace("new")', 'new'],
    ['prepend("[")', '[0123456789'],
    ['append(String.UTF8.encode("]"))', '0123456789]'],
    ['replace(Uint8Array.wrap(String.UTF8.encode("abcdef"), 2, 3))', 'cde'],
    ['clear()', ''],
    ['splice(2, 3, "-")', '01-56789'],
    ['splice(0, 3, "-")', '-3456789'],
    ['splice(10, 0, "-")', '0123456789-'],
    ['splice(8, 100, "-")', '01234567-'],
  ])('%s', (call, expected) => {
    const host = onRequest(`this.request.body.${call};`);
    const id = host.startStream(host.startPlugin().id);
    host.buffers[0] = new TextEncoder().encode('0123456789');
    host.call('on_request_headers', id, 0, 0);
    expect(new TextDecoder().decode(host.buffers[0])).toBe(expected);
  });

  test('a type that is no body is refused by the compiler', () => {
    expect(() => onRequest('this.request.body.replace<i32>(1);')).toThrow('a string, an ArrayBuffer or a Uint8Array');
  });
});

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
    const host = onRequest(
      'log.info(this.httpCall("unknown", new Headers()).toString() + " " + lastStatus.toString());',
    );
    request(host);
    expect(host.logs).toEqual(['0 2']);
  });
});

describe('what would harm Envoy is kept from it', () => {
  test('resuming inside a callback is its answer, not a host call', () => {
    const host = onRequest('this.resumeRequest(); return Action.Pause;');
    expect(request(host)).toBe(0);
    expect(host.resumed).toEqual([]);
  });

  test('a response that is not paused is not resumed', () => {
    const host = onRequest('log.info(this.resumeResponse().toString());');
    request(host);
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
    request(producer, [
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
    const text = `${IMPORTS}
      class A extends Stream { onRequestHeaders(end: bool): Action { log.info("A"); return Action.Continue; } }
      class B extends Stream { onRequestHeaders(end: bool): Action { log.info("B"); return Action.Continue; } }
      register<A>(); register<B>("b");`;
    const wasmOfTwo = compileGuest(text);
    const names = ['b', 'c', ''].map((rootId) => {
      const host = new AbiHost(wasmOfTwo, { rootId });
      request(host);
      return host.logs[0];
    });
    expect(names).toEqual(['B', 'A', 'A']);
  });
});

test('shared data: values, versions, and a sum that all count in', () => {
  const text = `
    if (shared.text("a") === null && shared.cas == 0) log.info("nothing");
    shared.set("a", "1");
    log.info(shared.text("a")! + " " + shared.set("a", "2", shared.cas + 7).toString() + " " + shared.set("a", "3", shared.cas).toString() + " " + shared.text("a")!);
    log.info(shared.add("n", 5).toString() + " " + shared.add("n", -2).toString());`;
  const host = onRequest(text);
  request(host);
  expect(host.logs).toEqual(['nothing', '1 false true 3', '5 3']);
});

test('two that add to a new number at the same time both count', () => {
  const host = onRequest('shared.add("n", 1);');
  const { data } = host.world;
  const get = data.get.bind(data);
  let raced = false;
  data.get = (key) => {
    const found = get(key);
    if (raced) return found;
    raced = true;
    data.set(key, { value: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), cas: host.world.nextCas++ });
    return undefined;
  };
  request(host);
  expect(get('n')!.value[0]).toBe(2);
});

test('metrics and ticks', () => {
  const host = new AbiHost(compileGuest(gallerySource('metrics-tick')));
  const { id } = host.startPlugin();
  host.properties.set('response.size', Uint8Array.of(7, 1, 0, 0, 0, 0, 0, 0));
  for (let i = 0; i < 2; i++) {
    const stream = host.startStream(id);
    host.call('on_request_headers', stream, 0, 1);
    if (i === 0) host.endStream(stream);
  }
  host.call('on_tick', id);
  expect(host.tickPeriod).toBe(200);
  expect(host.logs).toEqual(['requests 2, open 1']);
  expect(host.metrics.map(({ name, value }) => `${name} ${value}`)).toEqual([
    'requests 2',
    'open 1',
    'response_bytes 263',
  ]);
});

test('the rate limit of the gallery counts each client in each window', () => {
  const host = new AbiHost(compileGuest(gallerySource('rate-limit')));
  const { id, configured } = host.startPlugin('{"limit": 2, "seconds": 60}');
  expect(configured).toBe(true);
  const ask = (client: string): void => {
    host.maps[0] = [['x-client', client]];
    host.call('on_request_headers', host.startStream(id), 1, 1);
  };
  for (const client of ['a', 'a', 'b', 'a']) ask(client);
  expect(host.replies).toMatchObject([{ status: 429, headers: [['x-used', '3']] }]);
  host.clock += 60_000_000_000n;
  ask('a');
  expect(host.replies).toHaveLength(1);
  expect(new AbiHost(compileGuest(gallerySource('rate-limit'))).startPlugin('{"limit":0}').configured).toBe(false);
});

describe('configuration as JSON', () => {
  const host = new AbiHost(
    compileGuest(`${IMPORTS}
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

describe('a trap', () => {
  test.each([
    ['const none: i32[] = []; log.info(none[5].toString());', /^Index out of range at ~lib\/array\.ts:\d+:\d+$/],
    ['assert(!end, "no body");', /^no body at guest\/index\.ts:3:\d+$/],
    ['throw new Error("é".repeat(2000));', /^é{1000} at guest\/index\.ts:3:\d+$/],
    ['unreachable();', null],
  ])('says what and where: %s', (body, line) => {
    const host = onRequest(body);
    expect(() => request(host)).toThrow(WebAssembly.RuntimeError);
    if (line === null) expect(host.logs).toEqual([]);
    else expect(host.logs.at(-1)).toMatch(line);
  });
});

test('lines below the level are not sent, and at the top level the host is not asked', () => {
  const host = onRequest(
    'log.debug("no"); log.info("yes"); console.warn("too"); if (log.on(LogLevel.Trace)) log.info("never");',
    'console.log("top level"); const c = new Counter("c");',
  );
  host.logLevel = 2;
  expect(host.logs).toEqual(['top level']);
  expect(host.hostCalls).toEqual(['proxy_log']);
  request(host);
  expect(host.logs).toEqual(['top level', 'yes', 'too']);
  expect(host.hostCalls.filter((name) => name === 'proxy_get_log_level')).toHaveLength(1);
});

test('properties by type', () => {
  const host = onRequest(`
    log.info(property.text("a", "b") + property.uint("n").toString() + property.int("m").toString() + property.flag("t").toString());
    log.info(property.float("f").toString() + property.text("none") + (property.bytes("none") === null).toString() + property.uint("none").toString());`);
  host.properties.set('a.b', new TextEncoder().encode('text '));
  host.properties.set('n', Uint8Array.of(0x10, 0x27, 0, 0, 0, 0, 0, 0));
  host.properties.set('m', new Uint8Array(8).fill(255));
  host.properties.set('t', Uint8Array.of(1));
  host.properties.set('f', new Uint8Array(new Float64Array([0.5]).buffer));
  request(host);
  expect(host.logs).toEqual(['text 10000-1true', '0.5true0']);
});

describe('memory stays flat', () => {
  const text = `${IMPORTS}
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

  test('with many streams that overlap and end in any order, before and after their answers', () => {
    const host = new AbiHost(wasm);
    const plugin = host.startPlugin().id;
    const open: { stream: number; token: number; id: string }[] = [];
    let random = 1;
    const below = (limit: number): number => {
      random = (random * 1103515245 + 12345) % 2 ** 31;
      return random % limit;
    };
    const pages: number[] = [];
    for (let i = 0; i < 60_000; i++) {
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
      if (i % 10_000 === 9999) pages.push(host.pages);
    }
    expect(host.logs).toEqual([]);
    expect(pages.at(-1)).toBe(pages[1]);
    expect(pages.at(-1)).toBeLessThan(16);
  });
});
