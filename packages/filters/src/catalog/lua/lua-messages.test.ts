import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { describe, expect, it } from 'vitest';
import { LuaBench, type LuaMessage } from '../testing/lua-stream.ts';

const request = (body: string) => `function envoy_on_request(h)\n  ${body}\nend`;
const response = (body: string) => `function envoy_on_response(h)\n  ${body}\nend`;

/** The log of one request through a script. */
function log(body: string, message: LuaMessage = {}): string[] {
  const bench = new LuaBench(request(body));
  bench.request(message);
  return bench.lines();
}

const AT = '[string "function envoy_on_request(h)..."]:2: ';
const HEADERS = 'N5Envoy10Extensions11HttpFilters3Lua16HeaderMapWrapperE';

describe('headers', () => {
  it.each<[string, string[]]>([
    ['h:logInfo(h:headers():get("X-Foo"))', ['info Bar,baz']],
    ['h:logInfo(h:headers():get("host"))', ['info example.com']],
    ['h:logInfo(select("#", h:headers():get("none")))', ['info 0']],
    ['h:logInfo(h:headers():getAtIndex("x-foo", "1"))', ['info baz']],
    ['h:logInfo(select("#", h:headers():getAtIndex("x-foo", 2), h:headers():getAtIndex("x-foo", -1)))', ['info 1']],
    ['h:logInfo(h:headers():getNumValues("x-foo") + h:headers():getNumValues("none"))', ['info 2']],
    [
      'for k, v in pairs(h:headers()) do h:logInfo(k .. "=" .. v) end',
      ['info :authority=example.com', 'info :path=/a?b=1', 'info :method=GET', 'info x-foo=Bar', 'info x-foo=baz'],
    ],
    [
      'h:logInfo(tostring(h:headers() == h:headers()) .. tostring(h:headers() == h:requestHeaders()))',
      ['info truefalse'],
    ],
    ['h:logInfo(tostring(h:headers().nothing))', ['info nil']],
    ['h:headers():add("a\\0b", "c\\0d") h:logInfo(h:headers():get("a"))', ['info c']],
    ['h:headers():get()', [`error ${AT}bad argument #1 to 'get' (string expected, got no value)`]],
    ['return h:headers():get()', ["error bad argument #2 to '?' (string expected, got no value)"]],
    ['h:headers():add("a")', [`error ${AT}bad argument #2 to 'add' (string expected, got no value)`]],
    ['h:headers().get("a")', [`error ${AT}bad argument #1 to 'get' (${HEADERS} expected, got string)`]],
    ['h:headers():nope()', [`error ${AT}attempt to call method 'nope' (a nil value)`]],
    [
      'for k in pairs(h:headers()) do h:headers():add("a", "b") end',
      [`error ${AT}header map cannot be modified while iterating`],
    ],
    [
      'for k in pairs(h:headers()) do break end h:headers():remove("a")',
      [`error ${AT}header map cannot be modified while iterating`],
    ],
    [
      'for k in pairs(h:headers()) do pairs(h:headers()) end',
      [`error ${AT}cannot create a second iterator before completing the first`],
    ],
    ['local f = pairs(h:headers()) while f() do end f()', [`error ${AT}object used outside of proper scope`]],
    ['h:headers().x = 1', [`error ${AT}attempt to index a userdata value`]],
  ])('%s', (code, lines) => {
    expect(log(code)).toEqual(lines);
  });

  it('adds, replaces at the end, removes', () => {
    const code =
      'local m = h:headers() m:add("x-a", 12) m:replace("x-foo", "q") m:remove(":method") m:replace(":authority", "z")';
    expect(new LuaBench(request(code)).request().headers).toEqual([
      ':path=/a?b=1',
      ':authority=z',
      'x-a=12',
      'x-foo=q',
    ]);
  });

  it('lets the route be chosen again when they change, unless told not to', () => {
    const code = request('h:headers():add("a", "b")');
    expect(new LuaBench(code).request().stream.routeCacheCleared).toBe(1);
    expect(new LuaBench(code, { clear_route_cache: false }).request().stream.routeCacheCleared).toBe(0);
    const clearing = request('h:clearRouteCache()');
    expect(new LuaBench(clearing, { clear_route_cache: false }).request().stream.routeCacheCleared).toBe(1);
  });

  it('sets the reason phrase of a response', () => {
    const { stream } = new LuaBench(response('h:headers():setHttp1ReasonPhrase("Nope Sir")')).response();
    expect(stream.responseMap?.reasonPhrase).toBe('Nope Sir');
  });
});

