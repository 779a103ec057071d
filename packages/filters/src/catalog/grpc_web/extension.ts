import { MessageReader } from '@chainwright/runtime/config/message-reader';
import type { FilterExtension } from '../filter-extension.ts';
import { GrpcWebFilter } from './filter.ts';

const MESSAGE = 'envoy.extensions.filters.http.grpc_web.v3.GrpcWeb';

/** `envoy.filters.http.grpc_web`. */
export const grpcWeb: FilterExtension = {
  name: 'envoy.filters.http.grpc_web',
  typeUrl: `type.googleapis.com/${MESSAGE}`,
  perRouteTypeUrls: [],
  kind: 'native',
  title: 'gRPC-Web',
  summary: 'Lets gRPC-Web clients talk to gRPC servers.',
  paths: { request: true, response: true },
  simulated: { level: 'full', not: null },
  since: '1.0',
  defaultConfig: { '@type': `type.googleapis.com/${MESSAGE}` },
  defaultPerRouteConfig: null,
  createFactory(config) {
    MessageReader.read(config, MESSAGE, () => undefined);
    return { createFilter: () => new GrpcWebFilter() };
  },
};
