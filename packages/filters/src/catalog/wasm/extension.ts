import { readRouteMetadata } from '@chainwright/runtime/http-connection-manager/route-metadata';
import { createWasmFactory } from '@chainwright/runtime/proxy-wasm/plugin-factory';
import { WasmProcess } from '@chainwright/runtime/proxy-wasm/wasm-process';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { FactoryContext, FilterExtension } from '../filter-extension.ts';
import type { ProcessSlot } from '../process-state.ts';
import { readWasmConfig, WASM_TYPE } from './config.ts';

const WASM_PROCESS: ProcessSlot<WasmProcess> = { name: 'wasm', create: () => new WasmProcess() };

/** `envoy.filters.http.wasm`. */
export const wasm: FilterExtension = {
  name: 'envoy.filters.http.wasm',
  typeUrl: WASM_TYPE,
  perRouteTypeUrls: [],
  kind: 'wasm',
  title: 'Wasm',
  summary: 'Runs a proxy-wasm module on each request and each response.',
  paths: { request: true, response: true },
  simulated: {
    level: 'partly',
    not: 'DNS, CEL expressions, compression, signatures and gRPC streams that stay open are not simulated.',
  },
  since: '1.17',
  defaultConfig: {
    '@type': WASM_TYPE,
    config: {
      name: 'filter',
      vm_config: { runtime: 'envoy.wasm.runtime.v8', code: { local: { filename: 'sources/filter' } } },
    },
  },
  defaultPerRouteConfig: null,
  createFactory(config, context) {
    if (context.perRouteConfigs.length > 0) {
      throw new ConfigRejected(
        `The filter ${context.filterName} doesn't support virtual host or route specific configurations`,
      );
    }
    const { plugin, notSimulated } = readWasmConfig(config, context);
    for (const part of notSimulated) context.trace.emit({ kind: 'not-simulated', ...part, affects: ['*'] });
    if (notSimulated.some(({ what }) => what === 'Wasm code from a URL')) return { createFilter: () => null };
    return createWasmFactory({
      plugin,
      process: processOf(context),
      worker: context.worker,
      trace: context.trace,
    });
  },
};

function processOf(context: FactoryContext): WasmProcess {
  const process = context.process.of(WASM_PROCESS);
  const { clusters, listener, node } = context;
  process.facts = {
    node,
    listenerDirection: DIRECTIONS.indexOf(String(listener['traffic_direction'] ?? listener['trafficDirection'])) + 1,
    listenerMetadata: readRouteMetadata(listener['metadata']),
    clusterMetadata: (name) => {
      const cluster = clusters.find((one) => one['name'] === name);
      return cluster === undefined ? null : readRouteMetadata(cluster['metadata']);
    },
  };
  return process;
}

/** Traffic directions by their numbers, from 1. */
const DIRECTIONS = ['INBOUND', 'OUTBOUND'];