describe('bodies', () => {
  const POST: LuaMessage = { body: ['ab', 'cde', ''] };

  it('waits for the whole body and holds the headers', () => {
    const bench = new LuaBench(
      request('local b = h:body() h:headers():add("x-len", b:length()) h:logInfo(b:getBytes(1, 3))'),
    );
    const { statuses, headers, body } = bench.request(POST);
    expect(statuses).toEqual(['StopIteration', 'StopIterationAndBuffer', 'StopIterationAndBuffer', 'Continue']);
    expect(headers).toContain('x-len=5');
    expect(body).toEqual(['abcde']);
    expect(bench.lines()).toEqual(['info bcd']);
  });

  it('replaces it and its length', () => {
    const bench = new LuaBench(request('h:logInfo(h:body():setBytes("1234567"))'));
    const { headers, body } = bench.request(POST);
    expect(body).toEqual(['1234567']);
    expect(headers).toContain('content-length=7');
    expect(bench.lines()).toEqual(['info 7']);
  });

  it.each<[string, LuaMessage, string[]]>([
    ['h:logInfo(select("#", h:body()))', {}, ['info 0']],
    ['h:logInfo(h:body(true):length())', {}, ['info 0']],
    ['h:logInfo(h:body():length())', { body: [''] }, ['info 0']],
    ['h:logInfo(tostring(h:body() == h:body()))', POST, ['info true']],
    ['h:body(nil)', {}, [`error ${AT}bad argument #1 to 'body' (boolean expected, got nil)`]],
    ['for c in h:bodyChunks() do h:logInfo(c:length()) end', POST, ['info 2', 'info 3', 'info 0']],
    ['for c in h:bodyChunks() do h:logInfo(c:length()) end', { body: ['ab'], trailers: [] }, ['info 2']],
    ['for c in h:bodyChunks() do h:logInfo("x") end h:headers():add("a", "b") h:logInfo("ok")', {}, ['info ok']],
    [
      'for c in h:bodyChunks() do end h:headers():add("a", "b")',
      POST,
      [`error ${AT}header map can no longer be modified`],
    ],
    ['for c in h:bodyChunks() do end h:body()', POST, [`error ${AT}cannot call body() after body has been streamed`]],
    [
      'for c in h:bodyChunks() do h:body() end',
      POST,
      [`error ${AT}cannot call body() after body streaming has started`],
    ],
    [
      'for c in h:bodyChunks() do h:bodyChunks() end',
      POST,
      [`error ${AT}cannot call bodyChunks after body processing has begun`],
    ],
    [
      'local old for c in h:bodyChunks() do if old then old:length() end old = c end',
      POST,
      [`error ${AT}object used outside of proper scope`],
    ],
    ['local m = h:headers() h:body() m:get("a")', POST, [`error ${AT}object used outside of proper scope`]],
    [
      'h:body():getBytes(4, 2)',
      POST,
      [`error ${AT}index/length must be >= 0 and (index + length) must be <= buffer size`],
    ],
    ['h:logInfo(h:body():getBytes(0, 2^32 + 1))', POST, ['info a']],
    ['local b = h:body() pcall(b.setBytes, b) h:logInfo(b:length())', POST, ['info 0']],
    ['h:logInfo(select("#", h:trailers()))', POST, ['info 0']],
    ['h:logInfo(h:trailers():get("t"))', { body: ['a'], trailers: [['t', '1']] }, ['info 1']],
    ['h:logInfo(select("#", h:body(true)))', { trailers: [['t', '1']] }, ['info 0']],
    ['h:trailers() h:headers():add("a", "b")', POST, [`error ${AT}header map can no longer be modified`]],
    ['h:trailers():add("u", "2") h:logInfo("ok")', { body: ['a'], trailers: [['t', '1']] }, ['info ok']],
    ['h:logInfo(h:body():length() .. h:trailers():get("t"))', { body: ['abc'], trailers: [['t', '1']] }, ['info 31']],
    ['pcall(h.body, h) h:logInfo("after")', POST, ['info after']],
    [
      'local t = setmetatable({}, {__index = function() return h:body():length() end}) h:logInfo(t.x)',
      POST,
      ['info 5'],
    ],
    ['table.sort({1, 2}, function() h:body() end)', POST, ['error attempt to yield across C-call boundary']],
    [
      'coroutine.wrap(function() h:body() end)() h:logInfo("main ends")',
      POST,
      ['info main ends', 'error attempt to call a nil value'],
    ],
    ['coroutine.yield()', POST, ['error script performed an unexpected yield']],
  ])('%s with %j', (code, message, lines) => {
    expect(log(code, message)).toEqual(lines);
  });

  it('passes each chunk on with what the script made of it', () => {
    const bench = new LuaBench(
      request('for c in h:bodyChunks() do c:setBytes("<" .. c:getBytes(0, c:length()) .. ">") end'),
    );
    const { body, statuses } = bench.request(POST);
    expect(statuses).toEqual(['Continue', 'Continue', 'Continue', 'Continue']);
    expect(body).toEqual(['<ab>', '<cde>', '<>']);
  });
});

