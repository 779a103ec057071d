import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { FakeStream, fakeRoute } from '@chainwright/runtime/testing/fake-stream';
import { describe, expect, it } from 'vitest';
import { benchContext } from '../testing/filter-bench.ts';
import { LuaBench, type LuaMessage, sendRequest, sendResponse } from '../testing/lua-stream.ts';
import { lua } from './extension.ts';

const request = (body: string) => `function envoy_on_request(h)\n  ${body}\nend`;

/** The log of one request through a script. */
function log(body: string, message: LuaMessage = {}): string[] {
  const bench = new LuaBench(request(body));
  bench.request(message);
  return bench.lines();
}

const AT = '[string "function envoy_on_request(h)..."]:2: ';

describe('script errors', () => {
  it.each([
    ['error("boom")', `${AT}boom`],
    ['error("boom", 0)', 'boom'],
    ['error(5)', `${AT}5`],
    ['error({})', 'unspecified lua error'],
    ['error()', 'unspecified lua error'],
    ['error("a\\0b")', `${AT}a`],
    ['assert(nil, "why")', `${AT}why`],
    ['local t t.x = 1', `${AT}attempt to index local 't' (a nil value)`],
  ])('%s', (code, text) => {
    expect(log(code)).toEqual([`error ${text}`]);
  });

  it('loads a text up to its first NUL, as a C string', () => {
    const bench = new LuaBench('function envoy_on_request(h) h:logInfo("here") end \0 no = = Lua (');
    bench.request();
    expect(bench.lines()).toContain('info here');
  });

  it('leaves what was done, counts, and drops both scripts of the stream', () => {
    const bench = new LuaBench(`
      function envoy_on_request(h) h:headers():add("x-done", "1") h:body() error("late") end
      function envoy_on_response(h) h:body() h:logInfo("never") end`);
    const { stream, filter } = bench.stream();
    const headers = stream.withRequest([[':path', '/']]);
    expect(filter.decodeHeaders?.(headers, { endStream: false })).toBe('StopIteration');
    filter.encodeHeaders?.(stream.withResponse([[':status', '200']]), { endStream: false });
    expect(filter.decodeData?.(new ByteBufferImpl(), { endStream: true })).toBe('Continue');
    expect(filter.encodeData?.(new ByteBufferImpl(), { endStream: true })).toBe('Continue');
    expect(headers.get('x-done')).toBe('1');
    expect(bench.stats()).toMatchObject({ 'http.ingress.lua.errors': 1, 'http.ingress.lua.executions': 2 });
    expect(bench.lines()).toEqual(['error [string "..."]:2: late']);
    expect(bench.server.eventsOf('script-error')).toMatchObject([
      { message: '[string "..."]:2: late', source: { id: 'test/default_source_code', line: 2 } },
    ]);
  });

  it('objects are dead in the next callback', () => {
    const bench = new LuaBench('function envoy_on_request(h) old = old or h old:headers() end');
    bench.request();
    bench.request();
    expect(bench.lines()).toEqual([
      'error [string "function envoy_on_request(h) old = old or h o..."]:1: object used outside of proper scope',
    ]);
  });

  it('stops a script that loops, and says where', () => {
    const bench = new LuaBench(request('while true do end'));
    expect(bench.request().statuses).toEqual(['Continue']);
    expect(bench.lines()).toEqual([]);
    expect(bench.server.eventsOf('budget-exceeded')).toMatchObject([
      { what: 'instructions', callback: 'envoy_on_request', source: { line: 2 } },
    ]);
  });

  it('stops a script that eats memory', () => {
    const bench = new LuaBench(request('local t = {} for i = 1, 1e9 do t[i] = {} end'));
    bench.request();
    expect(bench.server.eventsOf('budget-exceeded')).toHaveLength(1);
  });
});

