import type { HostCall } from '@chainwright/lua/host/host-call';
import { createFilterStateObject, hasFilterStateFactory } from '../stream-info/filter-state-factories.ts';
import type { Address } from '../stream-info/stream-info.ts';
import { Answer } from './answer.ts';
import {
  ConnectionMetadataWrapper,
  connectionMetadataClass,
  DynamicMetadataWrapper,
  dynamicMetadataClass,
} from './metadata-wrapper.ts';
import { cString, defineScriptClass, ScriptObject } from './script-object.ts';

/** Facts about the stream. Envoy: source/extensions/filters/http/lua/wrappers.cc `StreamInfoWrapper`. */
export class StreamInfoWrapper extends ScriptObject {
  get info() {
    return this.scope.callbacks.streamInfo;
  }
}

function addressText({ ip, port }: Address): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** The Lua class of `streamInfo()`. */
export const streamInfoClass = defineScriptClass<StreamInfoWrapper>('streamInfo', {
  protocol: (self) => self.info.protocol,
  routeName: (self) => self.info.routeName ?? '',
  virtualClusterName: (self) => self.info.virtualClusterName ?? '',
  downstreamLocalAddress: (self) => addressText(self.info.downstreamLocalAddress),
  downstreamDirectLocalAddress: (self) => addressText(self.info.downstreamDirectLocalAddress),
  downstreamRemoteAddress: (self) => addressText(self.info.downstreamRemoteAddress),
  downstreamDirectRemoteAddress: (self) => addressText(self.info.downstreamDirectRemoteAddress),
  // Scripted clients do not speak TLS.
  downstreamSslConnection: () => undefined,
  requestedServerName: () => '',
  dynamicMetadata: (self) =>
    self.scope.once(
      'dynamicMetadata',
      dynamicMetadataClass,
      () => new DynamicMetadataWrapper(self.scope, 'dynamicMetadata'),
    ),
  dynamicTypedMetadata(_self, call) {
    cString(call, 2);
    return undefined;
  },
  filterState: (self) =>
    self.scope.once('filterState', filterStateClass, () => new FilterStateWrapper(self.scope, 'filterState')),
  drainConnectionUponCompletion(self) {
    self.info.drainConnection = true;
    return Answer.NOTHING;
  },
});

/** Objects that filters share. Envoy: `FilterStateWrapper`. */
export class FilterStateWrapper extends ScriptObject {}

/** The Lua class of `streamInfo():filterState()`. */
export const filterStateClass = defineScriptClass<FilterStateWrapper>('filterState', {
  get(self, call) {
    const key = cString(call, 2);
    const entry = self.scope.callbacks.streamInfo.filterState.get(key);
    if (entry === undefined || entry.type === 'hidden') return Answer.NOTHING;
    if (call.arg(3) === undefined) return entry.value;
    // None of the objects that can be made here has fields.
    cString(call, 3);
    return Answer.NOTHING;
  },
  set(self, call) {
    const key = cString(call, 2);
    const factory = cString(call, 3);
    const value = cString(call, 4);
    setFilterState(self, call, key, factory, value);
    return Answer.NOTHING;
  },
});

function setFilterState(self: FilterStateWrapper, call: HostCall, key: string, factory: string, value: string): void {
  if (!hasFilterStateFactory(factory)) throw call.error(`'${factory}' does not have an object factory`);
  const object = createFilterStateObject(factory, value, { readOnly: false });
  if (object === null) throw call.error(`failed to create an object '${key}' from value '${value}'`);
  const { callbacks } = self.scope;
  callbacks.streamInfo.filterState.set(key, object);
  callbacks.trace.emit({ kind: 'filter-state-set', key, value: object.value });
}

/** Facts about the downstream connection. Envoy: `ConnectionStreamInfoWrapper`. */
export class ConnectionStreamInfoWrapper extends ScriptObject {}

/** The Lua class of `connectionStreamInfo()`. */
export const connectionStreamInfoClass = defineScriptClass<ConnectionStreamInfoWrapper>('connectionStreamInfo', {
  dynamicMetadata: (self) =>
    self.scope.once(
      'connectionDynamicMetadata',
      connectionMetadataClass,
      () => new ConnectionMetadataWrapper(self.scope, 'connectionDynamicMetadata'),
    ),
  dynamicTypedMetadata(_self, call) {
    cString(call, 2);
    return undefined;
  },
});
