import { isYamlMessage, type YamlMessage } from '@chainwright/runtime/config/message-reader';
import { findFilterByPerRouteType, isPerFilterMap } from './check-per-route-types.ts';
import { carriedMessage } from './typed-struct.ts';

/**
 * A configuration in which what stands as a TypedStruct in `typed_per_filter_config` stands as the message that it
 * carries, as Envoy reads it. The same object when there is none. Types that nobody knows stay as they are.
 */
export function unwrapTypedStructs<T>(value: T): T {
  return changed(value, false) as T;
}

function changed(value: unknown, isEntry: boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => changed(item, false));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isYamlMessage(value)) return value;
  if (isEntry) return unwrapped(value);
  const entries = Object.entries(value).map(([field, inner]): [string, unknown] => [
    field,
    isPerFilterMap(field) && isYamlMessage(inner) ? mapValues(inner) : changed(inner, false),
  ]);
  return entries.some(([field, inner]) => inner !== value[field]) ? Object.fromEntries(entries) : value;
}

function mapValues(map: YamlMessage): YamlMessage {
  const entries = Object.entries(map).map(([name, config]): [string, unknown] => [name, changed(config, true)]);
  return entries.some(([name, config]) => config !== map[name]) ? Object.fromEntries(entries) : map;
}

/** An entry of the map: a TypedStruct, or a FilterConfig around one. */
function unwrapped(message: YamlMessage): YamlMessage {
  const type = String(message['@type'] ?? '');
  if (type.endsWith('/envoy.config.route.v3.FilterConfig')) {
    const inner = message['config'];
    const config = isYamlMessage(inner) ? unwrapped(inner) : inner;
    return config === inner ? message : { ...message, config };
  }
  const carried = carriedMessage(message);
  const typeUrl = `type.googleapis.com/${carried?.messageType}`;
  if (!carried || findFilterByPerRouteType(typeUrl) === undefined) return message;
  return { '@type': typeUrl, ...carried.value };
}