describe('facts about the stream', () => {
  it.each<[string, string[]]>([
    [
      'local s = h:streamInfo() h:logInfo(s:protocol() .. s:downstreamRemoteAddress() .. s:downstreamLocalAddress())',
      ['info HTTP/1.1127.0.0.1:40000127.0.0.1:10000'],
    ],
    [
      'h:logInfo(tostring(h:streamInfo():downstreamSslConnection()) .. h:streamInfo():requestedServerName())',
      ['info nil'],
    ],
    [
      'local m = h:streamInfo():dynamicMetadata() m:set("n", "k", {1, 2, [4] = "x"}) h:logInfo(#m:get("n").k)',
      ['info 4'],
    ],
    [
      'local m = h:streamInfo():dynamicMetadata() m:set("n", "k", "\\255\\195\\169") h:logInfo(#m:get("n").k)',
      ['info 3'],
    ],
    [
      'local m = h:streamInfo():dynamicMetadata() m:set("n", "k", {1, a = 2})',
      [`error ${AT}unexpected type number in table key (only string keys are supported)`],
    ],
    [
      'local m = h:streamInfo():dynamicMetadata() m:set("n", "k", print)',
      [`error ${AT}unexpected type 'function' in dynamicMetadata`],
    ],
    ['local t = {} t.t = t h:streamInfo():dynamicMetadata():set("n", "k", t)', ['error stack overflow']],
    [
      'local f = h:streamInfo():filterState() f:set("i", "envoy.network.ip", "1.2.3.4") h:logInfo(f:get("i"))',
      ['info 1.2.3.4:0'],
    ],
    [
      'h:streamInfo():filterState():set("a", "nofactory", "v")',
      [`error ${AT}'nofactory' does not have an object factory`],
    ],
    [
      'h:streamInfo():filterState():set("a", "envoy.network.ip", "bad")',
      [`error ${AT}failed to create an object 'a' from value 'bad'`],
    ],
    ['h:logInfo(tostring(h:connection():ssl()))', ['info nil']],
    ['h:logInfo(h:base64Escape("a\\0") .. h:base64Decode("YQ") .. tostring(h:base64Decode("YQ=")))', ['info YQA=anil']],
    [
      'h:logInfo(h:timestampString() .. " " .. h:timestampString(EnvoyTimestampResolution.MICROSECOND))',
      ['info 1767225600000 1767225600000000'],
    ],
    ['h:timestamp(1)', [`error ${AT}timestamp format must be MILLISECOND.`]],
    ['h:verifySignature("sha256", "k", "s", 1, "d", 1)', [`error ${AT}invalid public key`]],
    ['h:logInfo(tostring(h:importPublicKey("abc", 3):get()))', ['info nil']],
    ['h:setUpstreamOverrideHost("example.com:80")', [`error ${AT}host is not a valid IP address`]],
    ['local c = h:stats():counter("c") c:inc() c:add(2.9) h:logInfo(c:value())', ['info 3']],
    ['local g = h:stats():gauge("g") g:dec() h:logInfo(g:value())', ['info 1.844674407371e+19']],
    ['h:stats():counter("c"):add(-1)', [`error ${AT}counter add amount must be non-negative`]],
  ])('%s', (code, lines) => {
    expect(log(code)).toEqual(lines);
  });

  it('shows route metadata under the configured name', () => {
    const bench = new LuaBench(
      request(
        'h:logInfo(h:metadata():get("k").a) for k in pairs(h:route():metadata()) do h:logInfo(k) end h:logInfo(select("#", h:virtualHost():metadata():get("k")))',
      ),
    );
    const { stream, filter } = bench.stream();
    stream.routeEntry = { ...fakeRoute(), metadata: new Map([['test', new Map([['k', { a: 'é' }]])]]) };
    sendRequest(stream, filter);
    expect(bench.lines()).toEqual(['info \xc3\xa9', 'info k', 'info 0']);
  });
});

describe('loading', () => {
  it.each([
    [
      'function envoy_on_request(h)\nend\nend',
      `script load error: [string "function envoy_on_request(h)..."]:3: '<eof>' expected near 'end'`,
    ],
    ['local t\nt.x = 1', `script load error: [string "local t..."]:2: attempt to index local 't' (a nil value)`],
    ['error("boom", 0)', 'script load error: boom'],
  ])('refuses %j', (code, text) => {
    expect(() => new LuaBench(code)).toThrow(text);
  });

  it('says what would end the process', () => {
    const server = new LuaBench('').server;
    expect(() =>
      lua.createFactory({ default_source_code: { inline_string: 'error({})' } }, benchContext(server)),
    ).toThrow('unknown exception');
    expect(server.eventsOf('would-crash-envoy')).toHaveLength(1);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ inline_code: 'x = 1', default_source_code: { inline_string: 'y = 1' } }, 'Error: Only one of `inline_code`'],
    [{ default_source_code: { filename: '/nonexistent.lua' } }, 'Invalid path: /nonexistent.lua'],
    [
      { source_codes: { a: {} } },
      'LuaValidationError.SourceCodes[a]: embedded message failed validation | caused by field: "specifier", reason: is required',
    ],
  ])('refuses the configuration %j', (config, text) => {
    expect(() => new LuaBench('', config)).toThrow(text);
  });

  it('counts a VM for each block and thread, logs missing handlers once', () => {
    const { server } = new LuaBench('');
    const config = { default_source_code: { inline_string: 'x = 1' }, source_codes: { a: { inline_string: 'y = 1' } } };
    for (const index of [-1, 0]) lua.createFactory(config, benchContext(server, {}, server.worker(index)));
    expect(server.stats.value('lua.lua_vm_count')).toBe(4);
    expect(server.logs()).toHaveLength(4);
    expect(server.logs()[0]).toBe('info envoy_on_request() function not found. Lua filter will not hook requests.');
  });

  it('runs a source of the project', () => {
    const bench = new LuaBench(
      '',
      { default_source_code: { filename: 'sources/auth' } },
      {
        sources: [{ kind: 'lua', name: 'auth', text: request('h:logInfo("from the project")') }],
      },
    );
    bench.request();
    expect(bench.lines()).toEqual(['info from the project']);
    expect(bench.server.eventsOf('lua-call')[0]?.source).toEqual({ id: 'auth', line: 2, column: 1 });
  });

  it('keeps globals over requests and directions', () => {
    const bench = new LuaBench(
      'n = 0 function envoy_on_request(h) n = n + 1 end function envoy_on_response(h) h:logInfo(n) end',
    );
    const { stream, filter } = bench.stream();
    sendRequest(stream, filter);
    sendResponse(stream, filter);
    bench.request();
    bench.response();
    expect(bench.lines()).toEqual(['info 1', 'info 2']);
  });
});

