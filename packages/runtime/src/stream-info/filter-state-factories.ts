import type { ByteString } from '../http/byte-string.ts';
import type { FilterStateEntry } from './stream-info.ts';

/** Makes an object from its text and answers how it prints; null: the text is not good for it. */
type ObjectFactory = (text: ByteString) => ByteString | null;

const anyText: ObjectFactory = (text) => text;

const wholeNumber: ObjectFactory = (text) => (/^\d{1,19}$/.test(text) ? text : null);

/** An address without port: `1.2.3.4` prints as `1.2.3.4:0`. */
const ip: ObjectFactory = (text) => {
  if (!isIpAddress(text)) return null;
  return text.includes(':') ? `[${text}]:0` : `${text}:0`;
};

/** `1.2.3.4:80` or `[::1]:80`. */
const ipAndPort: ObjectFactory = (text) => (parseIpAndPort(text) === null ? null : text);

/**
 * The object factories that scripts and set_filter_state can name, by key or factory name.
 * Envoy: every `StreamInfo::FilterState::ObjectFactory` that 1.40.0 registers and whose object prints as text.
 */
const FACTORIES: Readonly<Record<string, readonly [ObjectFactory, FilterStateEntry['type']]>> = {
  'envoy.string': [anyText, 'text'],
  'envoy.hashable_string': [anyText, 'text'],
  'envoy.network.ip': [ip, 'opaque'],
  'envoy.tcp_proxy.cluster': [anyText, 'opaque'],
  'envoy.tcp_proxy.per_connection_idle_timeout_ms': [wholeNumber, 'uint64'],
  'envoy.network.upstream_server_name': [anyText, 'opaque'],
  'envoy.network.upstream_subject_alt_names': [anyText, 'opaque'],
  'envoy.network.application_protocols': [anyText, 'hidden'],
  'envoy.network.transport_socket.original_dst_address': [ipAndPort, 'address'],
  'envoy.filters.listener.original_dst.local_ip': [ipAndPort, 'address'],
  'envoy.filters.listener.original_dst.remote_ip': [ipAndPort, 'address'],
  'envoy.upstream.dynamic_host': [anyText, 'text'],
  'envoy.upstream.dynamic_port': [wholeNumber, 'uint32'],
  'envoy.ratelimit.hits_addend': [wholeNumber, 'uint32'],
};

/** Whether there is a factory of this name. */
export function hasFilterStateFactory(name: string): boolean {
  return Object.hasOwn(FACTORIES, name);
}

/** Makes an object by a factory; null when the factory refuses the text. */
export function createFilterStateObject(
  factory: string,
  text: ByteString,
  { readOnly }: { readonly readOnly: boolean },
): FilterStateEntry | null {
  if (!hasFilterStateFactory(factory)) return null;
  const [make, type] = FACTORIES[factory] ?? [anyText, 'opaque'];
  const value = make(text);
  return value === null ? null : { type, value, readOnly };
}

/** Whether a text is an IPv4 or IPv6 address. */
export function isIpAddress(text: string): boolean {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (v4 !== null) return v4.slice(1).every((part) => Number(part) <= 255 && !/^0\d/.test(part));
  return isIpv6(text);
}

function isIpv6(text: string): boolean {
  if (!/^[0-9A-Fa-f:.]+$/.test(text) || !text.includes(':') || text.includes(':::')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const width = groups.length + (last.includes('.') ? 1 : 0);
  const plain = last.includes('.') ? groups.slice(0, -1) : groups;
  if (last.includes('.') && !isIpAddress(last)) return false;
  return plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (halves.length === 2 ? width < 8 : width === 8);
}

/** The parts of `ip:port`; null when it is not that. */
export function parseIpAndPort(text: string): { readonly ip: string; readonly port: number } | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  if (match === null || !isIpAddress(address) || port > 65535) return null;
  return (match[1] !== undefined) === address.includes(':') ? { ip: address, port } : null;
}
