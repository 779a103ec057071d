import { type Static, Type } from 'typebox';

/** Kubernetes' forms of names, as it checks them itself. */
const DNS_LABEL = '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$';
const DNS_PART = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_NAME = `^${DNS_PART}(\\.${DNS_PART})*$`;
const LABEL_NAME = '[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?';
const LABEL_KEY = `^(${DNS_PART}(\\.${DNS_PART})*/)?${LABEL_NAME}$`;
const LABEL_VALUE = `^(${LABEL_NAME})?$`;

const WasmCode = Type.Union(
  [
    Type.Object(
      { by: Type.Literal('inline') },
      { additionalProperties: false, description: 'The bytes stand in the YAML.' },
    ),
    Type.Object(
      { by: Type.Literal('remote'), url: Type.String({ pattern: '^https?://[!-~]+$', maxLength: 2000 }) },
      { additionalProperties: false, description: 'The proxy fetches the module and checks its sha256.' },
    ),
    Type.Object(
      { by: Type.Literal('file'), path: Type.String({ pattern: '^/[^\\x00-\\x1f\\x7f]+$', maxLength: 1000 }) },
      { additionalProperties: false, description: 'The module is a file in the proxy’s container.' },
    ),
  ],
  { description: 'How a Wasm module reaches the proxy.' },
);

/** What a person chooses for an EnvoyFilter. */
export const EnvoyFilterOptionsSchema = Type.Object(
  {
    name: Type.String({ pattern: DNS_NAME, maxLength: 253, description: 'metadata.name' }),
    namespace: Type.String({ pattern: DNS_LABEL, description: 'metadata.namespace' }),
    context: Type.Union([Type.Literal('SIDECAR_INBOUND'), Type.Literal('SIDECAR_OUTBOUND'), Type.Literal('GATEWAY')]),
    workload: Type.Record(Type.String({ pattern: LABEL_KEY }), Type.String({ pattern: LABEL_VALUE }), {
      additionalProperties: false,
      maxProperties: 256,
      description: 'Labels of workloadSelector; empty: every workload of the namespace.',
    }),
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65535,
        description: 'Only this port: the target port (inbound), service port (outbound), bound port (gateway).',
      }),
    ),
    place: Type.Union([
      Type.Object({ at: Type.Literal('before-router') }, { additionalProperties: false }),
      Type.Object({ at: Type.Literal('first') }, { additionalProperties: false }),
      Type.Object(
        {
          at: Type.Union([Type.Literal('before'), Type.Literal('after')]),
          filter: Type.String({ minLength: 1, maxLength: 200 }),
        },
        { additionalProperties: false },
      ),
    ]),
    priority: Type.Optional(Type.Integer({ minimum: -2147483648, maximum: 2147483647, description: '10 by default.' })),
    wasm: Type.Optional(Type.Record(Type.String(), WasmCode, { description: 'By source name; inline by default.' })),
  },
  { additionalProperties: false },
);

/** What a person chooses for an EnvoyFilter. */
export type EnvoyFilterOptions = Static<typeof EnvoyFilterOptionsSchema>;
/** How a Wasm module reaches the proxy. */
export type WasmDelivery = Static<typeof WasmCode>;

/** How the module of a source reaches the proxy; inline unless chosen otherwise. */
export function deliveryOf(source: string, options: Pick<EnvoyFilterOptions, 'wasm'>): WasmDelivery {
  const { wasm } = options;
  return (wasm && Object.hasOwn(wasm, source) ? wasm[source] : undefined) ?? { by: 'inline' };
}
