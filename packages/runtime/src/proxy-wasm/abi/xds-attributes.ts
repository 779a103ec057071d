import type { ByteString } from '../../http/byte-string.ts';
import { textToByteString } from '../../http/byte-string.ts';
import type { MetadataValue } from '../../stream-info/stream-info.ts';
import type { Context } from '../context.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { AttributeValue } from './attribute-value.ts';
import { integerValue, messageValue, metadataValue, rootValue, structValue, textValue } from './attribute-value.ts';
import { structMessage } from './metadata-message.ts';
import { MessageWriter } from './protobuf.ts';

type Attribute = (context: Context) => AttributeValue | null;

const text = (value: string | null | undefined): AttributeValue | null =>
  value === null || value === undefined ? null : textValue(textToByteString(value));

/** Attributes of the configuration that a stream has met so far. Of these only `node` is seen by roots. */
const XDS: Readonly<Record<string, Attribute>> = {
  node: ({ vm }) => nodeValue(vm),
  listener_direction: ({ vm, streamInfo }) =>
    streamInfo === null ? null : integerValue(vm.process.facts.listenerDirection),
  listener_metadata: ({ vm, streamInfo }) =>
    streamInfo === null ? null : metadataValue(vm.process.facts.listenerMetadata),
  filter_chain_name: ({ streamInfo }) => (streamInfo === null ? null : textValue('')),
  cluster_name: ({ streamInfo, route }) => text(streamInfo?.upstreamCluster ?? route?.cluster),
  cluster_metadata: ({ vm, streamInfo, route }) => {
    const cluster = streamInfo?.upstreamCluster ?? route?.cluster;
    return cluster ? metadataValue(vm.process.facts.clusterMetadata(cluster) ?? new Map()) : null;
  },
  route_name: ({ streamInfo, route }) => text(streamInfo?.routeName ?? route?.name),
  route_metadata: ({ route }) => (route === null ? null : metadataValue(route.metadata)),
  virtual_host_name: ({ streamInfo, route }) => text(streamInfo?.virtualHostName ?? route?.virtualHost.name),
  virtual_host_metadata: ({ route }) => (route === null ? null : metadataValue(route.virtualHost.metadata)),
  // Scripted upstreams have none: there, but not to be written.
  upstream_host_metadata: ({ streamInfo }) => (streamInfo?.upstreamHost ? rootValue(() => null) : null),
};

/** The attribute root `xds`. Envoy: source/extensions/filters/common/expr/context.cc `XDSWrapper`. */
export function xdsValue(context: Context): AttributeValue {
  return rootValue((name: ByteString) => (Object.hasOwn(XDS, name) ? (XDS[name]?.(context) ?? null) : null));
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const string = (value: unknown): string => (typeof value === 'string' ? value : '');
const fields = (value: unknown): Fields => (isFields(value) ? value : {});

/** `envoy.config.core.v3.Node` as it stands in the project; Envoy adds its version and a list of all its extensions. */
function nodeValue(vm: WasmVm): AttributeValue {
  const { node } = vm.process.facts;
  const metadata = Object.entries(fields(node['metadata'])) as [string, MetadataValue][];
  const locality = fields(node['locality']);
  return messageValue(
    () => {
      vm.notSimulated('property xds.node as a whole', 'Envoy’s own version and extensions are not in it', ['*']);
      const message = new MessageWriter();
      writeText(message, 1, string(node['id']));
      writeText(message, 2, string(node['cluster']));
      if (node['metadata'] !== undefined) message.bytes(3, structMessage(metadata));
      if (node['locality'] !== undefined) message.bytes(4, localityMessage(locality));
      writeText(message, 6, 'envoy');
      return message.finish();
    },
    {
      id: () => text(string(node['id'])),
      cluster: () => text(string(node['cluster'])),
      user_agent_name: () => text('envoy'),
      metadata: () => structValue(new Map(metadata)),
      locality: () =>
        messageValue(() => localityMessage(locality), {
          region: () => text(string(locality['region'])),
          zone: () => text(string(locality['zone'])),
          sub_zone: () => text(string(locality['sub_zone'])),
        }),
    },
  );
}

function localityMessage(locality: Fields): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter();
  writeText(message, 1, string(locality['region']));
  writeText(message, 2, string(locality['zone']));
  writeText(message, 3, string(locality['sub_zone']));
  return message.finish();
}

function writeText(message: MessageWriter, number: number, value: string): void {
  if (value !== '') message.bytes(number, new TextEncoder().encode(value));
}
