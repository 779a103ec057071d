type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
};

const INTRODUCTION = `# The project file

A project is one YAML document: a chain, its code, the scripted upstreams and the scenarios. What Envoy has a message for
stands in Envoy's own form and names (\`http_connection_manager\`, \`listener\`, \`node\`, \`clusters\`); the other fields are
described here. This page is made from the schema by \`node tools/generate-docs.ts\`; the same schema as JSON Schema is
\`docs/project.schema.json\`.

Code stands under \`sources\`; a filter's \`typed_config\` names it as a file: \`default_source_code: {filename: sources/NAME}\`
(Lua) or \`config: {vm_config: {code: {local: {filename: sources/NAME}}}}\` (Wasm). Each scenario is a fresh server; its
requests share it. The file of another version is migrated when it is opened; a newer one is refused.

\`\`\`yaml
version: 1
name: Stamp
sources:
  stamp:
    lua: |
      function envoy_on_request(handle)
        handle:headers():add("x-stamp", "yes")
      end
http_connection_manager:
  stat_prefix: ingress
  route_config:
    virtual_hosts:
      - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: shop}}]}
  http_filters:
    - name: stamp
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
        default_source_code: {filename: sources/stamp}
    - name: envoy.filters.http.router
      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
clusters:
  - {name: shop}
upstreams:
  shop:
    - {status: 200, body: hello}
scenarios:
  - name: stamped
    requests: [{path: /}]
    expect: [{status: 200}, {upstream_header: [x-stamp, "yes"]}]
\`\`\`
`;

/** The page that describes every field of the project document. */
export function describeProjectFile(schema: Schema): string {
  const sections: string[] = [];
  describe('project', schema, sections, new Set());
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

/** One section for every map with named fields, breadth first below its own. */
function describe(path: string, schema: Schema, sections: string[], seen: Set<string>): void {
  const key = JSON.stringify(schema);
  if (seen.has(key)) return;
  seen.add(key);
  const { properties } = schema;
  if (properties) {
    const rows = Object.entries(properties).map(
      ([name, field]) =>
        `| \`${name}\` | ${typeOf(field)} | ${(schema.required ?? []).includes(name) ? 'yes' : ''} | ${field.description ?? ''} |`,
    );
    const about = schema.description ? `${schema.description}\n\n` : '';
    sections.push(`## \`${path}\`\n\n${about}| field | type | required | |\n|---|---|---|---|\n${rows.join('\n')}\n`);
    for (const [name, field] of Object.entries(properties)) inner(`${path}.${name}`, field, sections, seen);
  } else inner(path, schema, sections, seen);
}

function inner(path: string, schema: Schema, sections: string[], seen: Set<string>): void {
  if (schema.properties) {
    describe(path, schema, sections, seen);
    return;
  }
  for (const option of schema.anyOf ?? []) inner(path, option, sections, seen);
  if (isSchema(schema.items)) inner(`${path}[]`, schema.items, sections, seen);
  for (const value of Object.values(schema.patternProperties ?? {})) inner(`${path}.NAME`, value, sections, seen);
}

function isSchema(items: Schema['items']): items is Schema {
  return items !== undefined && !Array.isArray(items);
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array')
    return Array.isArray(schema.items)
      ? `[${schema.items.map(typeOf).join(', ')}]`
      : `list of ${typeOf((schema.items as Schema) ?? {})}`;
  if (schema.patternProperties) return `map of ${typeOf(Object.values(schema.patternProperties)[0] ?? {})}`;
  if (schema.properties)
    return Object.keys(schema.properties).length === 1 ? `{${Object.keys(schema.properties)[0]}}` : 'map';
  const range =
    schema.minimum !== undefined || schema.maximum !== undefined
      ? ` ${schema.minimum ?? ''}…${schema.maximum ?? ''}`
      : '';
  return `${schema.type ?? 'anything'}${range}`;
}