describe('respond', () => {
  it('answers and ends the script', () => {
    const bench = new LuaBench(
      request('pcall(h.respond, h, {[":status"] = "403", ["x-a"] = {"1", "2"}}, "no") h:logInfo("never")'),
    );
    const { stream, statuses } = bench.request();
    expect(statuses).toEqual(['StopIteration']);
    expect(stream.replies).toEqual([
      {
        code: 403,
        body: 'no',
        headers: [
          ['x-a', '1'],
          ['x-a', '2'],
        ],
        grpcStatus: null,
        details: 'lua_response',
      },
    ]);
    expect(bench.lines()).toEqual([]);
  });

  it.each<[string, LuaMessage, string]>([
    ['h:respond()', {}, `${AT}bad argument #1 to 'respond' (table expected, got no value)`],
    ['h:respond({}, {})', {}, `${AT}bad argument #2 to 'respond' (string expected, got table)`],
    ['h:respond({[":status"] = true})', {}, `${AT}bad argument #4 to 'respond' (string expected, got boolean)`],
    ['h:respond({[":status"] = true}, "b")', {}, `${AT}bad argument #5 to 'respond' (string expected, got boolean)`],
    ['h:respond({"x"})', {}, "invalid key to 'next'"],
    ['h:respond({[":status"] = "abc"})', {}, `${AT}:status must be between 200-599`],
    ['h:respond({[":status"] = "600"})', {}, `${AT}:status must be between 200-599`],
    ['h:trailers() h:respond({})', { body: [''] }, `${AT}respond() cannot be called if headers have been continued`],
  ])('%s', (code, message, text) => {
    expect(log(code, message)).toEqual([`error ${text}`]);
  });

  it('does not work for responses', () => {
    const bench = new LuaBench(response('h:respond({[":status"] = "200"})'));
    bench.response();
    expect(bench.lines()[0]).toContain('respond not currently supported in the response path');
  });
});

