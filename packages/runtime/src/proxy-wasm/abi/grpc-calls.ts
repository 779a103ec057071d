import { byteStringToDisplay, bytesToByteString } from '../../http/byte-string.ts';
import { TOKEN_KIND } from '../call-ids.ts';
import type { WasmVm } from '../wasm-vm.ts';
import { GrpcExchange } from './grpc-exchange.ts';
import { clusterOfService } from './grpc-wire.ts';
import type { HostFunctions } from './host-function.ts';
import { parsePairs } from './serialization.ts';
import type { Status } from './types.ts';
import { STATUS } from './types.ts';

/** Where the parts of a service stand in memory: pointer and length of each. */
type ServiceParts = {
  readonly service: readonly [number, number];
  readonly name: readonly [number, number];
  readonly method: readonly [number, number];
  readonly metadata: readonly [number, number];
};

/** ABI chapter gRPC calls. Envoy: source/extensions/common/wasm/context.cc `grpcCall`, `grpcStream` and their kin. */
export function grpcFunctions(vm: WasmVm): HostFunctions {
  const exchanges = new Map<number, GrpcExchange>();
  /** Opens a call or stream; a status: it could not be opened. */
  const open = (parts: ServiceParts, timeoutMs: number | null): GrpcExchange | Status => {
    const [service, name, method, metadata] = [parts.service, parts.name, parts.method, parts.metadata].map(
      ([at, size]) => vm.memory.read(at, size),
    );
    if (!service || !name || !method || !metadata) return STATUS.InvalidMemoryAccess;
    if (service.length === 0) {
      return vm.wouldCrash('a gRPC call without a service', 'Envoy 1.40 aborts: panic: unset oneof');
    }
    const { cluster, parsed } = clusterOfService(service);
    if (!vm.worker.asyncClient.hasCluster(cluster)) return parsed ? STATUS.InternalFailure : STATUS.ParseFailure;
    const isStream = timeoutMs === null;
    const token = isStream ? vm.callIds.nextGrpcStream() : vm.callIds.nextGrpcCall();
    const text = (bytes: Uint8Array) => byteStringToDisplay(bytesToByteString(bytes));
    const request = {
      cluster,
      serviceName: text(name),
      method: text(method),
      metadata: parsePairs(metadata),
      timeoutMs,
    };
    const exchange = new GrpcExchange(vm, token, request, isStream);
    exchanges.set(token, exchange);
    vm.callouts.add(token, exchange);
    return exchange;
  };
  return {
    ...openingFunctions(vm, open),
    proxy_grpc_send: (token: number, at: number, size: number, endStream: number) => {
      const message = vm.memory.read(at, size);
      if (message === null) return STATUS.InvalidMemoryAccess;
      if ((token & 3) !== TOKEN_KIND.grpcStream) return STATUS.BadArgument;
      const exchange = exchanges.get(token);
      if (exchange === undefined || !exchange.open) return STATUS.NotFound;
      exchange.add(message);
      if (endStream !== 0) exchange.end();
      return STATUS.Ok;
    },
    proxy_grpc_cancel: (token: number) => {
      if (!isGrpcToken(token)) return STATUS.BadArgument;
      exchanges.delete(token);
      return vm.callouts.cancel(token) ? STATUS.Ok : STATUS.NotFound;
    },
    proxy_grpc_close: (token: number) => {
      if (!isGrpcToken(token)) return STATUS.BadArgument;
      const exchange = exchanges.get(token);
      if (exchange === undefined) return STATUS.NotFound;
      exchange.end();
      return STATUS.Ok;
    },
  };
}

type Open = (parts: ServiceParts, timeoutMs: number | null) => GrpcExchange | Status;

function openingFunctions(vm: WasmVm, open: Open): HostFunctions {
  return {
    proxy_grpc_call: (
      serviceAt: number,
      serviceSize: number,
      nameAt: number,
      nameSize: number,
      methodAt: number,
      methodSize: number,
      metadataAt: number,
      metadataSize: number,
      messageAt: number,
      messageSize: number,
      timeoutMs: number,
      tokenAt: number,
    ) => {
      const message = vm.memory.read(messageAt, messageSize);
      if (message === null) return STATUS.InvalidMemoryAccess;
      const parts: ServiceParts = {
        service: [serviceAt, serviceSize],
        name: [nameAt, nameSize],
        method: [methodAt, methodSize],
        metadata: [metadataAt, metadataSize],
      };
      const exchange = open(parts, timeoutMs);
      if (typeof exchange === 'number') return exchange;
      exchange.add(message);
      if (!exchange.end()) return STATUS.InternalFailure;
      // The call is on its way even when its token can't be written.
      return vm.memory.writeU32(tokenAt, exchange.token) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_grpc_stream: (
      serviceAt: number,
      serviceSize: number,
      nameAt: number,
      nameSize: number,
      methodAt: number,
      methodSize: number,
      metadataAt: number,
      metadataSize: number,
      tokenAt: number,
    ) => {
      const parts: ServiceParts = {
        service: [serviceAt, serviceSize],
        name: [nameAt, nameSize],
        method: [methodAt, methodSize],
        metadata: [metadataAt, metadataSize],
      };
      const exchange = open(parts, null);
      if (typeof exchange === 'number') return exchange;
      vm.addAfterCallAction(() => {
        if (!exchange.open) return;
        vm.notSimulated('gRPC streams that stay open', 'the request is sent when the module ends its side', ['*']);
      });
      return vm.memory.writeU32(tokenAt, exchange.token) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
  };
}

/** Calls and streams; not HTTP calls (0) nor the kind that does not exist (3). */
function isGrpcToken(token: number): boolean {
  return (token & 3) === TOKEN_KIND.grpcCall || (token & 3) === TOKEN_KIND.grpcStream;
}
