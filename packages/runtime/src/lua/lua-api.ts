// Data: a table, as long as it is.
/** One argument of a method, for people. */
export type LuaApiArgument = {
  readonly name: string;
  /** `string`, `number`, `boolean`, `table`, or a union of them. */
  readonly type: string;
  readonly optional?: boolean;
};

/** One method of an object. */
export type LuaApiMethod = {
  readonly name: string;
  readonly args: readonly LuaApiArgument[];
  /** What comes back: a type, an object of this list, or `nothing`. `T | nothing`: sometimes no value at all. */
  readonly returns: string;
  /** Where it works: `both`, or only on the handle of one path. */
  readonly path: 'both' | 'request' | 'response';
  /** The first Envoy version that has it. */
  readonly since: string;
  /** The script stops here until an event comes. */
  readonly suspends?: true;
  /** One or two plain sentences. */
  readonly doc: string;
};

/** One kind of object that scripts get. */
export type LuaApiObject = {
  readonly name: LuaObjectName;
  /** The C++ type that Envoy's error texts name. */
  readonly typeName: string;
  readonly doc: string;
  /** How a script gets it, as an expression on the handle; empty for the handle itself. */
  readonly from: readonly string[];
  /** Works with `pairs(object)`. */
  readonly iterable: boolean;
  readonly methods: readonly LuaApiMethod[];
};

/** The names of all objects. */
export type LuaObjectName =
  | 'handle'
  | 'headers'
  | 'buffer'
  | 'metadata'
  | 'route'
  | 'virtualHost'
  | 'streamInfo'
  | 'dynamicMetadata'
  | 'filterState'
  | 'connectionStreamInfo'
  | 'connectionDynamicMetadata'
  | 'connection'
  | 'ssl'
  | 'parsedName'
  | 'publicKey'
  | 'stats'
  | 'counter'
  | 'gauge'
  | 'histogram';

const FILTER = 'N5Envoy10Extensions11HttpFilters3Lua';
const COMMON = 'N5Envoy10Extensions7Filters6Common3Lua';

type MethodFacts = Partial<Omit<LuaApiMethod, 'name' | 'args' | 'returns' | 'doc'>>;

/** Reads `name: string, index?: number` into arguments. */
function parseArguments(text: string): LuaApiArgument[] {
  if (text === '') return [];
  return text.split(', ').map((part) => {
    const [name = '', type = ''] = part.split(': ');
    return name.endsWith('?') ? { name: name.slice(0, -1), type, optional: true } : { name, type };
  });
}

function method(name: string, args: string, returns: string, doc: string, facts: MethodFacts = {}): LuaApiMethod {
  return { name, args: parseArguments(args), returns, path: 'both', since: '1.5', ...facts, doc };
}