describe('httpCall', () => {
  const CALL = 'h:httpCall("auth", {[":method"] = "POST", [":path"] = "/check", host = "auth.local"}, "ask", 500)';

  it('waits for the answer and goes on', () => {
    const bench = new LuaBench(
      request(`local r, b = ${CALL} h:headers():add("x-r", r[":status"] .. b) h:logInfo(r["x-two"])`),
    );
    const { statuses, stream } = bench.request();
    expect(statuses).toEqual(['StopIteration']);
    const [sent] = bench.server.calls;
    expect(sent?.call).toMatchObject({ cluster: 'auth', timeoutMs: 500, sendXff: true });
    expect(sent?.call.headers.entries()).toContainEqual(['content-length', '3']);
    sent?.answer?.({
      kind: 'answered',
      headers: HeaderMapImpl.of('response-headers', [
        [':status', '200'],
        ['x-two', 'a'],
        ['x-two', 'b'],
      ]),
      body: new TextEncoder().encode('ok'),
      trailers: null,
      event: 0,
    });
    expect(stream.continued).toEqual(['decoding']);
    expect(stream.requestMap?.get('x-r')).toBe('200ok');
    expect(bench.lines()).toEqual(['info b']);
  });

  it('holds data meanwhile and is cancelled when the stream ends', () => {
    const bench = new LuaBench(request(CALL));
    const { statuses, filter } = bench.request({ body: ['a', ''] });
    expect(statuses).toEqual(['StopIteration', 'StopIterationAndWatermark', 'StopIterationAndWatermark']);
    filter.onDestroy?.();
    expect(bench.server.calls[0]?.cancelled).toBe(true);
  });

  it('holds the headers again when the body is wanted next', () => {
    const bench = new LuaBench(request(`${CALL} h:logInfo(h:body():length())`));
    const { stream, filter } = bench.stream();
    filter.decodeHeaders?.(stream.withRequest([]), { endStream: false });
    bench.server.calls[0]?.answer?.({ kind: 'reset', event: 0 });
    expect(stream.continued).toEqual([]);
    filter.decodeData?.(new ByteBufferImpl(Uint8Array.of(1, 2)), { endStream: true });
    expect(bench.lines()).toEqual(['info 2']);
  });

  it('answers a reset as Envoy does', () => {
    const bench = new LuaBench(request(`local r, b = ${CALL} h:logInfo(r[":status"] .. b)`));
    bench.request();
    bench.server.calls[0]?.answer?.({ kind: 'reset', event: 0 });
    expect(bench.lines()).toEqual(['info 503upstream failure']);
  });

  it('does not wait when it is asynchronous', () => {
    const bench = new LuaBench(
      request(`h:logInfo(select("#", ${CALL.replace('500', '{asynchronous = true, send_xff = false}')}))`),
    );
    expect(bench.request().statuses).toEqual(['Continue']);
    expect(bench.server.calls[0]).toMatchObject({ answer: null, call: { timeoutMs: null, sendXff: false } });
    expect(bench.lines()).toEqual(['info 0']);
  });

  it.each([
    ['h:httpCall()', "bad argument #4 to 'httpCall' (number expected, got no value)"],
    ['h:httpCall("auth", {}, nil, -1)', 'http call timeout must be >= 0'],
    ['h:httpCall("auth", {}, nil, 1, nil)', "http call asynchronous flag must be 'true', 'false', or empty"],
    ['h:httpCall("auth", {}, nil, {foo = 1})', '"foo" is not valid key for httpCall() options'],
    [
      'h:httpCall("auth", {}, nil, {timeout_ms = "abc"})',
      "bad argument #7 to 'httpCall' (number expected, got string)",
    ],
    ['h:httpCall("nope", {}, nil, 1)', 'http call cluster invalid. Must be configured'],
    ['h:httpCall("auth", "x", nil, 5)', "bad argument #2 to 'httpCall' (table expected, got string)"],
    ['h:httpCall("auth", {[":path"] = true}, nil, 1)', "bad argument #7 to 'httpCall' (string expected, got boolean)"],
    [
      'h:httpCall("auth", {[":path"] = {1, true}}, nil, 1)',
      "bad argument #9 to 'httpCall' (string expected, got boolean)",
    ],
    [
      'h:httpCall("auth", {[":path"] = "/"}, nil, 1)',
      "http call headers must include ':path', ':method', and ':authority'",
    ],
    [
      'h:httpCall("auth", {[":path"] = "/", [":method"] = "GET", host = "x"}, {}, 1)',
      "bad argument #3 to 'httpCall' (string expected, got table)",
    ],
  ])('%s', (code, text) => {
    expect(log(code)).toEqual([`error ${AT}${text}`]);
  });
});
