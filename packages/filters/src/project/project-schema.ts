import { Type } from 'typebox';
import { PROJECT_VERSION } from './project-version.ts';

const Text = Type.Union([Type.String(), Type.Object({ base64: Type.String() }, { additionalProperties: false })], {
  description: 'Text in UTF-8, or any bytes as `{base64}`.',
});

const BodyPiece = Type.Union(
  [
    Type.String(),
    Type.Object({ base64: Type.String() }, { additionalProperties: false }),
    Type.Object(
      {
        repeat: Type.Integer({ minimum: 0, maximum: 200_000_000, description: 'How often `bytes` is repeated.' }),
        bytes: Text,
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'Text, `{base64}`, or `{repeat, bytes}` for big bodies.' },
);

/** Part of the schema: see `project.ts` for its type. */
export const BodySchema = Type.Union([BodyPiece, Type.Array(BodyPiece)], {
  description: 'One piece, or a list of pieces: each is sent as one chunk (HTTP/1) or DATA frame (HTTP/2).',
});

const HeaderList = Type.Array(Type.Tuple([Type.String(), Text]), {
  description: 'Ordered `[name, value]` pairs; names may repeat.',
});

const EnvoyMessage = Type.Record(Type.String(), Type.Unknown(), {
  description: "A message in Envoy's own YAML form.",
});

/** Part of the schema: see `project.ts` for its type. */
export const SourceSchema = Type.Union(
  [
    Type.Object({ lua: Type.String({ description: 'Lua source.' }) }, { additionalProperties: false }),
    Type.Object(
      {
        assemblyscript: Type.Object(
          {
            files: Type.Record(Type.String(), Type.String(), {
              description: 'AssemblyScript files by path; `index.ts` is the entry.',
            }),
          },
          { additionalProperties: false },
        ),
      },
      { additionalProperties: false },
    ),
    Type.Object({ wat: Type.String({ description: 'WebAssembly text.' }) }, { additionalProperties: false }),
    Type.Object(
      {
        wasm: Type.Union([
          Type.Object({ base64: Type.String() }, { additionalProperties: false }),
          Type.Object(
            { file: Type.String({ description: 'Path beside the project file; command line only.' }) },
            { additionalProperties: false },
          ),
        ]),
      },
      { additionalProperties: false },
    ),
  ],
  { description: "A filter's code. `typed_config` names it by `filename: sources/NAME`." },
);

/** Part of the schema: see `project.ts` for its type. */
export const AnswerSchema = Type.Object(
  {
    protocol: Type.Optional(
      Type.Union([Type.Literal('http1'), Type.Literal('http2')], {
        description: 'Protocol of this upstream; http1 by default. Stands in the first answer.',
      }),
    ),
    status: Type.Optional(Type.Integer({ minimum: 100, maximum: 999, description: '200 by default.' })),
    headers: Type.Optional(HeaderList),
    body: Type.Optional(BodySchema),
    trailers: Type.Optional(HeaderList),
    delay_ms: Type.Optional(
      Type.Number({ minimum: 0, description: 'Wait before the response headers, in virtual milliseconds.' }),
    ),
    chunk_delay_ms: Type.Optional(Type.Number({ minimum: 0, description: 'Wait before each body piece.' })),
    reset: Type.Optional(
      Type.Union([Type.Literal('before-headers'), Type.Literal('after-headers'), Type.Literal('refuse')], {
        description: 'Close the connection instead of (the rest of) the answer; `refuse`: nobody listens.',
      }),
    ),
    early: Type.Optional(Type.Boolean({ description: 'Answer before the request is complete.' })),
    wait_for_client: Type.Optional(
      Type.Boolean({
        description: "Answer only when Envoy has the client's whole request; true for callouts by default.",
      }),
    ),
    raw: Type.Optional(Text),
  },
  { additionalProperties: false, description: 'A scripted answer of an upstream.' },
);

const AnswersByCluster = Type.Record(Type.String(), Type.Array(AnswerSchema), {
  description: 'Answers by cluster name: the first to the first request, and so on; the last one repeats.',
});

/** Part of the schema: see `project.ts` for its type. */
export const RequestSchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    protocol: Type.Optional(Type.Union([Type.Literal('http1'), Type.Literal('http2')])),
    http_version: Type.Optional(Type.Union([Type.Literal('1.0'), Type.Literal('1.1')])),
    method: Type.Optional(Type.String({ description: 'GET by default.' })),
    path: Type.Optional(Type.String({ description: '`/` by default, with the query.' })),
    authority: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: '`example.com` by default; null: no Host.' }),
    ),
    headers: Type.Optional(HeaderList),
    body: Type.Optional(BodySchema),
    trailers: Type.Optional(HeaderList),
    chunk_delay_ms: Type.Optional(Type.Number({ minimum: 0, description: 'Wait before each further body piece.' })),
    at_ms: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'Virtual time at which the request arrives; without it: after the one before is over.',
      }),
    ),
    worker: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Worker thread that takes the connection; 0 by default.' }),
    ),
    raw: Type.Optional(
      Type.Union([Text], { description: 'The exact bytes on the wire (HTTP/1), for malformed input.' }),
    ),
    reset: Type.Optional(
      Type.Literal('after-request', { description: 'The client goes away without waiting for the answer.' }),
    ),
  },
  { additionalProperties: false, description: 'A sample request.' },
);