const HANDLE_METHODS: readonly LuaApiMethod[] = [
  method('headers', '', 'headers', "The message's headers. They can be changed until they have been sent on."),
  method('requestHeaders', '', 'headers', "The request's headers, also on the response handle.", { since: '1.39' }),
  method(
    'body',
    'always_wrap_body?: boolean',
    'buffer | nil | nothing',
    'Waits for the whole body and gives it as one buffer; no value when there is none, or an empty buffer with `true`. The headers are held back meanwhile.',
    { suspends: true },
  ),
  method(
    'bodyChunks',
    '',
    'function',
    'An iterator over the pieces of the body as they arrive: `for chunk in handle:bodyChunks() do`. The headers leave at the first piece.',
    { suspends: true },
  ),
  method('trailers', '', 'headers | nothing', 'Waits for the trailers; no value when there are none.', {
    suspends: true,
  }),
  method(
    'httpCall',
    'cluster: string, headers: table, body: string | nil, timeout_ms_or_options: number | table, asynchronous?: boolean',
    'table, string | nil',
    'Sends a request to a cluster and waits for the answer: its headers as a table, its body as a string. Needs :method, :path and :authority. Asynchronous calls return nothing at once.',
    { suspends: true },
  ),
  method(
    'respond',
    'headers: table, body?: string',
    'nothing',
    'Answers the request here and ends the script. Needs :status. Not possible once the headers have been sent on.',
    { path: 'request' },
  ),
  method(
    'metadata',
    'filter_name?: string',
    'metadata',
    "The route's metadata under this filter's name, or under another one.",
    { since: '1.6' },
  ),
  method('filterContext', '', 'metadata', "The filter_context of the filter's or the route's configuration.", {
    since: '1.35',
  }),
  method(
    'streamInfo',
    '',
    'streamInfo',
    'Facts about the stream: protocol, addresses, dynamic metadata, filter state.',
    {
      since: '1.8',
    },
  ),
  method('connection', '', 'connection', 'The downstream connection.', { since: '1.8' }),
  method('connectionStreamInfo', '', 'connectionStreamInfo', 'Facts about the downstream connection.', {
    since: '1.30',
  }),
  method('route', '', 'route', 'The chosen route.', { since: '1.36' }),
  method('virtualHost', '', 'virtualHost', 'The virtual host of the chosen route.', { since: '1.36' }),
  method('stats', '', 'stats', "Own counters, gauges and histograms in the filter's stats scope.", { since: '1.38' }),
  method(
    'setUpstreamOverrideHost',
    'host: string, strict?: boolean',
    'nothing',
    'Prefers one host (ip or ip:port) of the cluster; strict: only that one.',
    { since: '1.33', path: 'request' },
  ),
  method('clearRouteCache', '', 'nothing', 'Lets the route be chosen again.', { since: '1.34', path: 'request' }),
  method(
    'importPublicKey',
    'der: string, length: number',
    'publicKey',
    'Reads a public key in DER form for verifySignature.',
    {
      since: '1.11',
    },
  ),
  method(
    'verifySignature',
    'hash: string, key: string, signature: string, signature_length: number, data: string, data_length: number',
    'boolean, string | nil',
    'Checks a signature made with sha1, sha224, sha256, sha384 or sha512; the second result is the error.',
    { since: '1.11' },
  ),
  method('base64Escape', 'text: string', 'string', 'Encodes as standard base64.', { since: '1.16' }),
  method('base64Decode', 'text: string', 'string | nil', 'Decodes standard base64; nil when it is not that.', {
    since: '1.39',
  }),
  method('timestamp', 'format?: EnvoyTimestampResolution', 'number', 'Milliseconds since 1970.', { since: '1.18' }),
  method(
    'timestampString',
    'format?: EnvoyTimestampResolution',
    'string',
    'Milliseconds (13 digits) or microseconds (16 digits) since 1970.',
    { since: '1.23' },
  ),
];

const HEADER_METHODS: readonly LuaApiMethod[] = [
  method(
    'get',
    'name: string',
    'string | nothing',
    'All values of a header, joined with commas; no value when it is absent.',
  ),
  method(
    'getAtIndex',
    'name: string, index: number',
    'string | nothing',
    'One value of a repeated header, counted from 0.',
    {
      since: '1.20',
    },
  ),
  method('getNumValues', 'name: string', 'number', 'How many values a header has.', { since: '1.20' }),
  method(
    'add',
    'name: string, value: string',
    'nothing',
    'Adds a value; well-known headers are joined with a comma instead.',
  ),
  method('replace', 'name: string, value: string', 'nothing', 'Removes all values and adds one at the end.', {
    since: '1.5',
  }),
  method('remove', 'name: string', 'nothing', 'Removes all values of a header.'),
  method('setHttp1ReasonPhrase', 'phrase: string', 'nothing', 'Sets the text of the HTTP/1 status line.', {
    since: '1.20',
    path: 'response',
  }),
];

const BUFFER_METHODS: readonly LuaApiMethod[] = [
  method('length', '', 'number', 'Its size in bytes.'),
  method('getBytes', 'index: number, length: number', 'string', 'Some of its bytes, counted from 0.'),
  method('setBytes', 'bytes: string', 'number', 'Replaces its bytes, sets content-length, and gives the new size.', {
    since: '1.17',
  }),
];

const metadataGet = method('get', 'key: string', 'any | nothing', 'The value of a key; no value when it is absent.', {
  since: '1.6',
});