describe('routes', () => {
  const CODE = request('h:logInfo("default " .. (h:filterContext():get("c") or "?"))');
  const OTHER = request('h:logInfo("other " .. h:filterContext():get("c"))');

  it.each<[string, Record<string, unknown>, string[]]>([
    ['empty', {}, ['info default filter']],
    ['disabled', { disabled: true }, []],
    ['named', { name: 'other' }, ['info other filter']],
    ['unknown name', { name: 'nope' }, []],
    ['own code', { source_code: { inline_string: OTHER }, filter_context: { c: 'route' } }, ['info other route']],
    ['own context', { filter_context: { c: 'route' } }, ['info default route']],
  ])('%s', (_, perRoute, lines) => {
    const bench = new LuaBench(
      CODE,
      { source_codes: { other: { inline_string: OTHER } }, filter_context: { c: 'filter' } },
      { perRouteConfigs: [perRoute] },
    );
    bench.request();
    expect(bench.lines()).toEqual(lines);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ disabled: false }, 'LuaPerRouteValidationError.Disabled: value must equal true'],
    [{ name: '' }, 'LuaPerRouteValidationError.Name: value length must be at least 1 characters'],
    [{ source_code: { inline_string: 'x=' } }, `script load error: [string "x="]:1: unexpected symbol near '<eof>'`],
  ])('refuses %j', (perRoute, text) => {
    expect(() => new LuaBench(CODE, {}, { perRouteConfigs: [perRoute] })).toThrow(text);
  });
});

describe('the trace', () => {
  it('has every call with arguments, result and line, and the cost', () => {
    const bench = new LuaBench(request('local m = h:headers()\n  m:add("x-a", 1)\n  m:get("x-a")'));
    const { filter } = bench.request();
    expect(
      bench.server.eventsOf('lua-call').map((e) => [e.function, e.args, e.result, e.source?.line, e.direction]),
    ).toEqual([
      ['handle:headers', [], 'headers', 2, 'request'],
      [
        'headers:add',
        [
          ['name', '"x-a"'],
          ['value', '1'],
        ],
        null,
        3,
        'request',
      ],
      ['headers:get', [['name', '"x-a"']], '"1"', 4, 'request'],
    ]);
    expect(filter.takeCost?.()).toBeGreaterThan(0);
    expect(filter.takeCost?.()).toBe(null);
  });

  it('tells at the end which lines ran', () => {
    const server = new LuaBench('').server;
    const code = 'x = 1\nfunction envoy_on_request(h)\n  if h then\n    x = 2\n  else\n    x = 3\n  end\nend';
    const context = benchContext(server);
    const factory = lua.createFactory({ default_source_code: { inline_string: code } }, context);
    const stream = new FakeStream(server);
    sendRequest(stream, stream.attach(factory.createFilter() ?? {}));
    factory.reportRun?.();
    expect(server.eventsOf('coverage')).toMatchObject([
      { file: 'test/default_source_code', lines: [1, 2, 3, 4, 6], covered: [1, 2, 3, 4] },
    ]);
  });

  it('shows what is printed and what is not simulated, where it happens', () => {
    const bench = new LuaBench(request('print("a", 1)\n  os.getenv("HOME") os.getenv("PATH")'));
    bench.request();
    expect(bench.server.eventsOf('lua-call')).toMatchObject([
      {
        function: 'stdout',
        args: [['text', '"a\\t1\\n"']],
        stream: 1,
        source: { id: 'test/default_source_code', line: 2 },
      },
    ]);
    expect(bench.server.eventsOf('not-simulated')).toMatchObject([{ what: 'Lua os.getenv', source: { line: 3 } }]);
    expect(bench.lines()).toEqual([]);
  });

  it('has the place of an error at load', () => {
    const { server } = new LuaBench('');
    const config = { default_source_code: { inline_string: '\nlocal x = = 1' } };
    expect(() => lua.createFactory(config, benchContext(server))).toThrow('script load error');
    expect(server.eventsOf('script-error')).toMatchObject([{ source: { id: 'test/default_source_code', line: 2 } }]);
  });
});