const Count = Type.Integer({ minimum: 0 });
/** Part of the schema: see `project.ts` for its type. */
export const MatcherSchema = Type.Union(
  [
    Type.String({ description: 'Equal to this text.' }),
    Type.Object({ contains: Type.String() }, { additionalProperties: false }),
    Type.Object(
      { matches: Type.String({ description: 'A regular expression that fits anywhere.' }) },
      { additionalProperties: false },
    ),
    Type.Object({ absent: Type.Literal(true) }, { additionalProperties: false }),
    Type.Object({ present: Type.Literal(true) }, { additionalProperties: false }),
  ],
  { description: 'How a value is checked.' },
);
const OnRequest = {
  request: Type.Optional(Type.Integer({ minimum: 0, description: 'Which request; the first by default.' })),
};

/** Part of the schema: see `project.ts` for its type. */
export const ExpectationSchema = Type.Union(
  [
    Type.Object({ status: Type.Integer(), ...OnRequest }, { additionalProperties: false }),
    Type.Object(
      { response_header: Type.Tuple([Type.String(), MatcherSchema]), ...OnRequest },
      { additionalProperties: false },
    ),
    Type.Object({ response_body: MatcherSchema, ...OnRequest }, { additionalProperties: false }),
    Type.Object(
      { response_trailer: Type.Tuple([Type.String(), MatcherSchema]), ...OnRequest },
      { additionalProperties: false },
    ),
    Type.Object(
      { upstream_header: Type.Tuple([Type.String(), MatcherSchema]), ...OnRequest },
      { additionalProperties: false },
    ),
    Type.Object({ upstream_body: MatcherSchema, ...OnRequest }, { additionalProperties: false }),
    Type.Object({ upstream_path: MatcherSchema, ...OnRequest }, { additionalProperties: false }),
    Type.Object({ upstream_requests: Count }, { additionalProperties: false }),
    Type.Object(
      { callouts: Type.Object({ cluster: Type.String(), count: Count }, { additionalProperties: false }) },
      { additionalProperties: false },
    ),
    Type.Object({ log: MatcherSchema }, { additionalProperties: false }),
    Type.Object({ stat: Type.Tuple([Type.String(), Type.Integer()]) }, { additionalProperties: false }),
    Type.Object({ response_flags: Type.String(), ...OnRequest }, { additionalProperties: false }),
    Type.Object({ response_code_details: MatcherSchema, ...OnRequest }, { additionalProperties: false }),
    Type.Object(
      {
        outcome: Type.Union([
          Type.Literal('completed'),
          Type.Literal('rejected'),
          Type.Literal('crashed'),
          Type.Literal('hung'),
          Type.Literal('stopped'),
        ]),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'What must hold for the result.' },
);

/** Part of the schema: see `project.ts` for its type. */
export const ScenarioSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    seed: Type.Optional(Type.Integer({ minimum: 0, description: 'Seed of all random numbers; 1 by default.' })),
    clock: Type.Optional(
      Type.String({ description: 'Wall clock at the start, ISO 8601; 2026-01-01T00:00:00Z by default.' }),
    ),
    workers: Type.Optional(Type.Integer({ minimum: 1, maximum: 16, description: 'Worker threads; 1 by default.' })),
    downstream: Type.Optional(
      Type.Object(
        {
          remote: Type.String({ description: '`ip:port` of the client.' }),
          local: Type.String({ description: '`ip:port` of the listener.' }),
        },
        { additionalProperties: false },
      ),
    ),
    requests: Type.Array(RequestSchema, { maxItems: 1000 }),
    run_ms: Type.Optional(
      Type.Number({ minimum: 0, description: 'Virtual time to go on after the last answer (ticks).' }),
    ),
    deadline_ms: Type.Optional(
      Type.Number({
        minimum: 1,
        description: 'After this time without an answer the client gives up; 4000 by default.',
      }),
    ),
    upstreams: Type.Optional(AnswersByCluster),
    access_log: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Further access-log fields: name to format string.' }),
    ),
    expect: Type.Optional(Type.Array(ExpectationSchema)),
  },
  { additionalProperties: false, description: 'A fresh server and the requests it gets.' },
);

/** The schema of a project document; published as JSON Schema in docs/. */
export const ProjectSchema = Type.Object(
  {
    version: Type.Literal(PROJECT_VERSION),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    target: Type.Optional(
      Type.Object(
        { envoy: Type.Optional(Type.String()), istio: Type.Optional(Type.String()) },
        { additionalProperties: false, description: 'Versions to export for.' },
      ),
    ),
    sources: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$' }), SourceSchema),
    http_connection_manager: Type.Record(Type.String(), Type.Unknown(), {
      description:
        "Fields of Envoy's HttpConnectionManager in its own YAML form; `http_filters` is the chain, the router last.",
    }),
    listener: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          "Further fields of Envoy's Listener: per_connection_buffer_limit_bytes, traffic_direction, metadata.",
      }),
    ),
    node: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "Envoy's Node: id, cluster, metadata, locality." }),
    ),
    clusters: Type.Optional(
      Type.Array(EnvoyMessage, { description: "Envoy's clusters; endpoints are replaced by scripted upstreams." }),
    ),
    upstreams: Type.Optional(AnswersByCluster),
    scenarios: Type.Array(ScenarioSchema, { maxItems: 1000 }),
  },
  { additionalProperties: false },
);