const ADDRESS_METHODS: readonly LuaApiMethod[] = [
  ['downstreamLocalAddress', "The listener's address as ip:port.", '1.10'],
  ['downstreamDirectLocalAddress', "The socket's own address as ip:port.", '1.33'],
  ['downstreamRemoteAddress', "The client's address as ip:port, after x-forwarded-for.", '1.23'],
  ['downstreamDirectRemoteAddress', "The socket's peer as ip:port.", '1.10'],
].map(([name = '', doc = '', since = '']) => method(name, '', 'string', doc, { since }));

const STREAM_INFO_METHODS: readonly LuaApiMethod[] = [
  method('protocol', '', 'string', 'HTTP/1.0, HTTP/1.1 or HTTP/2.', { since: '1.8' }),
  method('routeName', '', 'string', 'The name of the route.', { since: '1.33' }),
  method('virtualClusterName', '', 'string', 'The virtual cluster; empty before the router has run.', {
    since: '1.34',
  }),
  ...ADDRESS_METHODS,
  method('downstreamSslConnection', '', 'ssl | nil', 'The TLS side of the connection; nil without TLS.', {
    since: '1.10',
  }),
  method('requestedServerName', '', 'string', 'The server name of the TLS handshake.', { since: '1.10' }),
  method('dynamicMetadata', '', 'dynamicMetadata', 'Metadata that filters and access logs share.', { since: '1.8' }),
  method('dynamicTypedMetadata', 'filter: string', 'table | nil', 'Typed metadata of a filter as a table.', {
    since: '1.35',
  }),
  method('filterState', '', 'filterState', 'Objects that filters share.', { since: '1.36' }),
  method('drainConnectionUponCompletion', '', 'nothing', 'Closes the connection after this stream.', { since: '1.37' }),
];

const SSL_STRINGS: readonly (readonly [string, string])[] = [
  ['sha256PeerCertificateDigest', "Hex SHA-256 of the client's certificate."],
  ['sha256PeerCertificateIssuerDigest', "Hex SHA-256 of its issuer's certificate."],
  ['serialNumberPeerCertificate', "The client certificate's serial number."],
  ['serialNumberPeerCertificateIssuer', "The issuer certificate's serial number."],
  ['issuerPeerCertificate', "The client certificate's issuer."],
  ['subjectPeerCertificate', "The client certificate's subject."],
  ['subjectLocalCertificate', "The server certificate's subject."],
  ['urlEncodedPemEncodedPeerCertificate', "The client's certificate as URL-encoded PEM."],
  ['urlEncodedPemEncodedPeerCertificateChain', "The client's certificate chain as URL-encoded PEM."],
  ['sessionId', 'The TLS session id.'],
  ['ciphersuiteId', 'The cipher suite as a number in hex.'],
  ['ciphersuiteString', "The cipher suite's name."],
  ['tlsVersion', 'The TLS version.'],
];
const SSL_LISTS: readonly (readonly [string, string])[] = [
  ['uriSanLocalCertificate', "URI names of the server's certificate."],
  ['uriSanPeerCertificate', "URI names of the client's certificate."],
  ['dnsSansLocalCertificate', "DNS names of the server's certificate."],
  ['dnsSansPeerCertificate', "DNS names of the client's certificate."],
  ['oidsLocalCertificate', "Extension ids of the server's certificate."],
  ['oidsPeerCertificate', "Extension ids of the client's certificate."],
];
const SSL_METHODS: readonly LuaApiMethod[] = [
  method('peerCertificatePresented', '', 'boolean', 'Whether the client showed a certificate.', { since: '1.10' }),
  method('peerCertificateValidated', '', 'boolean', 'Whether it was checked.', { since: '1.10' }),
  ...SSL_LISTS.map(([name, doc]) => method(name, '', 'table', doc, { since: '1.10' })),
  ...SSL_STRINGS.map(([name, doc]) => method(name, '', 'string', doc, { since: '1.10' })),
  method('validFromPeerCertificate', '', 'number', 'Seconds since 1970 from which it is valid.', { since: '1.10' }),
  method('expirationPeerCertificate', '', 'number', 'Seconds since 1970 until which it is valid.', { since: '1.10' }),
  method('parsedSubjectPeerCertificate', '', 'parsedName | nil', 'The parts of its subject.', { since: '1.33' }),
];

