import { describe, expect, test } from 'vitest';
import { AbiHost } from './testing/abi-host.ts';
import { gallerySource } from './testing/gallery-source.ts';
import { compileGuest } from './testing/guest.ts';
import { requestGuest, runRequest } from './testing/request-guest.ts';

test('shared data: values, versions, and a sum that all count in', () => {
  const text = `
    if (shared.text("a") === null && shared.cas == 0) log.info("nothing");
    shared.set("a", "1");
    log.info(shared.text("a")! + " " + shared.set("a", "2", shared.cas + 7).toString() + " " + shared.set("a", "3", shared.cas).toString() + " " + shared.text("a")!);
    log.info(shared.add("n", 5).toString() + " " + shared.add("n", -2).toString());`;
  const host = requestGuest(text);
  runRequest(host);
  expect(host.logs).toEqual(['nothing', '1 false true 3', '5 3']);
});

test('two that add to a new number at the same time both count', () => {
  const host = requestGuest('shared.add("n", 1);');
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
  runRequest(host);
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

describe('a trap', () => {
  test.each([
    ['const none: i32[] = []; log.info(none[5].toString());', /^Index out of range at ~lib\/array\.ts:\d+:\d+$/],
    ['assert(!end, "no body");', /^no body at guest\/index\.ts:3:\d+$/],
    ['throw new Error("é".repeat(2000));', /^é{1000} at guest\/index\.ts:3:\d+$/],
    ['unreachable();', null],
  ])('says what and where: %s', (body, line) => {
    const host = requestGuest(body);
    expect(() => runRequest(host)).toThrow(WebAssembly.RuntimeError);
    if (line === null) expect(host.logs).toEqual([]);
    else expect(host.logs.at(-1)).toMatch(line);
  });
});

test('lines below the level are not sent, and at the top level the host is not asked', () => {
  const host = requestGuest(
    'log.debug("no"); log.info("yes"); console.warn("too"); if (log.on(LogLevel.Trace)) log.info("never");',
    'console.log("top level"); const c = new Counter("c");',
  );
  host.logLevel = 2;
  expect(host.logs).toEqual(['top level']);
  expect(host.hostCalls).toEqual(['proxy_log']);
  runRequest(host);
  expect(host.logs).toEqual(['top level', 'yes', 'too']);
  expect(host.hostCalls.filter((name) => name === 'proxy_get_log_level')).toHaveLength(1);
});

test('properties by type', () => {
  const host = requestGuest(`
    log.info(property.text("a", "b") + property.uint("n").toString() + property.int("m").toString() + property.flag("t").toString());
    log.info(property.float("f").toString() + property.text("none") + (property.bytes("none") === null).toString() + property.uint("none").toString());`);
  host.properties.set('a.b', new TextEncoder().encode('text '));
  host.properties.set('n', Uint8Array.of(0x10, 0x27, 0, 0, 0, 0, 0, 0));
  host.properties.set('m', new Uint8Array(8).fill(255));
  host.properties.set('t', Uint8Array.of(1));
  host.properties.set('f', new Uint8Array(new Float64Array([0.5]).buffer));
  runRequest(host);
  expect(host.logs).toEqual(['text 10000-1true', '0.5true0']);
});
