import { isYamlMessage } from '@chainwright/runtime/config/message-reader';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { EnvoyMessage, FactoryContext } from './filter-extension.ts';

/**
 * The per-route configurations of one filter, read once: when the server starts (so that a bad one is refused then),
 * and found again by the message object that the callbacks hand out. A message of another filter's type under this
 * filter's name counts for nothing, as in Envoy.
 */
export class PerRouteConfigs<T> {
  readonly #types: readonly string[];
  readonly #read: (message: EnvoyMessage) => T;
  readonly #known = new WeakMap<object, T>();

  /** Reads all that the server has. Throws ConfigRejected for one that Envoy would refuse. */
  constructor(
    context: Pick<FactoryContext, 'perRouteConfigs'>,
    types: readonly string[],
    read: (message: EnvoyMessage) => T,
  ) {
    this.#types = types;
    this.#read = read;
    for (const message of context.perRouteConfigs) this.of(message);
  }

  /** The read form of a message from `perRouteConfig()`; null when there is none. */
  of(message: unknown): T | null {
    if (message === null || message === undefined) return null;
    if (!isYamlMessage(message)) throw new ConfigRejected('a per-route configuration must be a message');
    const type = message['@type'];
    if (typeof type === 'string' && !this.#types.includes(type)) return null;
    let config = this.#known.get(message);
    if (config === undefined) {
      config = this.#read(message);
      this.#known.set(message, config);
    }
    return config;
  }
}