const LEVELS = ['Trace', 'Debug', 'Info', 'Warn', 'Err', 'Critical'] as const;

/** Methods that every object has. */
export const LOG_METHODS: readonly LuaApiMethod[] = LEVELS.map((level) =>
  method(`log${level}`, 'message: string', 'nothing', `Writes a line to Envoy's log at level ${level.toLowerCase()}.`),
);

function object(
  name: LuaObjectName,
  typeName: string,
  from: readonly string[],
  doc: string,
  methods: readonly LuaApiMethod[],
  iterable = false,
): LuaApiObject {
  return { name, typeName, doc, from, iterable, methods: [...methods, ...LOG_METHODS] };
}

/**
 * Every object of Envoy 1.40's Lua filter with every method: the one list that completion, hover, lint, documents and
 * the engine read. Envoy: source/extensions/filters/http/lua/wrappers.h, lua_filter.h, filters/common/lua/wrappers.h.
 */
export const LUA_API: readonly LuaApiObject[] = [
  object(
    'handle',
    `${FILTER}19StreamHandleWrapperE`,
    [],
    'What envoy_on_request and envoy_on_response get.',
    HANDLE_METHODS,
  ),
  object(
    'headers',
    `${FILTER}16HeaderMapWrapperE`,
    ['headers()', 'requestHeaders()', 'trailers()'],
    'Headers or trailers. Names are in lower case; `pairs` gives them in order.',
    HEADER_METHODS,
    true,
  ),
  object('buffer', `${COMMON}13BufferWrapperE`, ['body()', 'bodyChunks()'], 'Bytes of a body.', BUFFER_METHODS),
  object(
    'metadata',
    `${COMMON}18MetadataMapWrapperE`,
    ['metadata()', 'filterContext()', 'route():metadata()', 'virtualHost():metadata()'],
    'Values from the configuration. Read them with get: a field with a dot is nil.',
    [metadataGet],
    true,
  ),
  object('route', `${FILTER}12RouteWrapperE`, ['route()'], 'The chosen route.', [
    method(
      'metadata',
      'filter_name?: string',
      'metadata',
      "Its metadata under this filter's name, or under another one.",
      { since: '1.36' },
    ),
  ]),
  object('virtualHost', `${FILTER}18VirtualHostWrapperE`, ['virtualHost()'], 'The virtual host of the chosen route.', [
    method('metadata', '', 'metadata', "Its metadata under this filter's name.", { since: '1.36' }),
  ]),
  object(
    'streamInfo',
    `${FILTER}17StreamInfoWrapperE`,
    ['streamInfo()'],
    'Facts about the stream.',
    STREAM_INFO_METHODS,
  ),
  object(
    'dynamicMetadata',
    `${FILTER}25DynamicMetadataMapWrapperE`,
    ['streamInfo():dynamicMetadata()'],
    'Metadata by namespace (usually a filter name).',
    [
      method('get', 'namespace: string', 'table | nothing', 'A copy of all values of a namespace.', { since: '1.8' }),
      method('set', 'namespace: string, key: string, value: any', 'nothing', 'Sets one key of a namespace.', {
        since: '1.8',
      }),
    ],
    true,
  ),
  object(
    'filterState',
    `${FILTER}18FilterStateWrapperE`,
    ['streamInfo():filterState()'],
    'Objects that filters share.',
    [
      method('get', 'key: string, field?: string', 'string | nothing', 'An object, or a field of it, as text.', {
        since: '1.36',
      }),
      method(
        'set',
        'key: string, factory: string, value: string',
        'nothing',
        'Makes an object by a factory of Envoy.',
        {
          since: '1.39',
        },
      ),
    ],
  ),
  object(
    'connectionStreamInfo',
    `${FILTER}27ConnectionStreamInfoWrapperE`,
    ['connectionStreamInfo()'],
    'Facts about the downstream connection.',
    [
      method('dynamicMetadata', '', 'connectionDynamicMetadata', 'Metadata that network filters set.', {
        since: '1.30',
      }),
      method('dynamicTypedMetadata', 'filter: string', 'table | nil', 'Typed metadata of a network filter.', {
        since: '1.34',
      }),
    ],
  ),
  object(
    'connectionDynamicMetadata',
    `${FILTER}35ConnectionDynamicMetadataMapWrapperE`,
    ['connectionStreamInfo():dynamicMetadata()'],
    'Metadata of the connection, by namespace.',
    [method('get', 'namespace: string', 'table | nothing', 'A copy of all values of a namespace.', { since: '1.30' })],
    true,
  ),
  object('connection', `${COMMON}17ConnectionWrapperE`, ['connection()'], 'The downstream connection.', [
    method('ssl', '', 'ssl | nil', 'Deprecated: use streamInfo():downstreamSslConnection().', { since: '1.8' }),
  ]),
  object(
    'ssl',
    `${COMMON}20SslConnectionWrapperE`,
    ['streamInfo():downstreamSslConnection()'],
    'TLS facts.',
    SSL_METHODS,
  ),
  object(
    'parsedName',
    `${COMMON}21ParsedX509NameWrapperE`,
    ['streamInfo():downstreamSslConnection():parsedSubjectPeerCertificate()'],
    "The parts of a certificate's subject.",
    [
      method('commonName', '', 'string', 'The common name.', { since: '1.33' }),
      method('organizationName', '', 'table', 'The organization names.', { since: '1.33' }),
    ],
  ),
  object('publicKey', `${FILTER}16PublicKeyWrapperE`, ['importPublicKey()'], 'A public key.', [
    method('get', '', 'string | nil', 'The key for verifySignature; nil when it could not be read.', { since: '1.11' }),
  ]),
  object('stats', `${FILTER}17StatsScopeWrapperE`, ['stats()'], "The filter's stats scope.", [
    method('counter', 'name: string', 'counter', 'A number that only grows.', { since: '1.38' }),
    method('gauge', 'name: string', 'gauge', 'A number that goes up and down.', { since: '1.38' }),
    method('histogram', 'name: string, unit?: string', 'histogram', 'A distribution of values.', { since: '1.38' }),
  ]),
  object('counter', `${FILTER}14CounterWrapperE`, ['stats():counter()'], 'A counter.', [
    method('inc', '', 'nothing', 'Adds 1.', { since: '1.38' }),
    method('add', 'amount: number', 'nothing', 'Adds a whole, non-negative amount.', { since: '1.38' }),
    method('value', '', 'number', 'The value now.', { since: '1.38' }),
  ]),
  object('gauge', `${FILTER}12GaugeWrapperE`, ['stats():gauge()'], 'A gauge.', [
    method('inc', '', 'nothing', 'Adds 1.', { since: '1.38' }),
    method('dec', '', 'nothing', 'Takes 1 away.', { since: '1.38' }),
    method('add', 'amount: number', 'nothing', 'Adds an amount.', { since: '1.38' }),
    method('sub', 'amount: number', 'nothing', 'Takes an amount away.', { since: '1.38' }),
    method('set', 'value: number', 'nothing', 'Sets the value.', { since: '1.38' }),
    method('value', '', 'number', 'The value now.', { since: '1.38' }),
  ]),
  object('histogram', `${FILTER}16HistogramWrapperE`, ['stats():histogram()'], 'A histogram.', [
    method('recordValue', 'value: number', 'nothing', 'Records a non-negative value.', { since: '1.38' }),
  ]),
];

const BY_NAME = new Map(LUA_API.map((entry) => [entry.name, entry]));

/** The entry of an object. */
export function luaApiObject(name: LuaObjectName): LuaApiObject {
  return BY_NAME.get(name) as LuaApiObject;
}

/** The functions that the filter looks for in a script, once, when it is loaded. */
export const LUA_HANDLERS = [
  { name: 'envoy_on_request', path: 'request', doc: 'Called with the handle when the request headers arrive.' },
  { name: 'envoy_on_response', path: 'response', doc: 'Called with the handle when the response headers arrive.' },
] as const;

/** Globals that Envoy adds after the script has been loaded. */
export const LUA_GLOBALS = [
  {
    name: 'EnvoyTimestampResolution',
    fields: ['MILLISECOND', 'MICROSECOND'],
    doc: 'Formats of timestamp() and timestampString(). nil while the script is loaded, there in the handlers.',
  },
] as const;
