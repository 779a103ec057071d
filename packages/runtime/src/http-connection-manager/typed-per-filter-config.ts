import { isYamlMessage, type MessageReader, type YamlMessage } from '../config/message-reader.ts';

/** What one level of the route configuration says about one filter. */
export type PerFilterEntry = {
  /** The message itself, out of its FilterConfig wrapper; null: the wrapper holds none. */
  readonly config: YamlMessage | null;
  /** Whether the filter is switched off (true) or on (false) at this level. */
  readonly disabled: boolean;
};

/** Entries by filter name. */
export type TypedPerFilterConfig = ReadonlyMap<string, PerFilterEntry>;

/** Reads `typed_per_filter_config`. The messages keep their identity: they are the project's own objects. */
export function readTypedPerFilterConfig(reader: MessageReader): TypedPerFilterConfig {
  const entries = new Map<string, PerFilterEntry>();
  const map = reader.raw('typed_per_filter_config');
  if (!isYamlMessage(map)) return entries;
  for (const [name, config] of Object.entries(map)) {
    if (isYamlMessage(config)) entries.set(name, unwrap(config));
  }
  return entries;
}

function unwrap(config: YamlMessage): PerFilterEntry {
  if (!String(config['@type']).endsWith('envoy.config.route.v3.FilterConfig')) return { config, disabled: false };
  const inner = config['config'];
  const hasConfig = isYamlMessage(inner) && inner['@type'] !== undefined;
  return { config: hasConfig ? inner : null, disabled: config['disabled'] === true };
}
