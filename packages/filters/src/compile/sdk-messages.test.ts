import { describe, expect, test } from 'vitest';
import { AbiHost } from './testing/abi-host.ts';
import { gallerySource } from './testing/gallery-source.ts';
import { compileGuest } from './testing/guest.ts';
import { requestGuest, runRequest } from './testing/request-guest.ts';

describe('headers', () => {
  test('are read, added, replaced and removed', () => {
    const host = new AbiHost(compileGuest(gallerySource('header-add')));
    runRequest(host, [
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
    const host = requestGuest(`
      const headers = this.request.headers;
      log.info((headers.find("absent") === null).toString() + headers.get("absent", "fallback") + headers.has("a").toString() + headers.has("b").toString());
      log.info(headers.getAll("A").join("|") + " " + headers.get("empty", "?") + "!");
      const all = headers.entries().remove("a").replace("b", "2").add("b", "é");
      log.info(all.size.toString() + all.get("B") + all.get("none", "-"));
      headers.replaceAll(all);`);
    runRequest(host, [
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
    const host = requestGuest(`
      const headers = this.response.headers;
      log.info((headers.find("a") === null).toString() + headers.get("a") + headers.add("a", "b").toString() + lastStatus.toString());`);
    runRequest(host);
    expect(host.logs).toEqual(['truefalse2']);
  });
});

describe('text at the border', () => {
  const echo = requestGuest('log.info(this.request.body.text());');
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
    const host = requestGuest('log.info("a" + String.fromCharCode(0xd800) + "b" + String.fromCharCode(0xdc00));');
    runRequest(host);
    expect(host.logs).toEqual(['a\uFFFDb\uFFFD']);
  });

  test('large values do not keep their room', () => {
    const host = requestGuest('this.request.body.append(this.request.body.text());');
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
    const host = requestGuest(`this.request.body.${call};`);
    const id = host.startStream(host.startPlugin().id);
    host.buffers[0] = new TextEncoder().encode('0123456789');
    host.call('on_request_headers', id, 0, 0);
    expect(new TextDecoder().decode(host.buffers[0])).toBe(expected);
  });

  test('a type that is no body is refused by the compiler', () => {
    expect(() => requestGuest('this.request.body.replace<i32>(1);')).toThrow(
      'a string, an ArrayBuffer or a Uint8Array',
    );
  });
});
